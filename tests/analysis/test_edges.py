"""Cohorts at the edge: a defined answer with words, a report in every format, and no warning from any library."""

from __future__ import annotations

import json
import re

import pytest

from psmatrial.analysis.plan import Endpoints, Multiplicity, Plan, Primary, Reading, Strata
from psmatrial.analysis.run import compare
from psmatrial.displays.summary import summary
from psmatrial.menu import Menu
from psmatrial.reports.report import files
from tests.cohorts import pairs, reads

FORMATS = Menu("reports/formats", "output format").names()
UNREAD = "non-evaluable"
MARGINS = Primary(margin=-0.10, ratio_margin=0.8, equivalence=True)


def long(path, *rows, header="patient_id,reader,modality,region,result"):
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def report(path, plan=None):
    """Return results after making every file of their report, and checking what holds for all of them."""
    results = sound(compare(path, plan))
    made = files(results, FORMATS)
    assert len(json.loads(made["results.json"])["results"]) == len(results.rows)
    assert made["report.pdf"].startswith(b"%PDF")
    assert not re.search(rb"\bnan\b", made["report.html"], re.IGNORECASE)
    return results


def sound(results):
    """Return results after checking what holds for all of them."""
    ids = [row.id for row in results]
    assert len(set(ids)) == len(ids)
    lines = summary(results)
    assert max(map(len, lines)) <= 80
    assert "None" not in "\n".join(lines)
    for row in results:
        if row.both is not None:
            assert row.both + row.index_only + row.comparator_only + row.neither == row.n
        if row.n == 0 and row.both is not None:
            assert (row.value, row.low, row.high, row.p_value) == (None, None, None, None), row.id
            assert row.note, row.id
    left = sum(item["n"] for item in results.patients["excluded"])
    assert results.patients["analysed"] + left == results.patients["read"]
    return results


@pytest.mark.parametrize(
    ("cells", "psa", "p_value", "difference", "odds"),
    [
        ((1, 0, 0, 1), "", 1.0, 0.0, None),
        ((10, 0, 0, 0), "0.7", 1.0, 0.0, None),
        ((0, 0, 0, 10), "0.7", 1.0, 0.0, None),
        ((0, 0, 0, 10), "", 1.0, 0.0, None),
        ((0, 1, 0, 0), "0.7", 1.0, 1.0, float("inf")),
        ((0, 0, 6, 0), "0.7", 0.03125, -1.0, 0.0),
        ((0, 6, 0, 0), "", 0.03125, 1.0, float("inf")),
    ],
)
def test_small_and_one_sided_cohorts(tmp_path, cells, psa, p_value, difference, odds):
    patients = [(*pair, psa) if psa else pair for pair in pairs(*cells)]
    found = report(reads(tmp_path / "reads.csv", patients), Plan(primary=MARGINS))
    assert found.row("patient.all.equality.exact").p_value == p_value
    assert found.row("patient.all.rate-difference.tango").value == difference
    assert found.row("patient.all.odds-ratio.clopper-pearson").value == odds


def test_no_complete_pair_at_all(tmp_path):
    patients = [("positive", UNREAD, "0.3"), (UNREAD, "negative", "0.7"), (UNREAD, UNREAD, "")]
    found = report(reads(tmp_path / "reads.csv", patients), Plan(primary=MARGINS))
    assert found.primary["table"] == {"both": 0, "index_only": 0, "comparator_only": 0, "neither": 0}
    assert found.patients["analysed"] == 0
    assert found.patients["excluded"] == [
        {"reason": "no result under PSMA: non-evaluable", "n": 1},
        {"reason": "no result under either test: non-evaluable", "n": 1},
        {"reason": "no result under fluciclovine: non-evaluable", "n": 1},
    ]
    assert "nothing can be" in " ".join(summary(found))
    assert "3 patients have no result under one of the tests or both and are left out" in found.provenance["warnings"]


def test_patients_in_no_stratum_are_counted_and_stay_in_the_whole(tmp_path):
    psa = ("0.3", "5", "", "0", "0.9", "50", "2", "", "1", "0.2")
    patients = [(*pair, text) for pair, text in zip(pairs(3, 3, 2, 2), psa, strict=True)]
    found = report(reads(tmp_path / "reads.csv", patients), Plan(strata=Strata(preset="trial")))
    strata = found.further["strata"]
    assert {one["label"]: one["n"] for one in strata["bins"]} == {"0.2-0.5": 2, ">0.5-1.0": 2, ">1.0-2.0": 1}
    assert (strata["missing"], strata["outside"]) == (2, 3)
    assert found.row("patient.all.equality.exact").n == 10
    assert found.row("patient.psa.pooled-difference.stratified-tango").n == 5


