"""Treatment planned before and after the scans: who changes, and whether changes go one way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from psmatrial.analysis.baseline import refuse_single_patients
from psmatrial.analysis.plan_further import Management
from psmatrial.analysis.results import Row
from psmatrial.analysis.rows import Place, row_of
from psmatrial.analysis.tables import Source
from psmatrial.data.cohort import Cohort
from psmatrial.data.level_order import level_order
from psmatrial.errors import UsageError, choices
from psmatrial.stats.rate import rate
from psmatrial.stats.square import marginal_homogeneity, symmetry

CLASSES = ("none", "other", "major")
PLACE = Place("management", "patient", stratum="all")


def management(origin: Source) -> tuple[list[Row], dict[str, Any] | None]:
    """Return the rows and the transition table of a plan that names both columns; nothing otherwise.

    A change of intent is major, any other change is other. Without intents in the plan every change is other, and the
    record says so. Patients without one of the two plans are left out and counted.

    Raises
    ------
    UsageError
        As ``treatments``.
    """
    plan = origin.plan.management
    if not plan.before:
        return [], None
    known, categories = treatments(origin.cohort, plan)
    counts = Counter(known)
    table = [[counts[before, after] for after in categories] for before in categories]
    classes = Counter(_class(before, after, plan.intents) for before, after in known)
    record = {
        "before": categories,
        "after": categories,
        "counts": table,
        "n": len(known),
        "missing": origin.cohort.n - len(known),
        "classes": {name: classes[name] for name in CLASSES if name != "major" or plan.intents},
        "intents": dict(plan.intents),
    }
    return list(_rows(origin, table, record)), record


def treatments(cohort: Cohort, plan: Management) -> tuple[list[tuple[str, str]], list[str]]:
    """Return the treatments before and after of patients with both, and all treatments in their order.

    The order is that of the plan's intents, else that of levels in Table 1.

    Raises
    ------
    UsageError
        If the plan gives intents and none to a treatment of the file, or names a column that tells patients apart.

    Examples
    --------
    >>> names = (("P1", "P2"), ("PSMA",), ("R1",), ("patient",), {}, (None,) * 2, *[True] * 3, "reads.csv", "", 0, 2)
    >>> cohort = Cohort(*names, patient_columns={"before": ("RT", "RT"), "after": ("ADT", None)})
    >>> treatments(cohort, Management("before", "after"))
    ([('RT', 'ADT')], ['ADT', 'RT'])
    """
    columns = [cohort.patient_columns[name] for name in (plan.before, plan.after)]
    for name, column in zip((plan.before, plan.after), columns, strict=True):
        refuse_single_patients(f"management: {name!r}", column, cohort.patients)
    pairs = zip(*columns, strict=True)
    known = [(before, after) for before, after in pairs if before is not None and after is not None]
    return known, _categories(known, plan.intents)


def _categories(known: Sequence[tuple[str, str]], intents: Mapping[str, str]) -> list[str]:
    """Return the treatments in the order of the plan's intents, else of their levels."""
    seen = list(dict.fromkeys(name for pair in known for name in pair))
    if intents and (without := [name for name in seen if name not in intents]):
        raise UsageError(f"management.intents gives no intent to {without[0]!r}.", choices(without[0], list(intents)))
    return [name for name in intents if name in seen] if intents else level_order(seen)


def _class(before: str, after: str, intents: Mapping[str, str]) -> str:
    """Return the kind of a change."""
    if before == after:
        return "none"
    return "major" if intents and intents[before] != intents[after] else "other"


def _rows(origin: Source, table: Sequence[Sequence[int]], record: Mapping[str, Any]) -> Iterator[Row]:
    """Yield the share of each kind of change, of all and of those who change, then the tests."""
    n, level = record["n"], origin.plan.level
    changed = n - record["classes"]["none"]
    classes = record["classes"]
    shares = [("change-any", changed, n), *((f"change-{name}", count, n) for name, count in classes.items())]
    shares += [(f"change-{name}-of-changed", count, changed) for name, count in classes.items() if name != "none"]
    method = origin.plan.primary.rate
    for name, count, total in shares:
        found = rate(count, total, level=level, method=method, quantity=name)
        yield row_of(found, None, PLACE, numerator=count, denominator=total, n=n)
    # With one treatment, before and after, nothing could have changed: there is nothing to test.
    for test in (symmetry(table), marginal_homogeneity(table)) if len(table) > 1 else ():
        yield row_of(test, None, PLACE, n=n)
