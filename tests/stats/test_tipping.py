"""Missing pairs that reverse the conclusion: worked numbers, brute force and laws."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psmatrial.errors import InputError
from psmatrial.model import PairedTable
from psmatrial.stats import tipping
from psmatrial.stats.mcnemar import mcnemar
from psmatrial.stats.tipping import MissingPairs, tipping_point

CALAIS = PairedTable(9, 19, 4, 18)
count = st.integers(0, 3)
quick = settings(deadline=None, max_examples=40)


def p_at(result, i, j):
    """Return the p-value of one cell."""
    return next(cell.p_value for cell in result.cells if (cell.index_only, cell.comparator_only) == (i, j))


def test_four_more_comparator_only_patients_reverse_the_exact_test() -> None:
    result = tipping_point(CALAIS, 6)
    assert [round(p_at(result, 0, j), 4) for j in range(1, 5)] == [0.0066, 0.0146, 0.0290, 0.0522]
    assert (result.fewest_comparator_only, result.fewest_index_only, result.fewest) == (4, None, 4)
    assert result.share == pytest.approx(4 / 6)
    assert (result.conclusion, result.missing, result.method) == ("index detects more", 6, "exact")


def test_five_reverse_the_asymptotic_test_that_belongs_to_tango() -> None:
    assert tipping_point(CALAIS, 6, "asymptotic").fewest == 5


def test_the_grid_holds_every_split_once() -> None:
    result = tipping_point(CALAIS, 6)
    assert [(cell.index_only, cell.comparator_only) for cell in result.cells] == [
        (i, j) for i in range(7) for j in range(7) if i + j <= 6
    ]
    reversing = [(c.index_only, c.comparator_only) for c in result.cells if c.reverses]
    assert reversing == [
        (i, j)
        for i, j in product(range(7), range(7))
        if i + j <= 6 and mcnemar(PairedTable(0, 19 + i, 4 + j, 0)).p_value > 0.05
    ]
    assert result.reversals == len(reversing) == 4


def test_of_no_difference_significance_is_the_reversal() -> None:
    result = tipping_point(PairedTable(5, 4, 1, 5), 4)
    assert result.conclusion == "no difference"
    # 7 to 1 has p 0.0703, 8 to 1 has 0.0391.
    assert (result.fewest_index_only, result.fewest_comparator_only) == (4, None)
    assert result.share == 1.0


def test_significance_in_the_other_direction_is_a_reversal() -> None:
    result = tipping_point(PairedTable(0, 6, 0, 0), 30)
    assert result.conclusion == "index detects more"
    far = next(c for c in result.cells if (c.index_only, c.comparator_only) == (0, 30))
    assert far.p_value < 0.05
    assert far.reverses
    mirror = tipping_point(PairedTable(0, 0, 6, 0), 30)
    assert (mirror.conclusion, mirror.fewest_index_only) == ("comparator detects more", result.fewest_comparator_only)


def test_no_missing_pairs_leave_the_conclusion() -> None:
    result = tipping_point(CALAIS, 0)
    assert len(result.cells) == 1
    assert (result.fewest, result.share, result.reversals) == (None, None, 0)


def test_without_patients_there_is_no_difference() -> None:
    result = tipping_point(PairedTable(0, 0, 0, 0), 6)
    assert result.conclusion == "no difference"
    assert (result.fewest_index_only, result.fewest_comparator_only) == (6, 6)
    assert result.cells[0].p_value == 1.0


def test_concordant_missing_pairs_enter_n_where_the_test_depends_on_it() -> None:
    seen = []

    def margin(table: PairedTable) -> float:
        seen.append(table.n)
        return 0.0

    result = tipping_point(CALAIS, 3, margin, alternative="greater")
    assert seen == [50] + [53] * 10
    assert (result.method, result.conclusion, result.reversals) == ("given", "shown", 0)


def test_a_one_sided_test_uses_half_of_the_error_rate() -> None:
    assert tipping_point(CALAIS, 0, lambda _: 0.025, alternative="greater").conclusion == "shown"
    assert tipping_point(CALAIS, 0, lambda _: 0.026, alternative="greater").conclusion == "not shown"
    assert tipping_point(CALAIS, 0, lambda _: 0.05).conclusion == "index detects more"
    assert tipping_point(CALAIS, 0, lambda _: 0.051, level=0.9).conclusion == "index detects more"
    result = tipping_point(CALAIS, 6, "exact", alternative="less")
    assert (result.conclusion, result.reversals) == ("not shown", 0)


def test_a_patient_with_one_scan_falls_only_where_it_agrees() -> None:
    # Two patients with the index scan positive: both or index only. Nobody can become comparator only.
    result = tipping_point(CALAIS, MissingPairs(index_positive=2))
    assert [(c.index_only, c.comparator_only) for c in result.cells] == [(0, 0), (1, 0), (2, 0)]
    for known in ("index_negative", "comparator_positive"):
        result = tipping_point(CALAIS, MissingPairs(**{known: 4}))
        assert [(c.index_only, c.comparator_only) for c in result.cells] == [(0, j) for j in range(5)]
        assert result.fewest == 4
    result = tipping_point(CALAIS, MissingPairs(comparator_negative=1, index_negative=1))
    assert [(c.index_only, c.comparator_only) for c in result.cells] == list(product(range(2), range(2)))


@quick
@given(count, count, count, count, count)
def test_what_can_fall_is_what_the_patients_can_do_one_by_one(
    unknown, positive, negative, positive_2, negative_2
) -> None:
    pairs = MissingPairs(unknown, positive, negative, positive_2, negative_2)
    reachable = {(0, 0)}
    for steps, patients in (
        ([(0, 0), (1, 0), (0, 1)], unknown),
        ([(0, 0), (1, 0)], positive + negative_2),
        ([(0, 0), (0, 1)], negative + positive_2),
    ):
        for _ in range(patients):
            reachable = {(i + di, j + dj) for i, j in reachable for di, dj in steps}
    result = tipping_point(CALAIS, pairs)
    assert {(c.index_only, c.comparator_only) for c in result.cells} == reachable
    assert result.missing == pairs.n == unknown + positive + negative + positive_2 + negative_2


@quick
@given(st.builds(PairedTable, count, st.integers(0, 12), st.integers(0, 12), count), st.integers(0, 5))
def test_swapping_the_tests_mirrors_the_grid(table, missing) -> None:
    ours, theirs = tipping_point(table, missing), tipping_point(table.swapped(), missing)
    assert (ours.fewest_index_only, ours.fewest_comparator_only) == (
        theirs.fewest_comparator_only,
        theirs.fewest_index_only,
    )
    mirrored = {(c.comparator_only, c.index_only): (c.p_value, c.reverses) for c in theirs.cells}
    assert {(c.index_only, c.comparator_only): (c.p_value, c.reverses) for c in ours.cells} == mirrored


def test_very_many_missing_pairs_are_shown_on_the_axes_only(monkeypatch) -> None:
    whole = tipping_point(CALAIS, 8)
    monkeypatch.setattr(tipping, "MOST_CELLS", 44)
    axes = tipping_point(CALAIS, 8)
    assert [(c.index_only, c.comparator_only) for c in axes.cells] == [(0, j) for j in range(9)] + [
        (i, 0) for i in range(1, 9)
    ]
    assert axes.fewest == whole.fewest
    assert axes.note == "very many missing pairs: only the cells with all their discordant pairs of one kind"
    assert whole.note == ""


def test_a_negative_count_is_refused() -> None:
    with pytest.raises(InputError, match="index_positive is -1, which is below 0"):
        MissingPairs(index_positive=-1)
    with pytest.raises(InputError, match="unknown is -2"):
        tipping_point(CALAIS, -2)


@pytest.mark.parametrize("options", [{"p_value": "exakt"}, {"level": 95}, {"alternative": "more"}])
def test_unknown_choices_are_refused(options) -> None:
    with pytest.raises(InputError):
        tipping_point(CALAIS, 1, **options)


@pytest.mark.parametrize("table", [PairedTable(900, 1900, 1500, 1800), PairedTable(900, 1500, 1480, 1800)])
@pytest.mark.parametrize("missing", [2_500, MissingPairs(1_500, 400, 300, 300, 500)])
def test_thinned_edges_find_the_same_first_reversal_as_whole_ones(table, missing, monkeypatch):
    thinned = tipping_point(table, missing)
    monkeypatch.setattr(tipping, "MOST_ALONG", 10_000)
    whole = tipping_point(table, missing)
    assert thinned.fewest_index_only == whole.fewest_index_only
    assert thinned.fewest_comparator_only == whole.fewest_comparator_only
    assert len(thinned.cells) < 300 < len(whole.cells)
    known = {(cell.index_only, cell.comparator_only): cell for cell in whole.cells}
    assert all(known[cell.index_only, cell.comparator_only] == cell for cell in thinned.cells)
    assert "where the conclusion turns" in thinned.note


some = st.integers(0, 40)


@quick
@given(
    st.builds(PairedTable, some, some, some, some), st.integers(0, 60), st.sampled_from(["exact", "mid-p", "corrected"])
)
def test_more_pairs_of_one_kind_never_turn_a_reversed_conclusion_back(table, missing, method):
    cells = tipping_point(table, missing, method).cells
    for edge in ([c for c in cells if not c.comparator_only], [c for c in cells if not c.index_only]):
        reversed_ = [cell.reverses for cell in edge]
        assert reversed_ == sorted(reversed_)
