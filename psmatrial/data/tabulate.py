"""Two decisions a patient to one 2x2 table, with everybody accounted for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from psmatrial.data.decided import Decision, together
from psmatrial.errors import UsageError, choices
from psmatrial.model import Contrast, PairedTable

# What a missing result counts as, under the index test and under the comparator.
_COUNTS_AS = {
    "exclude": (None, None),
    "negative": ("negative", "negative"),
    "worst": ("negative", "positive"),
    "best": ("positive", "negative"),
}


@dataclass(frozen=True, slots=True)
class Tabulated:
    """A paired table and who is not in it: reasons with numbers of patients, each patient under one reason."""

    table: PairedTable
    excluded: tuple[tuple[str, int], ...] = ()


def paired(
    index: Sequence[Decision],
    comparator: Sequence[Decision],
    contrast: Contrast,
    missing: str = "exclude",
    members: Sequence[int] | None = None,
) -> Tabulated:
    """Count patients by who was found by which test.

    Parameters
    ----------
    index, comparator
        One decision a patient, in the same order.
    contrast
        Names of the two tests.
    missing
        What a missing result counts as: ``exclude`` leaves the patient out; ``negative`` (intention to diagnose);
        ``worst`` (index negative, comparator positive) and ``best`` (the reverse) bound the answer.
    members
        Who is in the analysis set: something true for each patient who is; None for all.

    Returns
    -------
    Tabulated
        Table and exclusions add up to the members.

    Raises
    ------
    UsageError
        If ``missing`` is none of these.

    References
    ----------
    Schuetz et al., BMJ 2012;345:e6717 (intention to diagnose).

    Examples
    --------
    >>> found, not_found, unread = Decision("positive"), Decision("negative"), Decision(None, "non-evaluable")
    >>> tabulated = paired([found, found], [not_found, unread], Contrast("PSMA", "fluciclovine"))
    >>> tabulated.table.cells, tabulated.excluded
    ((0, 1, 0, 0), (('no result under fluciclovine: non-evaluable', 1),))
    """
    if missing not in _COUNTS_AS:
        raise UsageError(f"missing results cannot count as {missing!r}.", choices(missing, list(_COUNTS_AS)))
    instead = _COUNTS_AS[missing]
    cells: Counter[tuple[str, str]] = Counter()
    excluded: Counter[str] = Counter()
    for (first, second), number in together(index, comparator, members).items():
        results = (first.result or instead[0], second.result or instead[1])
        if results[0] is None or results[1] is None:
            excluded[_reason(first, second, contrast)] += number
        else:
            cells[results[0], results[1]] += number
    yes, no = "positive", "negative"
    counts = (cells[yes, yes], cells[yes, no], cells[no, yes], cells[no, no])
    table = PairedTable(*counts, index=contrast.index, comparator=contrast.comparator)
    return Tabulated(table, tuple(sorted(excluded.items())))


def _reason(index: Decision, comparator: Decision, contrast: Contrast) -> str:
    """Return why a patient is in no table."""
    if index.result is not None:
        return f"no result under {contrast.comparator}: {comparator.reason}"
    if comparator.result is not None:
        return f"no result under {contrast.index}: {index.reason}"
    if index.reason == comparator.reason:
        return f"no result under either test: {index.reason}"
    return f"no result under {contrast.index}: {index.reason}; under {contrast.comparator}: {comparator.reason}"
