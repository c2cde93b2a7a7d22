"""What a missing result counts as where a test is held against the truth, or its results make groups: by hand."""

from __future__ import annotations

import pytest

from psmatrial.analysis.plan_file import plan_of
from psmatrial.analysis.run import compare
from psmatrial.displays.tables import survival
from tests.analysis.test_outcome import KM
from tests.analysis.test_outcome import results as outcomes
from tests.analysis.test_truth import PLAN, WORDS, counts

# PSMA, FACBC and histology, in one place: five diseased, PSMA found 2, missed 1, has no result in 2; four without
# disease, PSMA found 1, called 2 negative, has no result in 1; FACBC has no result in the first of either.
UNREAD = ("+ ? +", "+ - +", "- + +", "? - +", "? + +", "+ ? -", "- - -", "- + -", "? - -")
ONE_PLACE = '[[contrasts]]\nindex = "PSMA"\ncomparator = "FACBC"\n[truth]\nstandards = ["histology"]\n'


def unread(tmp_path, policy, more=""):
    lines = [
        f"P{number},{test},bed,{WORDS[sign]}"
        for number, patient in enumerate(UNREAD, start=1)
        for test, sign in zip(("PSMA", "FACBC", "histology"), patient.split(" "), strict=True)
    ]
    path = tmp_path / "reads.csv"
    path.write_text("\n".join(["patient_id,modality,region,result", *lines]) + "\n", encoding="utf-8")
    return compare(path, plan_of(f'{ONE_PLACE}{more}[reading]\nmissing = "{policy}"\n'))


def test_missing_results_count_as_negative_against_the_truth_where_they_do_in_the_comparison(tmp_path):
    found = unread(tmp_path, "negative")
    assert counts(found, "index-sensitivity") == (2, 5)
    assert counts(found, "comparator-sensitivity") == (2, 5)
    assert counts(found, "index-specificity") == (3, 4)
    assert counts(found, "comparator-specificity") == (3, 4)
    # Negative: PSMA 6, of whom 3 have no disease.
    assert counts(found, "index-npv") == (3, 6)
    row = found.row("patient.all.sensitivity-equality.exact")
    assert (row.both, row.index_only, row.comparator_only, row.neither) == (0, 2, 2, 1)
    # Of the negative sides: both 2, PSMA alone 1, FACBC alone 1.
    row = found.row("patient.all.specificity-equality.exact")
    assert (row.both, row.index_only, row.comparator_only, row.neither) == (2, 1, 1, 0)
    assert [counts(found, f"index-{name}") for name in ("clr", "ppv", "cdr", "vdr")] == [(2, 3), (2, 3), (2, 9), (2, 9)]
    assert not found.row("patient.all.index-cdr.clopper-pearson").note
    assert counts(unread(tmp_path, "negative", 'denominator = "scanned"\n'), "index-vdr") == (2, 9)


def test_missing_results_of_a_region_and_a_reader_count_as_negative_too(tmp_path):
    lines = [
        f"P{number},{reader},{test},{region},{WORDS[sign]}"
        for reader, patients in (("A", ("?-", "-?")), ("B", ("+-", "-+")))
        for test in ("PSMA", "FACBC")
        for number, patient in enumerate(patients, start=1)
        for region, sign in zip(("bed", "node"), patient, strict=True)
    ]
    lines += [f"P{number},board,biopsy,{region},positive" for number in (1, 2) for region in ("bed", "node")]
    path = tmp_path / "reads.csv"
    path.write_text("\n".join(["patient_id,reader,modality,region,result", *lines]) + "\n", encoding="utf-8")

    def rates(policy, at):
        plan = f'{PLAN}[truth]\nstandards = ["biopsy"]\n[reading]\nmissing = "{policy}"\n'
        row = compare(path, plan_of(plan)).row(f"{at}.all.index-vdr.clopper-pearson")
        return row.numerator, row.denominator

    places = ("patient@A", "bed@A", "node@A", "patient@B", "bed@B")
    assert [rates("exclude", at) for at in places] == [(0, 0), (0, 1), (0, 1), (2, 2), (1, 2)]
    assert [rates("negative", at) for at in places] == [(0, 2), (0, 2), (0, 2), (2, 2), (1, 2)]


@pytest.mark.parametrize("policy", ["worst", "best"])
def test_worst_and_best_case_are_of_two_tests_and_not_of_the_truth(tmp_path, policy):
    found, left_out = unread(tmp_path, policy), unread(tmp_path, "exclude")
    quantities = [row.id for row in left_out if "sensitivity" in row.quantity or "ppv" in row.quantity]
    assert quantities
    for name in quantities:
        assert found.row(name) == left_out.row(name)
    # Of those with both results PSMA found one of two diseased; of its own, 2 of 3.
    assert counts(found, "index-sensitivity") == (1, 2)
    assert counts(found, "index-vdr") == (2, 6)
    # Without a result under PSMA 3 of the 9 with a datum: not found, whatever the plan says.
    row = found.row("patient.all.index-cdr.clopper-pearson")
    assert (row.numerator, row.denominator) == (2, 9)
    assert row.note == "3 of them without a result under PSMA count as not found"


@pytest.mark.parametrize(
    ("policy", "by", "groups", "left_out"),
    [
        ("exclude", "index", [("negative", 1), ("positive", 2)], [{"reason": "no result under PSMA", "n": 1}]),
        ("negative", "index", [("negative", 2), ("positive", 2)], []),
        ("negative", "comparator", [("negative", 3), ("positive", 1)], []),
        # Bounds of a comparison put nobody into a group who was not scanned.
        ("worst", "index", [("negative", 1), ("positive", 2)], [{"reason": "no result under PSMA", "n": 1}]),
        ("best", "index", [("negative", 1), ("positive", 2)], [{"reason": "no result under PSMA", "n": 1}]),
        (
            "best",
            "comparator",
            [("negative", 2), ("positive", 1)],
            [{"reason": "no result under fluciclovine", "n": 1}],
        ),
    ],
)
def test_a_missing_result_of_a_scan_is_in_a_group_only_where_it_counts_as_negative(
    tmp_path, policy, by, groups, left_out
):
    header = "patient_id,PSMA,fluciclovine,months,status"
    rows = ("P1,positive,negative,2,1", "P2,,positive,3,1", "P3,negative,negative,6,1", "P4,positive,,4,0")
    plan = (
        '[[contrasts]]\nindex = "PSMA"\ncomparator = "fluciclovine"\n[results.PSMA]\nmodality = "PSMA"\n'
        f'[results.fluciclovine]\nmodality = "fluciclovine"\n[reading]\nmissing = "{policy}"\n{KM}by = "{by}"\n'
    )
    found = outcomes(tmp_path, plan, rows, header)
    record = found.further["outcome"]
    made = [(name, found.row(f"outcome.{by}-{name}.events.count").n) for name in ("negative", "positive")]
    assert (made, record["left_out"]) == (groups, left_out)
    notes = survival.table(found).footnotes
    assert ("A missing result counts as a negative one." in notes) is (policy == "negative")
    assert any("a missing result stays missing" in note for note in notes) is (policy in {"worst", "best"})
    if policy == "negative":
        rate = found.row(f"patient.all.{by}-rate.clopper-pearson")
        assert (rate.numerator, rate.denominator) == (dict(groups)["positive"], 4)
