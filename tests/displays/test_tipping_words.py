"""The tipping point in words: whose conclusion would be reversed, by whom, and how likely that is."""

from __future__ import annotations

import re

import pytest

from psmatrial.analysis.plan import Plan
from psmatrial.analysis.run import compare
from psmatrial.displays.figures import tipping
from psmatrial.displays.words.methods import methods_paragraphs
from psmatrial.displays.words.standing import places
from psmatrial.displays.words.tipping import tipping_sentence
from psmatrial.reports.report import Drawings, document
from tests.cohorts import pairs, reads, trial
from tests.displays.paragraphs import results_paragraphs


def text(results):
    return " ".join(methods_paragraphs(results)[0])


def small(tmp_path, patients=None, **how):
    return compare(reads(tmp_path / "reads.csv", patients or pairs(9, 19, 4, 18)), Plan(**how))


def test_the_tipping_point_of_the_trial():
    (grid,) = trial().further["tipping"]
    assert tipping_sentence(grid, "PSMA", "fluciclovine") == (
        "No result is missing. Had 10 more patients been scanned, the conclusion of the planned test (index detects "
        "more, exact) would be reversed if 4 of them were found by fluciclovine only and the others were concordant. "
        "Of the 66 ways in which they could have fallen, 17 reverse it."
    )


@pytest.mark.parametrize(
    ("missing", "index_only", "comparator_only", "clause"),
    [
        (5, None, 1, "if 1 of them was found by fluciclovine only (20% of the missing) and the others were concordant"),
        (5, 2, 3, "2 of them were found by PSMA only (40% of the missing), or 3 by fluciclovine only, and the others"),
        (5, None, 5, "if all 5 of them were found by fluciclovine only (100% of the missing). "),
        (5, 5, 4, "5 of them were found by PSMA only, or 4 by fluciclovine only (80% of the missing), and the others"),
    ],
)
def test_what_would_reverse_is_a_sentence(missing, index_only, comparator_only, clause):
    (grid,) = trial().further["tipping"]
    share = min(count for count in (index_only, comparator_only) if count) / missing
    fewest = {"fewest_index_only": index_only, "fewest_comparator_only": comparator_only, "share": share}
    assert clause in tipping_sentence({**grid, **fewest, "kind": "missing", "missing": missing}, "PSMA", "fluciclovine")


def test_one_missing_patient_is_told_in_the_singular(tmp_path):
    (grid,) = small(tmp_path, [*pairs(9, 19, 4, 18), ("positive", "")]).further["tipping"]
    assert tipping_sentence(grid, "PSMA", "fluciclovine") == (
        "One patient has a missing result. Had that patient been read with both tests, no result of the two would "
        "reverse the conclusion of the planned test without that patient (index detects more, exact)."
    )
    (grid,) = small(tmp_path, [*pairs(0, 6, 0, 3), ("non-evaluable", "non-evaluable")]).further["tipping"]
    assert tipping_sentence(grid, "PSMA", "fluciclovine").startswith(
        "One patient has a missing result. Had that patient been read with both tests, a finding by fluciclovine only "
        "would reverse the conclusion of the planned test without that patient (index detects more, exact). Of the "
    )


def test_missing_results_that_would_reverse_are_told_with_their_share(tmp_path):
    missing = [("non-evaluable", "non-evaluable")] * 8
    (grid,) = small(tmp_path, [*pairs(9, 19, 4, 18), *missing]).further["tipping"]
    said = tipping_sentence(grid, "PSMA", "fluciclovine")
    assert said.startswith(
        "8 patients have a missing result. Had they been read with both tests, the conclusion of the planned test "
        "without them (index detects more, exact) would be reversed if 4 of them were found by fluciclovine only (50% "
        "of the missing) and the others were concordant."
    )


def test_of_equivocal_readings_it_is_said_neither_that_they_were_not_read_nor_that_they_are_missing(tmp_path):
    # With equivocal as negative 15 against 5, p = 0.0414; of the others alone 9 against 4, p = 0.2668.
    patients = [*pairs(9, 9, 4, 18), *[("positive", "equivocal")] * 6, ("equivocal", "positive")]
    results = small(tmp_path, patients)
    assert results.row(results.primary["row"]).p_value == pytest.approx(0.0414, abs=5e-5)
    (grid,) = results.further["tipping"]
    # 12 against 4 has p = 0.0768, 13 against 4 has 0.0490: four more by PSMA only, of the six who may be so.
    assert tipping_sentence(grid, "PSMA", "fluciclovine").startswith(
        "7 patients have a missing or equivocal result. Had these results been clear, the conclusion of the planned "
        "test without them (no difference, exact) would be reversed if 4 of them were found by PSMA only (57% of these "
        "patients) and the others were concordant."
    )
    one = tipping_sentence({**grid, "missing": 1}, "PSMA", "fluciclovine")
    assert one.startswith(
        "One patient has a missing or equivocal result. Had this result been clear, a finding by PSMA"
    )
    assert "of the planned test without that patient (no difference, exact). Of the" in one


def test_where_nobody_is_left_without_the_missing_and_equivocal_nothing_is_told_of_a_tipping_point(tmp_path):
    for patients in ([("positive", "equivocal")] * 12, [("positive", "non-evaluable")] * 3):
        results = small(tmp_path, patients)
        assert results.further["tipping"]
        whole = document(results, Drawings(results))
        assert "tipping" not in [section.name for section in whole.sections]
        assert tipping.figure(results) is None
        assert not re.search("would reverse|be reversed", " ".join(results_paragraphs(results)))
        assert "tipping" not in text(results)
        assert "Tipping" not in places(results, "robustness", "tipping")
