"""What a changed number says otherwise: p crosses the error rate, an interval begins to hold 0, an effect turns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from psmatrial.analysis.results import Row
from psmatrial.models.survival.methods import timeless
from psmatrial.stats.multiplicity import error_rate

RATIOS = ("-ratio", "-interaction", "-covariate")


@dataclass(frozen=True, slots=True)
class Change:
    """What one number said and says: ``kind`` is ``p``, ``adjusted-p``, ``interval`` or ``direction``."""

    id: str
    kind: str
    first: str
    second: str
    primary: bool = False

    def record(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {"id": self.id, "kind": self.kind, "first": self.first, "second": self.second, "primary": self.primary}


def changes(
    rows: Iterable[tuple[Row, Row]],
    primary: tuple[str | None, str | None],
    plans: tuple[Mapping[str, Any], Mapping[str, Any]],
) -> tuple[Change, ...]:
    """Return what changed in meaning, the primary tests first.

    Parameters
    ----------
    rows
        Pairs of rows with the same id.
    primary
        Id of the primary test in the first and in the second results.
    plans
        Both plans; each p-value is held against the error rate of its own.

    Examples
    --------
    >>> plan = {"level": 0.95}
    >>> pair = Row("a", quantity="equality", p_value=0.04), Row("a", quantity="equality", p_value=0.06)
    >>> [(change.kind, change.first, change.second) for change in changes([pair], ("a", "a"), (plan, plan))]
    [('p', 'at or below 0.05', 'above 0.05')]
    """
    errors = [error_rate(_level(plan)) for plan in plans]
    found = []
    for first, second in rows:
        said = [_said(row, error) for row, error in zip((first, second), errors, strict=True)]
        for kind in ("p", "adjusted-p", "direction", "interval"):
            one, other = (words.get(kind) for words in said)
            if one and other and one.split()[0] != other.split()[0]:
                found.append(Change(first.id, kind, one, other, first.id in primary))
    return tuple(sorted(found, key=lambda change: not change.primary))


def nothing(quantity: str) -> float | None:
    """Return the value of a quantity that means no difference; None where there is none, such as for a rate.

    Examples
    --------
    >>> nothing("rate-difference"), nothing("odds-ratio"), nothing("survival-difference-at-12"), nothing("index-rate")
    (0.0, 1.0, 0.0, None)
    """
    named = timeless(quantity)
    if named.endswith("-difference"):
        return 0.0
    return 1.0 if named.endswith(RATIOS) else None


def _level(plan: Mapping[str, Any]) -> float:
    """Return the level of a plan as it stands in results; the default where it states none that can be."""
    stated = plan.get("level")
    return stated if isinstance(stated, float) and 0 < stated < 1 else 0.95


def _said(row: Row, error: float) -> dict[str, str]:
    """Return what a row says, by kind; the first word tells which of the ways it is."""
    said = {}
    for kind, p in (("p", row.p_value), ("adjusted-p", row.p_adjusted)):
        if p is not None:
            said[kind] = f"at or below {error:g}" if p <= error else f"above {error:g}"
    none = nothing(row.quantity)
    if none is None or row.value is None:
        return said
    if row.value != none:
        said["direction"] = f"{'above' if row.value > none else 'below'} {none:g}"
    if row.low is not None and row.high is not None:
        said["interval"] = f"excludes {none:g}" if row.low > none or row.high < none else f"holds {none:g}"
    return said
