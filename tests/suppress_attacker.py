"""An attacker of reports without small counts, who knows the rule and tries the sets of patients that he is given.

He has code of his own for what readers and regions make of a patient. Every number that a report could hold stands here
as a mark of all that it could tell: a p-value as a mark of its whole table, a number of other places as a mark of every
single patient. What comes through is everything that is shown; the sets of patients that show the same are his
candidates.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations_with_replacement, product
from typing import Any

from psmatrial.analysis.plan import Plan, Reading, Strata
from psmatrial.analysis.results import Results, Row
from psmatrial.analysis.run import compare
from psmatrial.analysis.suppress import suppressed
from psmatrial.model import CELLS, Contrast

WORDS = {"+": "positive", "-": "negative", "?": "non-evaluable"}
BINS, PSA = ("0.2-0.5", ">0.5-1.0"), {"0.2-0.5": "0.3", ">0.5-1.0": "0.7", "": "9"}
INSTEAD = {"exclude": "??", "negative": "--", "worst": "-+", "best": "+-"}
PAIRS = ("++", "+-", "-+", "--")
COUNTS = ("both", "index only", "comparator only", "neither", "n", "index", "not index", "comparator", "not comparator")

# One text a test: of each reader what he says of each region, readers apart by a stroke; before them the stratum.
Patient = tuple[str, ...]
Patients = tuple[Patient, ...]
# Contrast, region, reader (numbers) and stratum of a table.
Stand = tuple[tuple[int, int], int | None, int | None, str]


@dataclass(frozen=True, eq=False)
class Study:
    """What is known of a study before its report is read."""

    regions: tuple[str, ...] = ("",)
    readers: tuple[str, ...] = ("",)
    rule: str = "majority"
    missing: str = "exclude"
    tests: tuple[str, ...] = ("PSMA", "fluciclovine")
    pairs: tuple[tuple[int, int], ...] = ((0, 1),)
    bins: tuple[str, ...] = ()

    @property
    def plan(self) -> Plan:
        """Its plan."""
        contrasts = tuple(Contrast(self.tests[one], self.tests[other]) for one, other in self.pairs)
        reading = Reading(rule=self.rule, missing=self.missing)
        return Plan(contrasts=contrasts, reading=reading, strata=Strata(bins=self.bins))

    def stands(self) -> Iterator[Stand]:
        """Yield where its tables stand, that of the primary endpoint first."""
        places = [None, *(range(len(self.regions)) if len(self.regions) > 1 else [])]
        readers = [None, *(range(len(self.readers)) if len(self.readers) > 1 else [])]
        for pair in self.pairs:
            yield from ((pair, place, reader, "") for reader in readers for place in places)
            yield from ((pair, None, None, label) for label in self.bins)


def settled(votes: str, rule: str) -> str:
    """Return what readers say together."""
    first, then = ("-", "+") if rule == "all" else ("+", "-")
    if rule in ("any", "all"):
        return first if first in votes else then if set(votes) == {then} else "?"
    return next((vote for vote in "+-" if 2 * votes.count(vote) > len(votes)), "?")


@cache
def result(study: Study, patient: Patient, test: int, region: int | None = None, reader: int | None = None) -> str:
    """Return what a patient counts as: found, not found or missing; any region makes the patient."""
    votes = [said[region] if region is not None else settled(said, "any") for said in patient[1 + test].split("/")]
    return votes[reader] if reader is not None else settled("".join(votes), study.rule)


@cache
def pair_of(study: Study, patient: Patient, stand: Stand) -> str:
    """Return what both tests of a table say of a patient; empty where the patient is of another stratum."""
    pair, region, reader, stratum = stand
    if stratum and patient[0] != stratum:
        return ""
    said = [result(study, patient, test, region, reader) for test in pair]
    return "".join(one if one != "?" else other for one, other in zip(said, INSTEAD[study.missing], strict=True))


def table(study: Study, patients: Patients, stand: Stand) -> tuple[int, ...]:
    """Return the cells of a table."""
    found = Counter(pair_of(study, patient, stand) for patient in patients)
    return tuple(found[pair] for pair in PAIRS)


MARKS: dict[tuple[Any, ...], float] = {}


def mark(*told: Any) -> float:
    """Return a number that tells all of this."""
    return MARKS.setdefault(told, 1000.5 + len(MARKS))


@cache
def rows_of(study: Study, stand: Stand, cells: tuple[int, ...]) -> tuple[Row, ...]:
    """Return rows of a table, the test last: rates are marks of their counts, all else of the four cells."""
    pair, region, reader, stratum = stand
    index, comparator = (study.tests[test] for test in pair)
    endpoint, unit = ("patient", "patient") if region is None else (study.regions[region], "region")
    head = f"{index}-{comparator}:{endpoint}@{reader}.{stratum}"
    place: dict[str, Any] = {"endpoint": endpoint, "unit": unit, "index": index, "comparator": comparator}
    place |= {"reader": None if reader is None else study.readers[reader], "level": 0.95, "n": sum(cells)}
    place |= {"stratum_by": "psa" if stratum else None, "stratum": stratum or "all"}
    place |= dict(zip(CELLS, cells, strict=True))
    rates = (("index-rate", cells[0] + cells[1]), ("comparator-rate", cells[0] + cells[2]))
    rows = []
    for quantity, found in rates:
        told = {"value": mark(found, sum(cells)), "numerator": found, "denominator": sum(cells)}
        name = "clopper-pearson"
        rows.append(Row(f"{head}.{quantity}", quantity=quantity, method=name, **{**place, **told}))
    place |= dict.fromkeys(("value", "low", "high", "p_value", "statistic"), mark(cells)) | {"note": f"{mark(cells)}"}
    for quantity, name in (("rate-difference", "tango"), ("equality", "exact")):
        rows.append(Row(f"{head}.{quantity}", quantity=quantity, method=name, **place))
    return tuple(rows)


@cache
def record(study: Study) -> Results:
    """Return results of a study that has every kind of reading, for its plan."""
    kinds = [tuple("/".join([word * len(study.regions)] * len(study.readers)) for _ in study.tests) for word in "+-?"]
    frame = reads_frame(study, tuple((label, *kind) for label in (*study.bins, "") for kind in kinds))
    return compare(frame, study.plan)


def as_if(study: Study, patients: Patients) -> Results:
    """Return results of these patients in which each number is a mark of what it could tell."""
    everything, template = mark(study, patients), record(study)
    tables = {stand: table(study, patients, stand) for stand in study.stands()}
    first, cells = next(iter(tables.items()))
    strata, every = mark(tuple(of for stand, of in tables.items() if stand[3])), mark(tuple(tables.values()))
    rows = []
    for stand, of in tables.items():
        *others, test = rows_of(study, stand, of)
        rows += [*others, replace(test, p_adjusted=None if stand == first else strata if stand[3] else every)]
    primary = next(row.id for row in rows if row.quantity == "equality")
    rows.append(replace(rows[0], id="choice", stratum_by="choice", stratum="any-reader", note=f"{everything}"))
    over_strata: dict[str, Any] = {
        "quantity": "pooled-difference",
        "stratum_by": "psa",
        "stratum": None,
        "value": strata,
    }
    rows.append(replace(rows[0], id="pooled", **over_strata))
    rows.append(replace(rows[0], id="kappa", quantity="kappa", method="cohen", value=everything))
    left = Counter(found for patient in patients if "?" in (found := pair_of(study, patient, first)))
    bins = [{"label": label, "n": everything} for label in study.bins]
    record_of_strata = {"by": "psa", "unit": "ng/mL", "words": "", "bins": bins}
    return replace(
        template,
        provenance={**template.provenance, "warnings": [f"{everything}"]},
        patients={
            "read": len(patients),
            "analysed": sum(cells),
            "excluded": [{"reason": reason, "n": n} for reason, n in sorted(left.items())],
        },
        primary={
            "endpoint": "patient",
            "row": primary,
            "table": dict(zip(CELLS, cells, strict=True)),
        },
        rows=tuple(rows),
        further={"data": everything, "patterns": everything, **({"strata": record_of_strata} if study.bins else {})},
    )


def counted(study: Study, patients: Patients) -> Iterator[tuple[object, int]]:
    """Yield every count that could have to be hidden: of tables, of who is left out, and of several readings."""
    for number, stand in enumerate(study.stands()):
        cells = table(study, patients, stand)
        both, index_only, comparator_only, _ = cells
        n, index, comparator = sum(cells), both + index_only, both + comparator_only
        yield from zip(
            ((stand, name) for name in COUNTS), (*cells, n, index, n - index, comparator, n - comparator), strict=True
        )
        if number == 0:
            left = Counter(pair_of(study, patient, stand) for patient in patients)
            yield from (((reason, "left out"), left[reason]) for reason in ("+?", "-?", "?+", "?-", "??"))
    yield "left out", len(patients) - sum(table(study, patients, next(study.stands())))
    for test, name in enumerate(study.tests):
        said = [patient[1 + test] for patient in patients]
        yield (name, "every region by every reader"), sum(set(text) <= {"+", "/"} for text in said)
        yield (name, "readers differ"), sum(len(set(text.split("/"))) > 1 for text in said)
    if len(study.tests) > 2:
        found = Counter("".join(result(study, one, test) for test in range(len(study.tests))) for one in patients)
        yield from ((("pattern", "".join(said)), found["".join(said)]) for said in product("+-", repeat=3))


def shown(study: Study, patients: Patients, smallest: int) -> str:
    """Return everything that is left of the results of these patients."""
    left = suppressed(as_if(study, patients), smallest)
    return repr((left.plan, left.study, left.provenance, left.patients, left.primary, left.rows, left.further))


def betrayed(study: Study, sets: Iterable[Patients], smallest: int) -> list[tuple[object, set[int]]]:
    """Return the counts that are known to be one of too few numbers, a small one among these.

    A count that is the same in every set was known before there was a report. Sets of more patients than the largest
    may show the same where it is hidden how many there are: nothing is said of who is left out of the largest.
    """
    told: dict[str, dict[object, set[int]]] = defaultdict(lambda: defaultdict(set))
    known: dict[object, set[int]] = defaultdict(set)
    for patients in sets:
        values = told[shown(study, patients, smallest)]
        for name, count in counted(study, patients):
            values[name].add(count)
            known[name].add(count)
    return [
        (name, values)
        for found in told.values()
        for name, values in found.items()
        if len(values) < smallest and min(values) < smallest and len(known[name]) > 1
    ]


def sets_of(kinds: Iterable[Patient], n: int) -> Iterator[Patients]:
    """Yield every set of so many patients of these kinds."""
    return combinations_with_replacement(tuple(kinds), n)


def sets_with(study: Study, kinds: Iterable[Patient], cells: tuple[int, ...]) -> Iterator[Patients]:
    """Yield every set of patients of these kinds whose primary table has these cells."""
    stand = next(study.stands())
    of: dict[str, list[Patient]] = defaultdict(list)
    for kind in kinds:
        of[pair_of(study, kind, stand)].append(kind)
    for parts in product(*(sets_of(of[pair], n) for pair, n in zip(PAIRS, cells, strict=True))):
        yield sum(parts, ())


def reads_frame(study: Study, patients: Patients) -> Any:
    """Return the file of these patients as a frame."""
    import pandas as pd

    rows = [
        {
            "patient_id": f"P{number:03}",
            "modality": name,
            "reader": reader,
            "region": region,
            "result": WORDS[vote],
            "psa": PSA[patient[0]],
        }
        for number, patient in enumerate(patients)
        for name, text in zip(study.tests, patient[1:], strict=True)
        for reader, said in zip(study.readers, text.split("/"), strict=True)
        for region, vote in zip(study.regions, said, strict=True)
    ]
    given = {"reader": study.readers != ("",), "region": study.regions != ("",), "psa": bool(study.bins)}
    return pd.DataFrame(rows).drop(columns=[name for name, there in given.items() if not there])
