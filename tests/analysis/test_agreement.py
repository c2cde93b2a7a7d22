"""Agreement between readers: small cohorts counted by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest

from psmatrial.analysis.plan_file import plan_of
from psmatrial.analysis.run import compare
from psmatrial.displays.tables.agreement_pairs import table
from psmatrial.errors import UsageError

PLAN = '[[contrasts]]\nindex = "PSMA"\ncomparator = "FACBC"\n'
WORDS = {"+": "positive", "-": "negative"}


def results(tmp_path, patients, more=""):
    lines = ["patient_id,reader,modality,result"]
    for number, tests in enumerate(patients, start=1):
        for test, signs in zip(("PSMA", "FACBC"), tests.split(" "), strict=True):
            lines += [
                f"P{number},R{reader},{test},{WORDS[sign]}"
                for reader, sign in enumerate(signs, start=1)
                if sign in WORDS
            ]
    path = tmp_path / "reads.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return compare(path, plan_of(PLAN + more))


THREE = ("+++ ++-", "++- ---", "--- ---", "+++ +++")


def test_the_two_raw_shares_are_told_apart(tmp_path):
    found = results(tmp_path, THREE)
    # Pairs that agree: 1, 1/3, 1, 1; all readers of one mind: 3 of 4.
    assert found.row("patient.all.index-agreement.pairwise").value == pytest.approx(float(Fraction(10, 12)))
    assert found.row("patient.all.index-agreement.all-readers").value == 0.75
    row = found.row("patient.all.index-agreement.fleiss")
    # 8 of 12 readings are positive, so pe = 64/144 + 16/144 = 5/9 and kappa = (5/6 - 5/9)/(4/9) = 5/8.
    assert (row.numerator, row.denominator, row.n) == (8, 12, 4)
    assert row.value == pytest.approx(float(Fraction(5, 8)))


def test_the_difference_is_index_minus_comparator(tmp_path):
    found = results(tmp_path, THREE)
    index, other = (found.row(f"patient.all.{side}-agreement.fleiss").value for side in ("index", "comparator"))
    assert found.row("patient.all.agreement-difference.fleiss").value == pytest.approx(index - other)


def test_every_two_of_three_readers_have_a_kappa(tmp_path):
    found = results(tmp_path, THREE)
    pairs = [row.reader for row in found if row.method == "cohen" and row.quantity == "index-agreement"]
    assert pairs == ["R1-R2", "R1-R3", "R2-R3"]
    assert found.row("patient@R1-R2.all.index-agreement.cohen").value == 1.0


def test_ids_do_not_depend_on_the_order_of_lines(tmp_path):
    first = results(tmp_path, THREE)
    path = tmp_path / "reads.csv"
    head, *lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([head, *reversed(lines)]) + "\n", encoding="utf-8")
    again = compare(path, plan_of(PLAN))
    assert {row.id: row for row in again} == {row.id: row for row in first}


def test_readers_stand_in_the_order_of_their_numbers_and_planned_ones_in_that_of_the_plan(tmp_path):
    lines = ["patient_id,reader,modality,result"]
    lines += [f"P1,{reader},{test},positive" for reader in ("R10", "R1", "R2") for test in ("PSMA", "FACBC")]
    path = tmp_path / "reads.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert compare(path, plan_of(PLAN)).plan["reading"]["readers"] == ["R1", "R2", "R10"]
    planned = compare(path, plan_of(PLAN + '[reading]\nreaders = ["R10", "R2", "R1"]\n'))
    assert planned.plan["reading"]["readers"] == ["R10", "R2", "R1"]


def test_perfect_agreement_in_one_category_has_no_kappa_and_says_so(tmp_path):
    row = results(tmp_path, ("-- +-", "-- --", "-- ++")).row("patient.all.index-agreement.fleiss")
    assert row.value is None
    assert "not defined" in row.note


def test_two_readers_may_have_cohens_kappa_itself(tmp_path):
    found = results(tmp_path, ("++ +-", "-- --", "+- ++"), '[agreement]\ncoefficients = ["cohen"]\n')
    assert found.row("patient.all.index-agreement.cohen").value == pytest.approx(float(Fraction(2, 5)))
    assert not [row for row in found if row.reader and row.method == "cohen"]


@pytest.mark.parametrize(
    ("patients", "more"),
    [(("+ -", "- -"), ""), (THREE, "[agreement]\ncoefficients = []\n")],
    ids=["one reader", "nothing planned"],
)
def test_there_may_be_nothing_to_agree_on(tmp_path, patients, more):
    assert not [row for row in results(tmp_path, patients, more) if "agreement" in row.quantity]


def test_a_reader_who_skipped_a_test_is_missing_there_only(tmp_path):
    found = results(tmp_path, ("+++ ++.", "--- --.", "+-+ ++."))
    assert found.row("patient.all.index-agreement.pairwise").denominator == 9
    assert found.row("patient.all.comparator-agreement.pairwise").denominator == 6


def test_four_readers_are_welcome(tmp_path):
    found = results(tmp_path, ("++++ ++--", "+++- ----", "---- ----"))
    assert len([row for row in found if row.reader and row.method == "cohen"]) == 12


def test_the_adjudicator_is_not_a_rater(tmp_path):
    more = '[reading]\nreaders = ["R1", "R2"]\ntie = "adjudicator"\nadjudicator = "R3"\n'
    found = results(tmp_path, THREE, more)
    assert found.row("patient.all.index-agreement.pairwise").denominator == 8


def test_regions_have_their_own_agreement(tmp_path):
    lines = ["patient_id,reader,modality,region,result"]
    lines += [
        f"P{n},{reader},{test},{region},{'positive' if region == 'bed' else 'negative'}"
        for n in (1, 2)
        for reader in ("A", "B")
        for test in ("PSMA", "FACBC")
        for region in ("bed", "node")
    ]
    path = tmp_path / "reads.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = compare(path, plan_of(PLAN))
    assert found.row("node.all.index-agreement.pairwise").value == 1.0


def test_a_coefficient_that_there_is_not_is_refused(tmp_path):
    with pytest.raises(UsageError, match="there is no 'kappa'"):
        results(tmp_path, THREE, '[agreement]\ncoefficients = ["kappa"]\n')


def test_pairs_of_readers_with_hyphens_in_their_names_have_ids_of_their_own(tmp_path):
    path = tmp_path / "reads.csv"
    lines = [f"P1,{reader},{test},positive" for reader in ("A", "B-C", "A-B", "C") for test in ("PSMA", "FACBC")]
    path.write_text("\n".join(["patient_id,reader,modality,result", *lines]) + "\n", encoding="utf-8")
    found = compare(path, plan_of(PLAN))
    assert len({row.id for row in found}) == len(found.rows)
    shown = table(found)
    assert {"A and B-C", "A-B and C"} < {row[0].text for row in shown.rows}
