"""Which discordant counts give a printed p-value, and where it is asked after an interval of the difference."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psmatrial.model import PairedTable
from psmatrial.stats.distributions import normal_quantile
from psmatrial.stats.mcnemar import mcnemar
from psmatrial.stats.printed_text import printed_p
from psmatrial.stats.recovery.candidates import Search
from psmatrial.stats.recovery.facts import facts
from psmatrial.stats.recovery.p._sorted_squares import SortedSquares
from psmatrial.stats.recovery.p.p_values import TESTS, FittingSplits
from psmatrial.stats.recovery.p.split_squares import strictly_between
from psmatrial.stats.recovery.p.split_walks import _walk, below, walked
from psmatrial.stats.recovery.p.unconditional_p import UnconditionalP

TRIAL = {"n": "48-52", "index": "56%", "comparator": "26%"}
modest = settings(max_examples=60, deadline=None)


@pytest.mark.parametrize("n", [1, 2, 3, 8, 19, 40])
@pytest.mark.parametrize("text", ["0.0026", "0.03", "<0.05", "n.s.", "1", "0.062", "0.250", ">0.9", "0.000", "0.9"])
def test_every_split_that_gives_a_p_value_is_found_with_its_tests(n, text):
    printed = printed_p(text)
    splits = FittingSplits(printed)
    for excess in range(n + 1):
        smaller = range((n - excess) // 2 + 1)
        expected = {}
        for c in smaller:
            table = PairedTable(0, c + excess, c, n - excess - 2 * c)
            if fitting := tuple(name for name in TESTS if printed.fits(mcnemar(table, name).p_value)):
                expected[c] = fitting
        assert splits.fitting(n, excess, smaller) == expected


@pytest.mark.parametrize("n", [200, 700])
def test_splits_of_many_patients_keep_their_tests(n):
    printed = printed_p("0.0026")
    for excess in (30, 60, 90):
        smaller = range((n - excess) // 2 + 1)
        found = FittingSplits(printed).fitting(n, excess, smaller)
        edge = {c + step for c in found for step in (-2, -1, 0, 1, 2)} & set(smaller) | {0, smaller[-1]}
        for c in edge:
            table = PairedTable(0, c + excess, c, n - excess - 2 * c)
            fitting = tuple(name for name in TESTS if printed.fits(mcnemar(table, name).p_value))
            assert found.get(c, ()) == fitting


@modest
@given(excess=st.integers(0, 400), text=st.sampled_from(["0.0026", "0.03", "0.2", "0.9", "1e-8", "1e-40", ">0.9"]))
def test_before_the_first_count_of_a_walk_every_p_value_is_too_small(excess, text):
    low, _ = printed_p(text).window()
    if c := below(excess, -normal_quantile(low / 2.0) if low < 1.0 else 0.0):
        table = PairedTable(0, c - 1 + excess, c - 1, 1)
        assert max(mcnemar(table, name).p_value for name in TESTS[:4]) < low


@modest
@given(
    excess=st.integers(0, 60),
    first=st.integers(0, 30),
    many=st.integers(1, 80),
    ends=st.tuples(st.floats(-0.1, 1.1), st.floats(-0.1, 1.1)),
)
def test_a_walk_finds_the_counts_whose_p_value_lies_in_a_window(excess, first, many, ends):
    low, high = sorted(ends)
    counts = range(first + (excess == 0), first + many + 1)
    ended, found = walked(excess, counts, low, high)
    for name in TESTS[:4]:
        run, p_value = found[name]
        there = {c: mcnemar(PairedTable(0, c + excess, c, 1), name).p_value for c in range(first + (excess == 0), 150)}
        assert {c for c in counts if low < there[c] < high} <= set(run)
        assert all(p_value(c) == pytest.approx(there[c], rel=1e-9) for c in run)
        assert len([c for c in run if not low <= there[c] <= high]) <= 2
        assert not ended or all(there[c] > high for c in there if c > counts[-1])


@modest
@given(excess=st.integers(0, 400), text=st.sampled_from(["<0.001", "<0.05", "0.00", "0.000", "<0.9", "<0.0001"]))
def test_below_the_first_count_of_a_walk_every_p_value_fits_where_none_is_too_small(excess, text):
    splits = FittingSplits(printed_p(text))
    runs = splits._walked_through(excess, 0)[1]
    if c := min(run.stop for run in runs["exact"]) - 1 if runs["exact"] else 0:
        table = PairedTable(0, c - 1 + excess, c - 1, 1)
        assert all(splits.printed.fits(mcnemar(table, name).p_value) for name in TESTS[:4])


@pytest.mark.parametrize("text", ["0.0026", "0.03", "<0.001", "<0.05", ">0.05", "0.99", "0.4"])
def test_unconditional_p_values_are_found_with_what_one_patient_fewer_decided(text):
    splits = FittingSplits(printed_p(text), ("exact-unconditional",))
    for n in range(1, 16):
        for excess in range(n, 0, -1):
            smaller = range((n - excess) // 2 + 1)
            p_values = (
                mcnemar(PairedTable(0, c + excess, c, n - excess - 2 * c), "exact-unconditional").p_value
                for c in smaller
            )
            expected = [c for c, p in zip(smaller, p_values, strict=True) if printed_p(text).fits(p)]
            assert list(splits.fitting(n, excess, smaller)) == expected, (n, excess)


def test_a_difference_too_large_for_the_first_step_has_a_p_value_of_nearly_nothing():
    assert 0 in FittingSplits(printed_p("<0.001")).fitting(2000, 1500, range(5))


@modest
@given(
    text=st.sampled_from(["0.0026", "0.03", "<0.001", "n.s.", "1", ">0.9", "0.000"]),
    asked=st.lists(st.tuples(st.integers(1, 90), st.integers(0, 30), st.integers(0, 20)), min_size=1, max_size=12),
)
def test_no_count_that_fits_is_left_out_as_impossible_whatever_was_asked_before(text, asked):
    splits = FittingSplits(printed_p(text))
    for n, excess, first in sorted(asked):
        smaller = range(first, (n - excess) // 2 + 1)
        possible = splits.possible(n, excess, smaller)
        fitting = splits.fitting(n, excess, smaller)
        assert set(fitting) <= set(possible) <= set(smaller)
        # What was found out then tells more, and still leaves out nothing.
        again = splits.possible(n, excess, smaller)
        assert set(fitting) <= set(again) <= set(possible)


@pytest.mark.parametrize(
    "printed",
    [
        {"n": "50", "difference_ci": "12% to 46%", "p": "0.0026"},
        {"n": "44-52", "index": "56%", "comparator": "26%", "difference_ci": "12% to 46%", "p": "0.0026"},
        {"n": "30-40", "index": "60%", "difference_ci": "5% to 40%", "p": "<0.05"},
        {"n": "20-30", "agreement": "70%", "difference_ci": "-4% to 40%", "p": "0.1"},
        {"n": "50", "difference_ci": "12% to 46%", "odds_ratio_ci": "1.6 to 19.2", "p": "0.0026"},
        {"n": "50", "difference_ci": "12% to 46%", "ratio_ci": "1.3 to 3.5", "p": "0.0026"},
        {"n": "20-24", "difference_ci": "-18% to 18%", "p": "1"},
        TRIAL | {"difference_ci": "12% to 46%", "odds_ratio_ci": "1.6 to 19.2", "p": "0.0026"},
        TRIAL | {"ratio_ci": "1.3 to 3.5", "odds_ratio_ci": "1.6 to 19.2"},
    ],
)
def test_tables_are_the_same_whether_p_and_odds_are_asked_before_the_interval_or_after_it(printed):
    early, late = Search(facts(printed)), Search(facts(printed))
    early._tests._is_p_late = early._tests._are_odds_late = False
    found = [(fit.cells, fit.matches) for fit in late]
    assert found
    assert found == [(fit.cells, fit.matches) for fit in early]
    assert late._tests._is_p_late
    assert late._tests._are_odds_late == ("index" in printed and "comparator" in printed)


@modest
@given(
    n=st.integers(2, 60),
    text=st.sampled_from(
        ["0.0026", "0.03", "0.2", "0.53", "0.5333", "0.9", "<0.001", "n.s.", "1", ">0.9", "0.000", "0.5"]
    ),
    expected=st.sets(st.tuples(st.integers(0, 60), st.integers(0, 20), st.integers(1, 40)), max_size=12),
)
def test_what_is_expected_is_found_like_what_is_not(n, text, expected):
    places = [
        (excess, range(first, min(first + many, (n - excess) // 2 + 1)))
        for excess, first, many in expected
        if first <= (n - excess) // 2
    ]
    prepared = UnconditionalP(printed_p(text), n)
    prepared.expect(places)
    for excess, counts in places:
        tables = (PairedTable(0, c + excess, c, n - excess - 2 * c) for c in counts)
        p_values = (mcnemar(table, "exact-unconditional").p_value for table in tables)
        fitting = [c for c, p in zip(counts, p_values, strict=True) if printed_p(text).fits(p)]
        assert list(prepared.fitting(excess, counts)) == fitting, (excess, counts)


@pytest.mark.parametrize("text", ["0.0026", "0.053", "0.53", "<0.001", "<0.05", "n.s.", "0.9", "1"])
@pytest.mark.parametrize("n", [5, 30, 61])
def test_what_fits_when_cut_off_too_is_found_alike_with_what_is_known_of_rounding(text, n):
    printed = printed_p(text)
    places = [(excess, range((n - excess) // 2 + 1)) for excess in range(1, n + 1)]
    rounded, joined, alone = UnconditionalP(printed, n), *(UnconditionalP(printed, n, truncation=True) for _ in "12")
    rounded.expect(places)
    joined.join(rounded)
    joined.expect(places[::2])
    for place in places:
        assert joined.fitting(*place) == alone.fitting(*place), place


# No p-value that is printed is so small that half of it is 0.
ends = st.floats(0.0, 1.0, allow_subnormal=False)


@modest
@given(
    excess=st.integers(0, 60),
    first=st.integers(1, 20),
    asked=st.lists(st.tuples(st.integers(1, 60), ends, ends), min_size=2, max_size=6),
)
def test_a_walk_tells_the_same_whoever_went_it_before(excess, first, asked):
    for many, one, other in asked:
        counts, window = range(first, first + many), sorted((one, other))
        told = []
        for forget in (lambda: None, _walk.cache_clear):
            forget()
            ended, found = walked(excess, counts, *window)
            told.append((ended, {name: run for name, (run, _) in found.items()}))
        assert told[0] == told[1]
        p_values = {c: mcnemar(PairedTable(0, c + excess, c, 1), "mid-p").p_value for c in counts}
        inside = [c for c, p in p_values.items() if window[0] + 1e-9 < p < window[1] - 1e-9]
        assert set(inside) <= set(told[0][1]["mid-p"])
        assert not told[0][0] or p_values[counts[-1]] > window[1] - 1e-9


@modest
@given(
    places=st.dictionaries(st.integers(1, 30), st.tuples(st.integers(0, 20), st.integers(1, 20)), min_size=1),
    ends=st.tuples(st.floats(0.01, 20.0), st.floats(0.01, 20.0), st.floats(0.0, 20.0)),
)
def test_sorted_squares_are_those_of_the_tables(places, ends):
    asked = [(excess, range(first, first + many)) for excess, (first, many) in places.items()]
    squares = SortedSquares(asked)
    (above, below), target = sorted(ends[:2]), ends[2]
    there = {(e, c): e * e / (e + 2 * c) for e, counts in asked for c in counts if above < e * e / (e + 2 * c) < below}
    assert squares.is_any(above, below) == bool(there)
    if there:
        nearest = min(abs(square - target) for square in there.values())
        assert abs(there[squares.nearest(target, above, below)] - target) == nearest
    for excess, counts in asked:
        assert [(excess, c) for c in strictly_between(excess, counts, above, below)] == [
            place for place in there if place[0] == excess
        ]
