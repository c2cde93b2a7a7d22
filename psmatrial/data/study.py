"""Published studies: every printed number as it was typed, where it was seen, and what is expected of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

KINDS = ("paired", "single-arm", "randomised", "time-to-event", "agreement", "pooled")
VERDICTS = ("reproduced", "needs-method", "several-tables", "not-reproduced", "not-checkable")
NOT_SEEN = "not seen"


@dataclass(frozen=True, slots=True)
class Printed:
    """One printed number: its text with the decimals typed, and whether it was seen in a source or is only recalled.

    ``name`` is its place in the outcome, such as ``index.percent`` or ``odds-ratio``; ``where`` names a source.
    """

    name: str
    text: str
    seen: bool = True
    where: str = ""


@dataclass(frozen=True, slots=True)
class Pattern:
    """Patients whose two tests were worth the same against the truth: TP, FP, FN or TN under each, and their number."""

    index: str
    comparator: str
    n: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """One endpoint, region or stratum of a study with all that is printed of it.

    ``parts`` names the outcomes that should add up to this one; ``level`` is the level of its intervals. ``adjusted``
    names the effects of a model with covariates, and ``p`` where it is that of the model.
    """

    id: str
    label: str = ""
    unit: str = "patient"
    level: float = 0.95
    note: str = ""
    parts: tuple[str, ...] = ()
    numbers: Mapping[str, Printed] = field(default_factory=dict)
    patterns: tuple[Pattern, ...] = ()
    adjusted: tuple[str, ...] = ()

    @property
    def heading(self) -> str:
        """The label, or the id of an outcome without one."""
        return self.label or self.id


@dataclass(frozen=True, slots=True)
class Fact:
    """A printed number that nothing else in the source can be held against."""

    id: str
    says: str
    number: Printed


@dataclass(frozen=True, slots=True)
class Expected:
    """What is known of an item beforehand: its verdict, and why it is that."""

    item: str
    verdict: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Study:
    """A published study in facts: its print and nothing computed.

    Parameters
    ----------
    id
        The stem of its file.
    paired
        Whether both tests were done in the same patients.
    n
        Patients of the study, where printed.
    readers
        Readers of each scan, where agreement is printed.
    arms
        Names of the tests or groups by their key, in order.
    methods
        Methods that the paper names: ``p``, ``interval``, ``odds_ratio``, ``agreement``.
    sources
        Addresses by the word that numbers refer to them with.
    """

    id: str
    title: str
    citation: str
    kind: str
    paired: bool
    doi: str = ""
    doi_seen: bool = True
    registration: tuple[str, ...] = ()
    design: str = ""
    n: int | None = None
    readers: int | None = None
    arms: Mapping[str, str] = field(default_factory=dict)
    methods: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    facts: tuple[Fact, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    expected: tuple[Expected, ...] = ()

    def outcome(self, name: str) -> Outcome:
        """Return the outcome with this id; the reader has checked that it is there."""
        return next(outcome for outcome in self.outcomes if outcome.id == name)


REGISTRY = Path(__file__).parent / "studies"


def registered() -> list[str]:
    """Return the ids of the studies that ship with the program, in alphabetical order.

    Examples
    --------
    >>> "calais2019" in registered()
    True
    """
    return sorted(path.stem for path in REGISTRY.glob("*.toml"))