def test_nobody_in_any_stratum(tmp_path):
    patients = [(*pair, "50") for pair in pairs(3, 3, 2, 2)]
    found = report(reads(tmp_path / "reads.csv", patients), Plan(strata=Strata(preset="trial")))
    assert {row.n for row in found if row.stratum_by == "psa"} == {0}
    pooled = found.row("patient.psa.pooled-difference.stratified-tango")
    assert (pooled.value, pooled.low, pooled.high) == (None, None, None)
    assert pooled.note


@pytest.mark.parametrize("weights", ["size", "equal", "inverse-variance", "minimum-risk"])
def test_empty_strata_under_every_weighting(tmp_path, weights):
    patients = [(*pair, "0.3") for pair in pairs(3, 3, 2, 2)] + [("positive", "positive", "3")]
    found = sound(compare(reads(tmp_path / "reads.csv", patients), Plan(strata=Strata(weights=weights))))
    assert found.select(quantity="pooled-difference")[0].n == 11


@pytest.mark.parametrize(
    "columns", ["patient_id,modality,result", "patient_id,reader,modality,result", "patient_id,modality,region,result"]
)
def test_one_reader_and_one_region_with_and_without_their_columns(tmp_path, columns):
    values = {"patient_id": "P1", "reader": "R1", "region": "bed"}
    rows = [
        ",".join({**values, "modality": name, "result": result}[column] for column in columns.split(","))
        for name, result in (("PSMA", "positive"), ("Axumin", "negative"))
    ]
    found = sound(compare(long(tmp_path / "reads.csv", *rows, header=columns)))
    assert found.primary["table"]["index_only"] == 1
    assert not [row for row in found if row.reader]
    assert bool(found.select(region="bed")) == ("region" in columns)


def test_a_region_that_is_missing_everywhere(tmp_path):
    rows = [f"P{at},R1,{name},bed,positive" for at in range(3) for name in ("PSMA", "Axumin")]
    plan = Plan(endpoints=Endpoints(regions=("bed", "nodes")))
    found = report(long(tmp_path / "reads.csv", *rows), plan)
    assert found.row("nodes.all.equality.exact").n == 0
    assert found.row("nodes.all.equality.exact").p_adjusted is None
    assert found.row("patient.all.equality.exact").n == 3


def test_readers_who_disagree_leave_patients_out_with_a_reason(tmp_path):
    split = (("R1", "positive"), ("R2", "negative"))
    rows = [f"P1,{reader},{name},bed,{result}" for name in ("PSMA", "Axumin") for reader, result in split]
    found = sound(compare(long(tmp_path / "reads.csv", *rows)))
    assert found.patients["excluded"] == [{"reason": "no result under either test: readers undecided", "n": 1}]


@pytest.mark.parametrize("test", ["exact", "mid-p", "asymptotic", "corrected", "exact-unconditional"])
@pytest.mark.parametrize("cells", [(9, 19, 4, 18), (0, 0, 0, 3)])
def test_every_test_can_be_the_planned_one(tmp_path, test, cells):
    found = sound(compare(reads(tmp_path / "reads.csv", pairs(*cells)), Plan(primary=Primary(test=test))))
    assert found.primary["row"] == f"patient.all.equality.{test}"


@pytest.mark.parametrize("difference", ["wald", "mover-jeffreys", "scas", "exact-unconditional"])
def test_other_intervals_can_be_the_planned_one(tmp_path, difference):
    plan = Plan(primary=Primary(difference=difference, odds_ratio="wald", rate="wald"))
    found = sound(compare(reads(tmp_path / "reads.csv", pairs(9, 19, 4, 18)), plan))
    assert found.row(f"patient.all.rate-difference.{difference}").value == 0.3


@pytest.mark.parametrize("missing", ["exclude", "negative", "worst", "best"])
@pytest.mark.parametrize("equivocal", ["negative", "positive", "missing"])
def test_every_policy_makes_a_report(tmp_path, missing, equivocal):
    patients = [*pairs(2, 2, 1, 1), ("equivocal", UNREAD), (UNREAD, "equivocal"), ("equivocal", "equivocal")]
    plan = Plan(reading=Reading(missing=missing, equivocal=equivocal), multiplicity=Multiplicity(gatekeeping=True))
    found = sound(compare(reads(tmp_path / "reads.csv", patients), plan))
    whole = {"exclude": 6 + (equivocal != "missing")}.get(missing, 9)
    assert found.patients["analysed"] == whole


def test_names_that_mean_something_to_a_page_or_a_typesetter_do_no_harm(tmp_path):
    names = ("<b>PSMA</b> #[x] $a$ \\d", "Axumin & {{ 7*7 }} *_`@")
    rows = [f'P{at},R "1",{name},bed <i>,{"positive" if at else "negative"}' for at in range(3) for name in names]
    quoted = [",".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row.split(",")) for row in rows]
    found = report(long(tmp_path / "reads.csv", *quoted))
    assert found.plan["contrasts"] == [{"index": names[0], "comparator": names[1]}]
    assert b"<b>PSMA" not in files(found, ["html"])["report.html"]
