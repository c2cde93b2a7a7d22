"""What a notebook asks for: the same comparison, with results that show themselves as the report's first page."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

from psmatrial.analysis import run
from psmatrial.analysis.lock import Lock
from psmatrial.analysis.plan import Plan
from psmatrial.analysis.results import Results

if TYPE_CHECKING:
    import pandas as pd


class ShownResults(Results):
    """Results that a notebook shows as the first page of their report; in every other way they are Results."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        """Return the first page: the name by which notebooks ask for HTML."""
        from psmatrial.reports.first_page import first_page_html

        return first_page_html(self)


def shown(results: Results) -> ShownResults:
    """Return the same results, such as those loaded from a report, in the form that shows itself.

    Examples
    --------
    >>> from psmatrial.analysis.example import example
    >>> shown(run.compare(*example())) == compare(*example())
    True
    """
    return ShownResults(**{item.name: getattr(results, item.name) for item in fields(Results)})


def compare(
    reads: str | Path | pd.DataFrame,
    plan: str | Path | Plan | None = None,
    *,
    lock: str | Path | Lock | None = None,
    blind: str | None = None,
) -> ShownResults:
    """Compare two tests read in the same patients, as planned, and show the first page where a notebook asks for it.

    Parameters
    ----------
    reads
        Path of a file of readings, or a pandas frame with the same columns.
    plan
        Path of a TOML plan, a Plan, or None for the locked plan, without one for the defaults.
    lock
        Path of a locked plan, beside which the plan that runs is held; None where the plan itself may be locked.
    blind
        Seed of a blind rehearsal, in which the labels of the tests are permuted; None for the real run.

    Returns
    -------
    ShownResults
        As ``psmatrial.analysis.run.compare``; nothing is drawn until it is shown.

    Raises
    ------
    InputError
        If the readings cannot be accepted: all problems at once, with file, line and column.
    UsageError
        If the plan cannot be carried out.

    Examples
    --------
    >>> from psmatrial.analysis.example import example
    >>> compare(*example()).primary["table"]
    {'both': 9, 'index_only': 19, 'comparator_only': 4, 'neither': 18}
    """
    return shown(run.compare(reads, plan, lock=lock, blind=blind))
