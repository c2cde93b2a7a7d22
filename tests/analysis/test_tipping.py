"""How missing or equivocal scans could have fallen, from readings."""

from __future__ import annotations

from math import comb

import pytest

from psmatrial.analysis.plan import Plan, Primary
from psmatrial.analysis.run import compare
from tests.cohorts import pairs, reads, trial


def grids(tmp_path, *more, plan=None):
    return compare(reads(tmp_path / "reads.csv", [*pairs(9, 19, 4, 18), *more]), plan).further["tipping"]


def cells(grid):
    return {(i, j): (p, reverses) for i, j, p, reverses in grid["cells"]}


def exact(b, c):
    return min(1.0, 2 * sum(comb(b + c, k) for k in range(min(b, c) + 1)) / 2 ** (b + c))


def test_four_more_patients_found_by_the_comparator_alone_would_reverse_the_trial():
    (grid,) = trial().further["tipping"]
    found = cells(grid)
    assert [round(found[0, j][0], 4) for j in (1, 2, 3, 4)] == [0.0066, 0.0146, 0.0290, 0.0522]
    assert [found[0, j][1] for j in (1, 2, 3, 4)] == [False, False, False, True]
    assert (grid["fewest_comparator_only"], grid["fewest_index_only"]) == (4, None)
    assert (grid["kind"], grid["missing"], grid["share"], grid["conclusion"]) == (
        "imagined",
        10,
        0.4,
        "index detects more",
    )
    assert grid["ways"] == 66
    assert grid["reversals"] == sum(reverses for _, reverses in found.values())


def test_every_cell_is_the_planned_test_of_the_completed_table():
    for (i, j), (p, reverses) in cells(trial().further["tipping"][0]).items():
        assert p == pytest.approx(exact(19 + i, 4 + j), rel=1e-12)
        assert reverses == (exact(19 + i, 4 + j) > 0.05 or 4 + j > 19 + i)


def test_five_reverse_the_asymptotic_test(tmp_path):
    (grid,) = grids(tmp_path, plan=Plan(primary=Primary(test="asymptotic")))
    assert grid["fewest_comparator_only"] == 5


def test_a_patient_with_one_scan_can_only_fall_where_it_agrees(tmp_path):
    (grid,) = grids(tmp_path, ("positive", ""), ("", "positive"), ("negative", "non-evaluable"))
    assert (grid["kind"], grid["missing"]) == ("missing", 3)
    assert set(cells(grid)) == {(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2)}


def test_a_patient_without_any_result_can_fall_anywhere(tmp_path):
    (grid,) = grids(tmp_path, ("non-evaluable", "non-evaluable"))
    assert set(cells(grid)) == {(0, 0), (0, 1), (1, 0)}


def test_equivocal_readings_make_a_grid_of_their_own(tmp_path):
    first, second = grids(tmp_path, ("equivocal", "negative"), ("positive", ""))
    assert (first["kind"], first["missing"]) == ("missing", 1)
    assert (second["kind"], second["missing"]) == ("missing or equivocal", 2)
    assert set(cells(second)) == {(0, 0), (1, 0), (2, 0)}


def test_equivocal_readings_that_are_missing_by_plan_are_counted_once(tmp_path):
    from psmatrial.analysis.plan import Reading

    (grid,) = grids(tmp_path, ("equivocal", "negative"), plan=Plan(reading=Reading(equivocal="missing")))
    assert (grid["kind"], grid["missing"]) == ("missing", 1)


def test_the_grid_of_a_cohort_without_any_pair(tmp_path):
    found = compare(reads(tmp_path / "reads.csv", [("positive", "non-evaluable")]))
    (grid,) = found.further["tipping"]
    assert (grid["missing"], grid["conclusion"], grid["reversals"]) == (1, "no difference", 0)
    assert grid["fewest_index_only"] is None
