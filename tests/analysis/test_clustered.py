"""All regions of a patient together: small cohorts counted by hand."""

from __future__ import annotations

from fractions import Fraction
from math import erfc, sqrt

import pytest

from psmatrial.analysis.clustered import ALONE, units_of
from psmatrial.analysis.plan_file import plan_of
from psmatrial.analysis.run import compare
from psmatrial.model import CELLS
from tests.cohorts import trial

PLAN = '[[contrasts]]\nindex = "PSMA"\ncomparator = "fluciclovine"\n'
WORDS = {"+": "positive", "-": "negative", "?": "non-evaluable"}
# PSMA in bed and node, then fluciclovine in bed and node; a point where there is no row.
PATIENTS = ("++ +-", "+- -+", "-. --")


def results(tmp_path, patients=PATIENTS, more="", readers=None):
    """Return the results of patients read by one reader, or by several whose texts are joined by a stroke."""
    header = "patient_id,modality,region,result"
    lines = [f"{header},reader" if readers else header]
    for number, patient in enumerate(patients, start=1):
        for reader, read in zip(readers or ("",), patient.split("|"), strict=True):
            for test, signs in zip(("PSMA", "fluciclovine"), read.split(), strict=True):
                for region, sign in zip(("bed", "node"), signs, strict=False):
                    if sign != ".":
                        row = f"P{number},{test},{region},{WORDS[sign]}"
                        lines.append(f"{row},{reader}" if readers else row)
    path = tmp_path / "reads.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return compare(path, plan_of(PLAN + more))


def counts(found, row_id="regions.all.units.counted"):
    row = found.row(row_id)
    return tuple(getattr(row, name) for name in CELLS)


def test_a_region_read_with_both_tests_is_a_unit(tmp_path):
    found = results(tmp_path)
    # The first: bed by both, node by PSMA only; the second: one each way; the third: bed by neither, node not read.
    assert counts(found) == (1, 2, 1, 1)
    row = found.row("regions.all.units.counted")
    assert (row.n, row.unit, row.note) == (5, "region", "5 regions in 3 patients")


def test_obuchowski_on_three_patients_by_hand(tmp_path):
    row = results(tmp_path).row("regions.all.clustered-equality.obuchowski")
    # d is 1, 0, 0: 1 squared over 3/2 times 1.
    statistic = Fraction(1) / (Fraction(3, 2) * 1)
    assert row.statistic == pytest.approx(float(statistic))
    assert row.p_value == pytest.approx(erfc(sqrt(statistic / 2)))


def test_the_robust_difference_on_three_patients_by_hand(tmp_path):
    row = results(tmp_path).row("regions.all.clustered-difference.robust")
    difference = Fraction(1, 5)
    units, split = (2, 2, 1), (1, 0, 0)
    squares = sum((d - n * difference) ** 2 for n, d in zip(units, split, strict=True))
    error = sqrt(Fraction(3, 2) * squares / 25)
    assert row.value == pytest.approx(0.2)
    # The quantile of t on 2 df at 0.975.
    assert row.high == pytest.approx(0.2 + 4.302652729911275 * error)
    assert row.low == pytest.approx(0.2 - 4.302652729911275 * error)


def test_rates_are_of_regions(tmp_path):
    found = results(tmp_path)
    index, other = (found.row(f"regions.all.clustered-{side}-rate.logit") for side in ("index", "comparator"))
    assert (index.numerator, index.denominator, other.numerator, other.denominator) == (3, 5, 2, 5)


def test_the_cells_are_the_sums_of_those_of_the_regions():
    found = trial()
    each = [found.select(endpoint=name, stratum="all", reader=None)[0] for name in ("prostate-bed", "pelvic-nodes")]
    each += found.select(endpoint="extrapelvic", stratum="all", reader=None)[:1]
    assert counts(found) == tuple(sum(getattr(row, name) for row in each) for name in CELLS) == (8, 22, 5, 115)


def test_one_region_is_not_clustered(tmp_path):
    more = '[endpoints]\nregions = ["bed"]\n[region_names]\nnode = "bed"\n'
    assert results(tmp_path, more=more).select(endpoint="regions") == ()


def test_a_plan_can_do_without(tmp_path):
    assert results(tmp_path, more="[clusters]\nregions = false\n").select(endpoint="regions") == ()


def test_one_patient_has_rates_and_no_limits(tmp_path):
    found = results(tmp_path, ["++ +-"])
    rows = found.select(endpoint="regions")
    assert counts(found) == (1, 1, 0, 0)
    assert all(row.low is None and row.p_value is None and row.note == ALONE for row in rows[1:])
    assert found.row("regions.all.clustered-difference.robust").value == 0.5
    assert found.row("regions.all.clustered-index-rate.logit").value == 1.0


def test_without_discordance_nothing_speaks_against_equal_rates(tmp_path):
    row = results(tmp_path, ["++ ++", "-+ -+", "-- --"]).row("regions.all.clustered-equality.obuchowski")
    assert (row.p_value, row.note.partition(":")[0]) == (1.0, "no discordant units")


def test_patients_with_one_region_each_are_sent_to_mcnemar(tmp_path):
    row = results(tmp_path, ["+. -.", ".+ .-", "-. +."]).row("regions.all.clustered-equality.obuchowski")
    assert "not clustered, McNemar's test belongs here" in row.note


def test_two_of_three_readers_decide_a_region_that_the_third_skipped(tmp_path):
    # PSMA in the node: two say yes and one did not read; fluciclovine: one yes, one no, undecided.
    patients = ("-+ -+|-+ --|-. -.", "++ --|++ --|++ --")
    found = results(tmp_path, patients, readers=("R1", "R2", "R3"))
    # Bed: neither; node: left out. Both regions of the second by PSMA only.
    assert counts(found) == (0, 2, 0, 1)


def test_missing_results_count_as_the_plan_says(tmp_path):
    found = results(tmp_path, more='[reading]\nmissing = "worst"\n')
    # The node of the third: missing under PSMA counts as not found, and fluciclovine did not find it either.
    assert counts(found) == (1, 2, 1, 2)


def test_every_contrast_has_its_own(tmp_path):
    more = '[[contrasts]]\nindex = "fluciclovine"\ncomparator = "PSMA"\n'
    found = results(tmp_path, more=more)
    assert counts(found, "PSMA-vs-fluciclovine:regions.all.units.counted") == (1, 2, 1, 1)
    assert counts(found, "fluciclovine-vs-PSMA:regions.all.units.counted") == (1, 1, 2, 1)


def test_many_patients_are_few_patterns():
    column = bytes([1, 0]) * 50_000
    seen = units_of([(column, column), (column, bytes(100_000))])
    assert seen.patients == {(1, 1, 0, 0): 50_000, (0, 0, 0, 2): 50_000}
