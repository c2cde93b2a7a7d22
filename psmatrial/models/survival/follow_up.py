"""Patients followed up: how long each was seen, and what ended it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from psmatrial.errors import InputError

CENSORED, EVENT, COMPETING = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Step:
    """What happened at one time: patients followed up until then or longer, events, competing events, censorings."""

    time: float
    at_risk: int
    events: int
    competing: int
    censored: int


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A time and an end for each patient: 0 censored, 1 the event, 2 a competing event.

    A patient who is censored when another has the event counts as still at risk for it, as is usual.

    Raises
    ------
    InputError
        If there are not as many ends as times, a time is below 0 or no number, or an end is none of the three.

    Examples
    --------
    >>> FollowUp((2.0, 5.0), (EVENT, CENSORED)).n
    2
    """

    times: tuple[float, ...]
    ends: tuple[int, ...]

    def __post_init__(self) -> None:
        """Refuse what is no follow-up."""
        if len(self.times) != len(self.ends):
            raise InputError("there are not as many ends as times.", "Give one of each for every patient.")
        if not all(0 <= time < float("inf") for time in self.times):
            raise InputError("a time is below 0 or not a number.", "Give times of 0 or more.")
        if not set(self.ends) <= {CENSORED, EVENT, COMPETING}:
            raise InputError("an end is none of 0, 1 and 2.", "0 is censored, 1 the event, 2 a competing event.")

    @property
    def n(self) -> int:
        """Number of patients."""
        return len(self.times)

    @property
    def events(self) -> int:
        """Number of patients with the event."""
        return self.ends.count(EVENT)

    @property
    def longest(self) -> float:
        """The longest time that anybody was followed up; 0 for nobody."""
        return max(self.times, default=0.0)

    def of(self, places: Iterable[int]) -> FollowUp:
        """Return the follow-up of the patients at these places.

        Examples
        --------
        >>> FollowUp((2.0, 5.0), (EVENT, CENSORED)).of([1]).times
        (5.0,)
        """
        kept = list(places)
        return FollowUp(tuple(self.times[k] for k in kept), tuple(self.ends[k] for k in kept))


def steps(follow_up: FollowUp) -> list[Step]:
    """Return what happened at each different time, in order.

    Examples
    --------
    >>> steps(FollowUp((3.0, 2.0, 3.0), (CENSORED, EVENT, EVENT)))[1]
    Step(time=3.0, at_risk=2, events=1, competing=0, censored=1)
    """
    counts = Counter(zip(follow_up.times, follow_up.ends, strict=True))
    left, found = follow_up.n, []
    for time in sorted(set(follow_up.times)):
        step = Step(time, left, counts[time, EVENT], counts[time, COMPETING], counts[time, CENSORED])
        left -= step.events + step.competing + step.censored
        found.append(step)
    return found


def groups_of(labels: Sequence[str | None]) -> dict[str, list[int]]:
    """Return the places of each label, in the order of their first patient; None is in no group.

    Examples
    --------
    >>> groups_of(["b", "a", None, "b"])
    {'b': [0, 3], 'a': [1]}
    """
    found: dict[str, list[int]] = {}
    for place, label in enumerate(labels):
        if label is not None:
            found.setdefault(label, []).append(place)
    return found
