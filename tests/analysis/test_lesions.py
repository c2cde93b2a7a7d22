"""Files of lesions: counts by hand, what a plan may not say of them, and the ways to write such a file."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from psmatrial.analysis.explain import explained
from psmatrial.analysis.lesion_plan import NO_PATIENTS
from psmatrial.analysis.plan import Clusters, Plan, Primary
from psmatrial.analysis.plan_file import plan_of, plan_of_record
from psmatrial.analysis.plan_text import plan_toml
from psmatrial.analysis.run import compare
from psmatrial.errors import InputError, UsageError
from psmatrial.model import CELLS

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "data" / "lesions"
PAIR = '[[contrasts]]\nindex = "PSMA"\ncomparator = "FACBC"\n'
LESION = '[clusters]\nlesion = "lesion"\n'
WIDE = PAIR + LESION + '[results.psma]\nmodality = "PSMA"\n[results.facbc]\nmodality = "FACBC"\n'
HEADER = "patient_id,lesion,region,psma,facbc"
WORDS = {"+": "positive", "-": "negative", "?": "non-evaluable"}
# Patient, lesion, region, then PSMA and FACBC.
LESIONS = (
    "P1 1 node ++",
    "P1 2 node +-",
    "P1 1 bone +-",
    "P2 1 node -+",
    "P2 2 node +-",
    "P3 1 bone +-",
    "P4 1 node +?",
)


def wide(tmp_path, lesions=LESIONS, plan=WIDE):
    lines = [HEADER]
    for patient, lesion, region, signs in map(str.split, lesions):
        lines.append(",".join([patient, lesion, region, *(WORDS[sign] for sign in signs)]))
    return compared(tmp_path, lines, plan)


def long(tmp_path, lesions=LESIONS, plan=PAIR + LESION, *, found_only=False):
    lines = ["patient_id,lesion,region,modality,result"]
    for patient, lesion, region, signs in map(str.split, lesions):
        for test, sign in zip(("PSMA", "FACBC"), signs, strict=True):
            if sign == "+" or not found_only:
                lines.append(f"{patient},{lesion},{region},{test},{WORDS[sign]}")
    return compared(tmp_path, lines, plan)


def compared(tmp_path, lines, plan):
    path = tmp_path / "reads.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return compare(path, plan_of(plan))


def cells(found, place="lesion.all"):
    row = found.row(f"{place}.units.counted")
    return tuple(getattr(row, name) for name in CELLS)


def test_every_lesion_with_both_results_counts_once(tmp_path):
    found = wide(tmp_path)
    assert cells(found) == (1, 4, 1, 0)
    assert cells(found, "lesion.region-node") == (1, 2, 1, 0)
    assert cells(found, "lesion.region-bone") == (0, 2, 0, 0)
    assert found.primary["table"] == dict(zip(CELLS, (1, 4, 1, 0), strict=True))
    assert found.row("lesion.all.units.counted").note == "6 lesions in 3 patients"


def test_the_planned_test_by_hand(tmp_path):
    found = wide(tmp_path)
    row = found.row(found.primary["row"])
    # d is 2, 0, 1 in three patients: 3 squared over 3/2 times 5.
    assert row.statistic == pytest.approx(float(Fraction(9) / (Fraction(3, 2) * 5)))
    assert (row.unit, row.method) == ("lesion", "obuchowski")


def test_who_and_what_was_left_out(tmp_path):
    found = wide(tmp_path)
    assert found.patients == {
        "read": 4,
        "analysed": 3,
        "excluded": [{"reason": "no lesion with a result under both tests", "n": 1}],
    }
    assert found.further["lesions"]["left_out"] == [{"reason": "no result under FACBC: non-evaluable", "n": 1}]
    assert found.further["lesions"]["sizes"] == [{"lesions": size, "patients": 1} for size in (1, 2, 3)]
    assert "1 lesion has no result under one of the tests or both and is left out" in found.provenance["warnings"]


GRADED = PAIR + LESION + '[baseline]\ncolumns = ["grade"]\n'


def graded(tmp_path, grades):
    """Compare a file of two lesions in P1, one in P2 and one in P3 that only one test read, with a grade a row."""
    rows = ("P1,1,PSMA,positive", "P1,1,FACBC,positive", "P1,2,PSMA,positive", "P1,2,FACBC,negative")
    rows += ("P2,1,PSMA,positive", "P2,1,FACBC,negative", "P3,1,PSMA,positive", "P3,1,FACBC,non-evaluable")
    lines = [f"{row},{grade}" for row, grade in zip(rows, grades, strict=True)]
    return compared(tmp_path, ["patient_id,lesion,modality,result,grade", *lines], GRADED)


def test_a_baseline_column_counts_patients_and_not_lesions(tmp_path):
    found = graded(tmp_path, "44443322").further["baseline"]
    assert found["sets"] == [{"name": "all", "n": 3}, {"name": "analysed", "n": 2}]
    (column,) = found["columns"]
    every, analysed = column["summaries"]
    assert every["levels"] == [{"label": grade, "n": 1} for grade in "234"]
    # P3 has no lesion with a result under both tests.
    assert analysed["levels"] == [{"label": grade, "n": n} for grade, n in zip("234", (0, 1, 1), strict=True)]


def test_a_baseline_column_that_differs_within_a_patient_is_refused_with_its_place(tmp_path):
    with pytest.raises(InputError) as refused:
        graded(tmp_path, "44453322")
    (problem,) = refused.value.problems
    assert (problem.file, problem.line, problem.column) == ("reads.csv", 5, "grade")
    assert "the patient has '5' here and '4' on line 2." in problem.text


def test_a_lesion_is_one_row_or_one_row_a_test(tmp_path):
    (tmp_path / "wide").mkdir()
    (tmp_path / "long").mkdir()
    assert wide(tmp_path / "wide").rows == long(tmp_path / "long").rows


def test_missing_results_count_as_the_plan_says_and_never_where_there_is_no_lesion(tmp_path):
    found = wide(tmp_path, plan=WIDE + '[reading]\nmissing = "negative"\n')
    assert cells(found) == (1, 5, 1, 0)
    assert cells(wide(tmp_path, plan=WIDE + '[reading]\nmissing = "worst"\n')) == (2, 4, 1, 0)


def test_a_lesion_that_only_one_test_lists_was_missed_by_the_other_if_the_plan_says_so(tmp_path):
    lesions = ("P1 1 node ++", "P1 2 node +-", "P2 1 node +-")
    assert cells(long(tmp_path, lesions, found_only=True)) == (1, 0, 0, 0)
    absent = '[reading]\nabsent_region = "negative"\n'
    found = long(tmp_path, lesions, PAIR + LESION + absent, found_only=True)
    # The second patient has no row of FACBC at all: nothing says that this scan was read.
    assert cells(found) == (1, 1, 0, 0)
    assert found.further["lesions"]["absent_as_negative"] == 1


def test_a_file_without_regions_has_lesions_only(tmp_path):
    lines = [
        "patient_id,lesion,psma,facbc",
        "P1,1,positive,negative",
        "P1,2,positive,positive",
        "P2,1,positive,negative",
    ]
    found = compared(tmp_path, lines, WIDE)
    assert cells(found) == (1, 2, 0, 0)
    assert {row.stratum for row in found} == {"all"}


def test_one_patient_in_one_region_does_not_end_the_run(tmp_path):
    found = wide(tmp_path, ("P1 1 node +-", "P2 1 node -+", "P2 1 bone +-", "P2 2 bone ++"))
    test = found.row("lesion.region-bone.clustered-equality.obuchowski")
    assert (test.p_value, test.p_adjusted) == (None, None)
    assert found.row("lesion.region-bone.clustered-index-rate.logit").value == 1.0
    assert found.row("lesion.region-node.clustered-equality.obuchowski").p_adjusted == 1.0


def test_no_lesion_with_both_results_gives_rows_without_values(tmp_path):
    found = wide(tmp_path, ("P1 1 node +?", "P2 1 node ?+"))
    assert cells(found) == (0, 0, 0, 0)
    assert found.row(found.primary["row"]).p_value is None
    assert found.patients["analysed"] == 0


def test_regions_are_those_of_the_plan_under_its_names(tmp_path):
    named = WIDE + '[endpoints]\nregions = ["bone", "any node"]\n[region_names]\nnode = "any node"\n'
    found = wide(tmp_path, plan=named)
    assert list(dict.fromkeys(row.stratum for row in found)) == ["all", "bone", "any node"]
    assert cells(found, "lesion.region-any-node") == (1, 2, 1, 0)
    with pytest.raises(UsageError, match="'node' is not a planned region"):
        wide(tmp_path, plan=WIDE + '[endpoints]\nregions = ["bone"]\n')


def test_two_regions_never_share_an_id(tmp_path):
    with pytest.raises(UsageError, match="give their rows the same id"):
        wide(tmp_path, ("P1 1 iliac(left) ++", "P1 1 iliac-left- ++"))


def test_readers_decide_lesion_by_lesion(tmp_path):
    lines = ["patient_id,lesion,reader,modality,result"]
    said = {"R1": "+-+-", "R2": "+---", "R3": "--+-"}
    for reader, signs in said.items():
        places = (("1", "PSMA"), ("1", "FACBC"), ("2", "PSMA"), ("2", "FACBC"))
        lines += [
            f"P1,{lesion},{reader},{test},{WORDS[sign]}" for (lesion, test), sign in zip(places, signs, strict=True)
        ]
        lines += [f"P2,1,{reader},{test},positive" for test in ("PSMA", "FACBC")]
    assert cells(compared(tmp_path, lines, PAIR + LESION)) == (1, 2, 0, 0)


def test_the_number_of_a_lesion_may_be_its_own_in_the_whole_file(tmp_path):
    again = [
        f"P{number} L{number}-{lesion} node {'+-' if lesion else '++'}" for number in range(1, 60) for lesion in (0, 1)
    ]
    assert cells(wide(tmp_path, again)) == (59, 59, 0, 0)


@pytest.mark.parametrize(
    ("stated", "says", "hint"),
    [
        ('[primary]\nendpoint = "patient"\n', NO_PATIENTS, 'Write endpoint = "lesion", or remove the line.'),
        ('[primary]\nendpoint = "node"\n', NO_PATIENTS, 'Write endpoint = "lesion", or remove the line.'),
        ('[primary]\ntest = "exact"\n', "'exact' is no method for lesions", 'Write test = "obuchowski"'),
        ('[primary]\ntest = "mid-p"\n', "there is no method 'mid-p' for lesions", "obuchowski, durkalski, yang"),
        ('[primary]\ndifference = "tango"\n', "'tango' is no method for lesions", 'Write difference = "robust"'),
        ('[methods]\nequality = ["asymptotic"]\n', "McNemar's, take the lesions of one patient", "obuchowski"),
        ("[primary]\nmargin = -0.1\n", "margins are tested per patient", "Remove it."),
        ('[truth]\nstandards = ["histology"]\n', "truth is held against patients", "Remove it."),
        ('[strata]\nbins = ["0.2-0.5"]\n', "lesions are not compared by PSA", "Remove the bins"),
    ],
)
def test_what_a_plan_may_not_say_of_lesions(stated, says, hint):
    with pytest.raises(UsageError) as caught:
        plan_of(WIDE + stated)
    (problem,) = caught.value.problems
    assert says in problem.text
    assert hint in problem.hint


def test_a_plan_made_in_python_has_the_defaults_of_lesions(tmp_path):
    path = tmp_path / "reads.csv"
    path.write_text(
        "patient_id,lesion,modality,result\n"
        + "".join(f"P{number},1,{test},positive\n" for number in (1, 2) for test in ("PSMA", "FACBC")),
        encoding="utf-8",
    )
    found = compare(path, Plan(clusters=Clusters(lesion="lesion"), primary=Primary(test="yang")))
    assert found.primary["row"] == "lesion.all.clustered-equality.yang"
    assert found.plan["primary"]["difference"] == "robust"


def test_the_recorded_plan_gives_the_same_results():
    found = compare(SHIPPED / "reads.csv", SHIPPED / "plan.toml")
    plan = plan_of_record(found.plan)
    assert plan_of(plan_toml(plan)) == plan
    assert compare(SHIPPED / "reads.csv", plan).rows == found.rows


def test_a_method_that_costs_is_made_where_it_is_named(tmp_path):
    found = wide(tmp_path, plan=WIDE + '[methods]\nrate_difference = ["bootstrap"]\nequality = []\n')
    made = {row.method for row in found if row.quantity == "clustered-difference"}
    assert made == {"robust", "bootstrap"}
    assert {row.method for row in found if row.quantity == "clustered-equality"} == {"obuchowski"}


def test_an_interval_that_differs_from_the_test_says_so():
    found = compare(SHIPPED / "reads.csv", SHIPPED / "plan.toml")
    for row in found.select(quantity="clustered-difference", method="robust"):
        test = found.row(row.id.replace("clustered-difference.robust", "clustered-equality.obuchowski"))
        assert ((row.low > 0 or row.high < 0) != (test.p_value <= 0.05)) == ("The test decides." in row.note)


def test_a_row_of_lesions_can_be_opened():
    found = compare(SHIPPED / "reads.csv", SHIPPED / "plan.toml")
    opened = explained(found, found.primary["row"])
    assert opened["method"]["label"] == "Obuchowski's test"
    # The counts of all patients together do not say what the test saw.
    assert opened["inputs"] == {}
    assert [other["method"] for other in opened["others"]][:2] == ["durkalski", "yang"]
    assert explained(found, "lesion.all.units.counted")["inputs"]["n"] == 95


@pytest.mark.parametrize("header", ["lesion_id", "Lesion no", "LESION"])
def test_rows_that_repeat_beside_a_lesion_number_name_the_remedy(tmp_path, header):
    path = tmp_path / "reads.csv"
    rows = f"patient_id,{header},psma,facbc\nP1,1,positive,negative\nP1,2,positive,positive\n"
    path.write_text(rows, encoding="utf-8")
    plan = WIDE.replace(LESION, "")
    with pytest.raises(InputError) as caught:
        compare(path, plan_of(plan))
    hints = {problem.hint for problem in caught.value.problems}
    assert hints == {f'If a row is a lesion, the plan says so: [clusters] lesion = "{header}".'}


def test_readings_that_repeat_beside_a_lesion_number_name_the_remedy(tmp_path):
    rows = "patient_id,lesion_id,modality,result\nP1,1,PSMA,positive\nP1,2,PSMA,positive\nP1,1,FACBC,negative\n"
    path = tmp_path / "reads.csv"
    path.write_text(rows, encoding="utf-8")
    with pytest.raises(InputError, match=r"\[clusters\] lesion = \"lesion_id\""):
        compare(path, plan_of(PAIR))


def test_the_same_lesion_twice_is_refused_without_that_hint(tmp_path):
    lines = [HEADER, "P1,1,node,positive,negative", "P1,1,node,positive,positive"]
    with pytest.raises(InputError) as caught:
        compared(tmp_path, lines, WIDE)
    assert "a second row for modality 'PSMA', region 'node / 1'" in caught.value.problems[0].text
    assert "clusters" not in "".join(problem.hint for problem in caught.value.problems)
