"""What was decided of each patient under one test: a byte a patient, so that many thousand are counted at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import overload

from psmatrial.data.tallies import tallied

_LEFT_OUT = bytes([1]).ljust(256, b"\0")


@dataclass(frozen=True, slots=True)
class Decision:
    """The result of one patient under one test; without one, ``reason`` says why."""

    result: str | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Decisions(Sequence[Decision]):
    """One decision a patient, in the order of the cohort.

    Parameters
    ----------
    numbers
        One byte a patient, below 16: which of the meanings it is.
    meanings
        The decisions that there can be.

    Examples
    --------
    >>> found = Decisions(bytes([0, 1, 0]), (Decision("positive"), Decision("negative")))
    >>> len(found), found[1].result, [one.result for one in found]
    (3, 'negative', ['positive', 'negative', 'positive'])
    """

    numbers: bytes
    meanings: tuple[Decision, ...]

    def __len__(self) -> int:
        """Return the number of patients."""
        return len(self.numbers)

    def __iter__(self) -> Iterator[Decision]:
        """Go through the patients."""
        return map(self.meanings.__getitem__, self.numbers)

    @overload
    def __getitem__(self, place: int) -> Decision: ...

    @overload
    def __getitem__(self, place: slice) -> Decisions: ...

    def __getitem__(self, place: int | slice) -> Decision | Decisions:
        """Return the decision of the patient of this number (from 0), or those of several."""
        if isinstance(place, slice):
            return Decisions(self.numbers[place], self.meanings)
        return self.meanings[self.numbers[place]]


def together(
    first: Sequence[Decision], second: Sequence[Decision], members: Sequence[int] | None = None
) -> dict[tuple[Decision, Decision], int]:
    """Return how many patients have each pair of decisions.

    Parameters
    ----------
    first, second
        One decision a patient, in the same order.
    members
        Who counts: something true for each patient who does; None for all.

    Examples
    --------
    >>> found, missed = Decision("positive"), Decision("negative")
    >>> together([found, found], [found, missed], [False, True]) == {(found, missed): 1}
    True
    """
    if not (isinstance(first, Decisions) and isinstance(second, Decisions)):
        chosen = members if members is not None else [True] * len(first)
        pairs = zip(first, second, chosen, strict=True)
        return dict(Counter((one, other) for one, other, is_member in pairs if is_member))
    if not len(first) == len(second) == len(first if members is None else members):
        text = "the decisions are not of the same patients"
        raise ValueError(text)
    columns = [first.numbers, second.numbers]
    if members is not None:
        columns.append(bytes(members).translate(_LEFT_OUT))
    counts = tallied(*columns)
    return {
        (first.meanings[one], second.meanings[other]): n for (one, other, *out), n in counts.items() if not any(out)
    }
