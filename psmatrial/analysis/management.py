"""Treatment planned before and after the scans: who changes, and whether changes go one way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from psmatrial.analysis.baseline import refuse_single_patients
from psmatrial.analysis.results import Row
from psmatrial.analysis.rows import Place, row_of
from psmatrial.analysis.tables import Source
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
        If the plan gives intents and none to a treatment of the file, names one column only, or one that tells patients
        apart.
    """
    plan = origin.plan.management
    if not (plan.before or plan.after):
        return [], None
    if plan.before == plan.after or not (plan.before and plan.after):
        raise UsageError("management: a change is told from two columns.", "Give before and after, not the same.")
    for name in (plan.before, plan.after):
        refuse_single_patients(f"management: {name!r}", origin.cohort.patient_columns[name], origin.cohort.patients)
    pairs = list(zip(*(origin.cohort.patient_columns[name] for name in (plan.before, plan.after)), strict=True))
    known = [(before, after) for before, after in pairs if before is not None and after is not None]
    categories = _categories(known, plan.intents)
    counts = Counter(known)
    table = [[counts[before, after] for after in categories] for before in categories]
    classes = Counter(_class(before, after, plan.intents) for before, after in known)
    record = {
        "before": categories,
        "after": categories,
        "counts": table,
        "n": len(known),
        "missing": len(pairs) - len(known),
        "classes": {name: classes[name] for name in CLASSES if name != "major" or plan.intents},
        "intents": dict(plan.intents),
    }
    return list(_rows(origin, table, record)), record


def _categories(known: Sequence[tuple[str, str]], intents: Mapping[str, str]) -> list[str]:
    """Return the treatments in the order of the plan's intents, else of the file."""
    seen = list(dict.fromkeys(name for pair in known for name in pair))
    if intents and (without := [name for name in seen if name not in intents]):
        raise UsageError(f"management.intents gives no intent to {without[0]!r}.", choices(without[0], list(intents)))
    return [name for name in intents if name in seen] if intents else sorted(seen)


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
