"""Days between the two scans of a patient, against the limit of the plan."""

from __future__ import annotations

import pytest

from psmatrial.analysis.plan_file import plan_of
from psmatrial.analysis.run import compare
from psmatrial.data.rules import Gap, Layout

HEADER = "patient_id,modality,result,scan_gap_days"
ROWS = tuple(
    f"P{number},{test},{result},{days}"
    for number, (first, second, days) in enumerate(
        (
            ("positive", "negative", 3),
            ("positive", "positive", 15),
            ("positive", "negative", 16),
            ("negative",) * 2 + ("",),
        )
    )
    for test, result in (("PSMA", first), ("fluciclovine", second))
)


def limited(beyond="exclude", days=15):
    return Layout(gap=Gap("scan_gap_days", days, beyond))


def said(cohort):
    return " ".join(map(str, cohort.warnings))


def test_patients_beyond_the_limit_are_left_out_and_counted(cohort):
    found = cohort(*ROWS, header=HEADER, layout=limited())
    assert found.patients == ("P0", "P1", "P3")
    assert found.left_out == (("scans more than 15 days apart", 1),)
    assert [found.reading(place, "PSMA", "consensus", "patient") for place in range(3)] == ["positive"] * 2 + [
        "negative"
    ]
    assert "scan_gap_days: 1 patient with scans more than 15 days apart: left out." in said(found)
    assert "the gap is missing in 1 patient: kept." in said(found)
    assert found.summary()["patients"] == 4


def test_patients_beyond_the_limit_are_refused_or_kept_where_the_plan_says_so(cohort, refused):
    (problem,) = refused(*ROWS, header=HEADER, layout=limited("refuse"))
    assert problem.startswith("reads.csv:6: scan_gap_days: the scans are 16 days apart, more than the 15 days")
    assert cohort(*ROWS, header=HEADER, layout=limited("keep")).n == 4


def test_the_flow_of_patients_adds_up(tmp_path):
    path = tmp_path / "reads.csv"
    path.write_text("\n".join([HEADER, *ROWS]) + "\n")
    results = compare(path, plan_of("[gap]\ndays = 15\n"))
    assert results.primary["table"] == {"both": 1, "index_only": 1, "comparator_only": 0, "neither": 1}
    assert results.patients == {
        "read": 4,
        "analysed": 3,
        "excluded": [{"reason": "scans more than 15 days apart", "n": 1}],
    }


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ("-3", "'-3' is below 0."),
        ("3.5", "'3.5' is not a number of days."),
        ("about 10", "'about 10' is not a number of days."),
        ("43000", "'43000' days are more than ten years."),
        ("2019-03-12", "the cell holds what looks like a date,"),
    ],
)
def test_what_is_no_number_of_days_is_refused(refused, days, words):
    (problem,) = refused(f"P01,PSMA,positive,{days}", header=HEADER, layout=limited())
    assert problem.startswith(f"reads.csv:2: scan_gap_days: {words}")


def test_a_patient_has_one_gap(refused):
    (problem,) = refused("P01,PSMA,positive,3", "P01,fluciclovine,positive,4", header=HEADER, layout=limited())
    assert "reads.csv:3: scan_gap_days: the patient has 4 days here and 3 on line 2." in problem


def test_a_limit_needs_its_column_and_a_column_its_limit(cohort, refused):
    (problem,) = refused("P01,PSMA,positive", header="patient_id,modality,result", layout=limited())
    assert "there is no column 'scan_gap_days'." in problem
    assert "the plan has no limit for them" in said(cohort(*ROWS, header=HEADER, layout=limited(days=None)))


def test_a_wide_file_may_have_a_gap(cohort):
    wide = {"psma": {"modality": "PSMA"}, "fcv": {"modality": "fluciclovine"}}
    layout = Layout(results=wide, gap=Gap("gap", 15))
    found = cohort(
        "P01,positive,negative,3", "P02,positive,negative,30", header="patient_id,psma,fcv,gap", layout=layout
    )
    assert found.patients == ("P01",)


def test_a_result_of_the_whole_patient_does_not_stand_among_regions(refused, cohort):
    header, rows = "patient_id,modality,region,result", ("P01,PSMA,bed,negative", "P01,PSMA,overall,positive")
    (problem,) = refused(*rows, header=header)
    assert problem.startswith("reads.csv:3: region: the region 'overall' stands beside 'bed'.")
    assert cohort(rows[1], header=header).regions == ("overall",)
    assert cohort(*rows, header=header, layout=Layout(regions=("bed", "overall"))).n == 1
