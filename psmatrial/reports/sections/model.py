"""Detection against PSA and further covariates, as a model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from psmatrial.analysis.results import Results
from psmatrial.displays import numbers
from psmatrial.displays.figures._further import left_out_words
from psmatrial.displays.model_words import named_covariates
from psmatrial.displays.words.english import series
from psmatrial.reports.document import Paragraph, Section
from psmatrial.reports.sections._blocks import shown

if TYPE_CHECKING:
    from psmatrial.reports.report import Drawings

TWO_ODDS_RATIOS = (
    "The marginal odds ratio compares the rates of both tests over such patients. The conditional odds ratio asks, "
    "among patients in whom the tests differ, how many times more often it was the index test that found disease; it "
    "is usually farther from 1. They answer two questions and are not to be mixed."
)


def section(results: Results, drawings: Drawings) -> Section | None:
    """Return what was modelled, the curve and the tables; None where the plan names no covariates."""
    found = results.further.get("model")
    if not found:
        return None
    words = tuple(map(Paragraph, _words(found)))
    return Section(
        "model", "Detection as a model", (*words, *shown(results, drawings, "figure:model", "model", "model-rates"))
    )


def _words(found: Mapping[str, Any]) -> Iterator[str]:
    """Yield what was fitted to whom, what could not be, and what the two odds ratios are."""
    names = named_covariates(found["covariates"])
    changing = ", the difference of the tests being free to change with PSA" if found["interaction"] else ""
    left = left_out_words(found["left_out"])
    yield (
        f"The log odds of detection in {numbers.count(found['n'])} patients were modelled on the test, and on "
        f"{series(names)}{changing}. {left}".rstrip()
    )
    if found["why"]:
        yield f"No marginal model could be fitted: {found['why']}."
    elif found["note"]:
        yield f"{found['note'][0].upper()}{found['note'][1:]}."
    yield TWO_ODDS_RATIOS
