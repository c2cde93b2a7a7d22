"""From one 2x2 table to its rows: every planned method, and the words where an interval and the test differ."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from psmatrial.analysis.results import Row
from psmatrial.model import CELLS, Estimate, HypothesisTest, Method, PairedTable
from psmatrial.stats.methods import method as catalogued
from psmatrial.stats.multiplicity import error_rate
from psmatrial.stats.p_values import p_phrase
from psmatrial.stats.printed import half_away, places_apart

if TYPE_CHECKING:
    from psmatrial.analysis.plan import Plan

EXPERIMENTAL = "experimental: the paired form is not yet in a journal"
RATES = ("index-rate", "comparator-rate")
BELONGS = {"exact": "fay-lumbard", "asymptotic": "tango", "exact-unconditional": "exact-unconditional"}
SIGNS = (("<=", "le"), (">=", "ge"), ("≤", "le"), ("≥", "ge"), ("<", "lt"), (">", "gt"))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a table stands: which contrast, endpoint, stratum and reader."""

    endpoint: str = ""
    unit: str | None = None
    region: str | None = None
    reader: str | None = None
    stratum_by: str | None = None
    stratum: str | None = None
    prefix: str = ""

    def row_id(self, quantity: str, method: str, alternative: str | None = None) -> str:
        """Return the id of a row here; safe to type in a shell unless the name of a reader or test is not.

        Examples
        --------
        >>> Place("patient", stratum_by="psa", stratum=">0.5-1.0").row_id("equality", "exact")
        'patient.psa-gt0.5-1.0.equality.exact'
        """
        side = f".{alternative}" if alternative in {"greater", "less"} else ""
        if not self.endpoint:
            return f"{quantity}.{method}{side}"
        reader = f"@{self.reader}" if self.reader else ""
        stratum = "-".join(filter(None, (self.stratum_by, safe(self.stratum or "")))) or "all"
        return f"{self.prefix}{self.endpoint}{reader}.{stratum}.{quantity}.{method}{side}"


def safe(label: str) -> str:
    """Return a stratum's label without the signs that a shell would take for itself.

    Examples
    --------
    >>> safe(">0.5-1.0"), safe("0.2-<0.5")
    ('gt0.5-1.0', '0.2-lt0.5')
    """
    for sign, word in SIGNS:
        label = label.replace(sign, word)
    return re.sub(r"[^A-Za-z0-9.\-]+", "-", label)


def planned_methods(plan: Plan) -> tuple[Method, ...]:
    """Return the methods of the plan, the planned one of each quantity first, in the order of print."""
    primary, further = plan.primary, plan.methods
    wanted = [
        *((quantity, name) for quantity in RATES for name in (primary.rate, *further.rate)),
        *(("rate-difference", name) for name in (primary.difference, *further.rate_difference)),
        *(("rate-ratio", name) for name in further.rate_ratio),
        *(("odds-ratio", name) for name in (primary.odds_ratio, *further.odds_ratio)),
        *(("equality", name) for name in (primary.test, *further.equality)),
    ]
    return tuple(catalogued(quantity, name) for quantity, name in dict.fromkeys(wanted))


def table_rows(
    table: PairedTable, place: Place, methods: Iterable[Method], level: float, alternative: str = "two-sided"
) -> list[Row]:
    """Return one row a method; a table without patients gives rows without values and a note."""
    found = [(method, row_of(method.compute(table, level, alternative), table, place)) for method in methods]
    return [row.noting(EXPERIMENTAL if method.experimental else "") for method, row in found]


def row_at(place: Place, quantity: str, method: str, **values: Any) -> Row:
    """Return a row at a place with these values.

    Examples
    --------
    >>> row_at(Place("patient", "patient", stratum="all"), "rate-difference", "tango", value=0.3).id
    'patient.all.rate-difference.tango'
    """
    return Row(
        id=place.row_id(quantity, method, values.get("alternative")),
        endpoint=place.endpoint or None,
        unit=place.unit,
        region=place.region,
        reader=place.reader,
        stratum_by=place.stratum_by,
        stratum=place.stratum,
        quantity=quantity,
        method=method,
        **values,
    )


def row_of(found: Estimate | HypothesisTest, table: PairedTable | None, place: Place, **more: Any) -> Row:
    """Return the row of an estimate or a test: of a table, or (``table`` is None) of what has no single one."""
    names = ("value", "low", "high", "level") if isinstance(found, Estimate) else ("statistic", "df", "p_value")
    values = {name: getattr(found, name) for name in names}
    values |= {"alternative": found.alternative, "note": found.note}
    if isinstance(found, Estimate):
        values["n"] = found.n
    if table is not None:
        values |= table_values(table)
        if found.quantity in RATES:
            index = found.quantity == "index-rate"
            values["numerator"] = table.index_positive if index else table.comparator_positive
            values["denominator"] = table.n
    return row_at(place, found.quantity, found.method, **{**values, **more})


def table_values(table: PairedTable) -> dict[str, Any]:
    """Return what a row says of its table: the tests, the four counts and their sum.

    Examples
    --------
    >>> table_values(PairedTable(9, 19, 4, 18))["index_only"]
    19
    """
    counts = dict(zip(CELLS, table.cells, strict=True))
    return {"index": table.index, "comparator": table.comparator, **counts, "n": table.n}


def difference_note(table: PairedTable, test: str, interval: str, level: float, alternative: str = "two-sided") -> str:
    """Return the words for a planned test and a printed difference interval that differ about "no difference".

    Empty where they agree. The planned test decides; no method is ever switched by the data. A one-sided test is held
    against the one limit of its side, both with the whole error.

    Examples
    --------
    >>> difference_note(PairedTable(2, 5, 0, 3), "exact", "tango", 0.95).split(";")[0]
    'The interval (Tango) leaves out 0 although the planned exact test gives p = 0.0625'
    """
    p_value = catalogued("equality", test).compute(table, level, alternative)
    shown = catalogued("rate-difference", interval).compute(table, level, alternative)
    if not isinstance(p_value, HypothesisTest) or not isinstance(shown, Estimate):
        return ""
    if p_value.p_value is None or shown.low is None or shown.high is None:
        return ""
    excludes = shown.low > 0 or shown.high < 0
    if excludes == (p_value.p_value <= error_rate(level)):
        return ""
    label = catalogued("rate-difference", interval).label.removesuffix(" score")
    says, side = "leaves out" if excludes else "holds", "" if alternative == "two-sided" else "one-sided "
    words = f"The interval ({label}) {says} 0 although the planned {side}{test} test gives {p_phrase(p_value.p_value)}"
    return f"{words}{_belonging(table, test, interval, level, alternative)}. The test decides."


def _belonging(table: PairedTable, test: str, interval: str, level: float, alternative: str) -> str:
    """Return the clause that names the interval which agrees with the test, where there is one."""
    name = BELONGS.get(test)
    if name is None or name == interval:
        return ""
    entry = catalogued("rate-difference", name)
    found = entry.compute(table, level, alternative)
    if not isinstance(found, Estimate) or found.low is None or found.high is None:
        return ""
    limits = [limit * 100 if abs(limit) < 1 else round(limit * 100) for limit in (found.low, found.high)]
    texts = [half_away(limit, places_apart(limits, 0), signed=True) for limit in limits]
    low, high = (text.replace("-", "−") for text in texts)
    return f"; the interval that belongs to the {test} test ({entry.label}) is {low} to {high}"
