"""Detection against PSA and further covariates, as a model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from psmatrial.analysis.results import Results
from psmatrial.displays.display import Table
from psmatrial.displays.figures._further import left_out_words
from psmatrial.displays.model_words import named_covariates
from psmatrial.displays.words.english import counted, opening, series
from psmatrial.reports.document import Block, Paragraph, Section
from psmatrial.reports.sections._blocks import of_contrast, shown

if TYPE_CHECKING:
    from psmatrial.reports.report import Drawings

FIGURE = "model"
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
    several = len(results.plan["contrasts"]) > 1
    blocks: list[Block] = [Paragraph(text) for text in _words(results, found, several=several)]
    blocks += [Paragraph(TWO_ODDS_RATIOS), *shown(results, drawings, "figure:model", "model", "model-rates")]
    for number in range(1, 1 + len(found.get("contrasts", ()))):
        view = results.led_by(number)
        blocks += [Paragraph(text) for text in _words(view, view.further["model"], several=True)]
        if FIGURE in results.plan["report"]["figures"] and (drawing := drawings.of_contrast(FIGURE, number)):
            blocks.append(drawing)
        tables = shown(view, drawings, "model", "model-rates")
        blocks += [of_contrast(table, view, number) for table in tables if isinstance(table, Table)]
    return Section("model", "Detection as a model", tuple(blocks))


def _words(results: Results, found: Mapping[str, Any], *, several: bool) -> Iterator[str]:
    """Yield what was fitted to whom, and what could not be."""
    pair = results.plan["contrasts"][0]
    head = f"{opening(pair['index'])} against {pair['comparator']}: the" if several else "The"
    names = named_covariates(found["covariates"])
    changing = ", the difference of the tests being free to change with PSA" if found["interaction"] else ""
    left = left_out_words(found["left_out"])
    yield (
        f"{head} log odds of detection in {counted(found['n'], 'patient')} were modelled on the test, and on "
        f"{series(names)}{changing}. {left}".rstrip()
    )
    if found["why"]:
        yield f"No marginal model could be fitted: {found['why']}."
    elif found["note"]:
        yield f"{found['note'][0].upper()}{found['note'][1:]}."
