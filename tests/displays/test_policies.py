"""Ways to count equivocal and missing results: each is shown with whom it analyses and its four cells."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from psmatrial.analysis.run import compare
from psmatrial.displays.figures import stard
from psmatrial.displays.policies import policies
from psmatrial.reports.formats._outline import outline
from psmatrial.reports.report import Drawings, document
from psmatrial.reports.sections import flow
from tests.cohorts import reads, trial

DATA = Path(__file__).resolve().parents[2] / "data"
WORDS = ("both", "PSMA only", "fluciclovine only", "neither")


@cache
def three_tests():
    return compare(DATA / "three-tests" / "reads.csv", DATA / "three-tests" / "plan.toml")


def cells(results, number):
    return [n for n, _ in policies(results)[number].cells]


def test_every_way_is_counted_by_hand(tmp_path):
    # Both; index only; comparator only; neither; PSMA positive without fluciclovine; fluciclovine negative alone;
    # fluciclovine equivocal where PSMA is positive.
    patients = ("++", "+-", "-+", "--", "+ ", " -", "+e")
    words = {"+": "positive", "-": "negative", "e": "equivocal"}
    lines = ["patient_id,reader,region,psa,modality,result"]
    for number, (psma, other) in enumerate(patients, start=1):
        for test, sign in (("PSMA", psma), ("fluciclovine", other)):
            lines += [f"P{number},R1,any,1,{test},{words[sign]}"] if sign in words else []
    (tmp_path / "reads.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = policies(compare(tmp_path / "reads.csv"))
    assert {one.label: ([n for n, _ in one.cells], one.n) for one in found} == {
        "As planned: equivocal as negative, missing left out": ([1, 2, 1, 1], 5),
        "Equivocal as positive": ([2, 1, 1, 1], 5),
        "Equivocal as missing": ([1, 1, 1, 1], 4),
        "Missing as negative": ([1, 3, 1, 2], 7),
        # Worst: the missing fluciclovine is positive, the missing PSMA negative; best: the reverse.
        "Missing, worst case": ([2, 2, 1, 2], 7),
        "Missing, best case": ([1, 4, 1, 1], 7),
    }
    assert [one.planned for one in found] == [True, False, False, False, False, False]
    assert [word for _, word in found[0].cells] == list(WORDS)


def test_with_nothing_missing_and_nothing_equivocal_there_is_one_way_and_no_branch(tmp_path):
    assert policies(trial()) == ()
    found = compare(reads(tmp_path / "reads.csv", [("positive", "negative")] * 3))
    assert policies(found) == ()
    assert flow.section(found, Drawings(found)).blocks[0].branches == ()


def test_the_flow_branches_into_every_way_as_its_rows_say():
    found = three_tests()
    branches = flow.section(found, Drawings(found)).blocks[0].branches
    assert [one.count for one in branches] == [58, 58, 56, 60, 60, 60]
    for branch, policy in zip(branches, policies(found), strict=True):
        row = found.row(policy.row)
        assert [n for n, _ in branch.cells] == [row.both, row.index_only, row.comparator_only, row.neither]
        assert branch.count == row.n
    (shown,) = [
        block["branches"]
        for section in outline(document(found, Drawings(found)), "page_svg")["sections"]
        for block in section["blocks"]
        if block["kind"] == "flow"
    ]
    assert shown[0]["cells"][0] == ["14", "both"]
    assert [one["planned"] for one in shown] == [True, *[False] * 5]


def test_the_figure_of_the_flow_shows_the_other_ways_at_its_foot():
    figure = stard.figure(three_tests())
    assert ("Equivocal as missing", "analysed", 56) in figure.data
    assert ("Missing, worst case", "fluciclovine only", 5) in figure.data
    assert "not the result" in figure.caption
    assert "not the result" not in stard.figure(trial()).caption
