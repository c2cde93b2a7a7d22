"""Agreement between readers: worked by hand, its edges, its laws, and an independent library."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import sqrt

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from statsmodels.stats.inter_rater import cohens_kappa
from statsmodels.stats.inter_rater import fleiss_kappa as judged

from psmatrial.errors import InputError
from psmatrial.stats.agreement.cohen import cohen_kappa, cohen_pairs
from psmatrial.stats.agreement.conger import conger, conger_kappa
from psmatrial.stats.agreement.difference import COEFFICIENTS
from psmatrial.stats.agreement.fleiss import fleiss, fleiss_kappa
from psmatrial.stats.agreement.methods import AGREEMENT, agreement
from psmatrial.stats.agreement.ratings import Ratings, usable
from psmatrial.stats.agreement.raw import all_readers_agreement, pairwise_agreement
from psmatrial.stats.student import t_of
from tests.stats.readers import ratings

quick = settings(deadline=None, max_examples=60)
TWO, P, N = ("P", "N"), "P", "N"
NAMES = [entry.name for entry in AGREEMENT]
SEVERAL = [name for name in NAMES if name != "cohen"]
CLOSED = [name for name in SEVERAL if name != "bootstrap-enumerated"]
category = st.sampled_from("ABC")
complete = st.lists(st.tuples(category, category, category), min_size=2, max_size=12)
maybe = st.one_of(st.none(), category)
gappy = st.lists(st.tuples(maybe, maybe, maybe), min_size=2, max_size=12)
FOUR = Ratings(TWO, {(P, P, P): 2, (P, P, N): 1, (N, N, N): 1})


def value(read, name):
    return agreement(read, name).estimate.value


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("pairwise", Fraction(5, 6)),
        ("all-readers", Fraction(3, 4)),
        ("fleiss", Fraction(5, 8)),
        ("bootstrap-enumerated", Fraction(5, 8)),
        ("conger", Fraction(7, 11)),
        ("gwet-ac1", Fraction(7, 10)),
        ("krippendorff-alpha", Fraction(5, 8) + Fraction(3, 8) / 12),
        ("brennan-prediger", Fraction(2, 3)),
    ],
)
def test_three_readers_of_four_patients_by_hand(name, expected) -> None:
    found = agreement(FOUR, name)
    assert found.estimate.value == pytest.approx(float(expected), rel=1e-14)
    assert found.prevalence == pytest.approx({"P": 2 / 3, "N": 1 / 3})
    assert (found.estimate.quantity, found.estimate.method, found.estimate.n) == ("agreement", name, 4)


@pytest.mark.parametrize("cells", [(0, 0, 1, 2), (5, 0, 1, 0), (1, 1, 2, 2), (2, 6, 1, 3)])
def test_kappa_of_two_readers_who_read_independently_is_exactly_0(cells) -> None:
    # Each row of the table is a multiple of the other: n times the diagonal is the sum of rows times columns.
    read = Ratings(TWO, dict(zip(product(TWO, repeat=2), cells, strict=True)))
    assert value(read, "cohen") == value(read, "conger") == 0.0


@pytest.mark.parametrize(
    ("name", "patterns"),
    [
        # A third of the readings is P: pairs agree in (1/3 + 1/3 + 1)/3 = 5/9, by chance in 1/9 + 4/9.
        ("fleiss", {(P, P, N): 1, (P, N, N): 1, (N, N, N): 1}),
        # Pairs agree in (5/3 + 1)/6 = 4/9, by chance in 2 (1/3) (2/3).
        ("gwet-ac1", {(P, P, N): 1, (P, N, N): 4, (N, N, N): 1}),
        # A sixth is P: chance 1/36 + 25/36 = 13/18, and agreement 2/3 + (1 - 2/3)/6.
        ("krippendorff-alpha", {(P, N, N): 1, (N, N, N): 1}),
    ],
)
def test_a_coefficient_of_three_readers_that_is_0_on_paper_is_exactly_0(name, patterns) -> None:
    assert value(Ratings(TWO, patterns), name) == 0.0


def test_the_error_of_fleiss_kappa_by_hand() -> None:
    scores = {(P, P, P): Fraction(13, 16), (P, P, N): Fraction(-1, 2), (N, N, N): Fraction(11, 8)}
    assert fleiss(usable(FOUR)).scores == pytest.approx({pattern: float(u) for pattern, u in scores.items()})
    found = fleiss_kappa(FOUR)
    assert found.standard_error == pytest.approx(sqrt(Fraction(81, 512)))
    assert (found.observed, found.expected) == pytest.approx((5 / 6, 5 / 9))
    # 3 degrees of freedom: 3.182446 from a printed table of t.
    assert found.estimate.low == pytest.approx(0.625 - 3.182446 * sqrt(81 / 512), abs=1e-6)
    assert found.estimate.high == 1.0


def test_missing_readings_by_hand() -> None:
    # Shares of P: 1, 1/2 and 0 of three patients; agreement 1, 0 and 1; alpha counts 3, 2 and 2 readings.
    read = Ratings(TWO, {(P, P, P): 1, (P, None, N): 1, (None, N, N): 1, (P, None, None): 5, (None, None, None): 2})
    assert value(read, "fleiss") == pytest.approx(float((Fraction(2, 3) - Fraction(1, 2)) / Fraction(1, 2)))
    observed, chance = Fraction(5, 7), Fraction(4 * 4 + 3 * 3, 49)
    before = (observed - chance) / (1 - chance)
    assert value(read, "krippendorff-alpha") == pytest.approx(float(before + (1 - before) / 7))
    for name in SEVERAL:
        assert agreement(read, name).estimate.note.startswith("7 patients with fewer than two readings left out")
    one = Ratings(TWO, {(P, P): 3, (P, N): 2, (N, N): 3, (None, N): 1})
    assert cohen_kappa(one).estimate.note == "1 patient with fewer than two readings left out"


def test_readers_who_read_different_patients_can_agree_far_less_than_by_chance() -> None:
    rows = [[P] + [N if place == reader else None for place in range(9)] for reader in range(9)]
    found = conger_kappa(ratings(rows)).estimate
    # Of the 45 pairs of readers the 36 without the first always agree: (0 - 36/45)/(1 - 36/45).
    assert (found.value, found.low) == pytest.approx((-4.0, -4.0))


def test_a_pair_of_readers_is_taken_from_all() -> None:
    found = cohen_pairs(FOUR)
    assert [(pair.first, pair.second) for pair in found] == [(1, 2), (1, 3), (2, 3)]
    assert found[0].agreement.estimate.value == 1.0
    # Readers 1 and 3: 3 of 4 agree, 1/2 by chance.
    assert found[1].agreement.estimate.value == pytest.approx(0.5)


@pytest.mark.parametrize("name", SEVERAL)
def test_agreement_without_fault_is_one(name) -> None:
    found = agreement(Ratings(TWO, {(P, P, P): 4, (N, N, None): 5}), name).estimate
    assert (found.value, found.high) == (1.0, 1.0)
    if name == "all-readers":
        assert (round(found.low, 4), found.note) == (0.6637, "")
    else:
        assert (found.low, found.note.split("; ")[0]) == (1.0, "zero width, not an interval")


@pytest.mark.parametrize("name", NAMES)
def test_one_category_alone_leaves_no_kappa(name) -> None:
    found = agreement(Ratings(TWO, {(P, P): 9}), name)
    if name in {"cohen", "fleiss", "bootstrap-enumerated", "conger", "krippendorff-alpha"}:
        word = "alpha" if name == "krippendorff-alpha" else "kappa"
        assert found.estimate.note == f"agreement 100%, {word} not defined"
        assert (found.estimate.value, found.estimate.low, found.estimate.high) == (None, None, None)
        assert (found.observed, found.standard_error) == (1.0, None)
    else:
        assert found.estimate.value == 1.0
    assert found.prevalence == {"P": 1.0, "N": 0.0}


def test_unused_categories_count_where_their_number_matters() -> None:
    more = Ratings(("P", "N", "equivocal"), FOUR.patterns)
    for name in SEVERAL:
        assert (value(more, name) == pytest.approx(value(FOUR, name))) is (name not in {"gwet-ac1", "brennan-prediger"})
    for name in ("gwet-ac1", "brennan-prediger"):
        assert agreement(more, name).estimate.note == "1 of 3 categories never used, and counted"


@pytest.mark.parametrize("name", NAMES)
def test_no_patients_and_one_patient(name) -> None:
    nobody = agreement(Ratings(TWO, {}), name)
    assert (nobody.estimate.value, nobody.estimate.note, nobody.estimate.n) == (None, "no patients", 0)
    assert (nobody.prevalence, nobody.observed) == ({}, None)
    assert agreement(Ratings(TWO, {(P, None): 3}), name).estimate.note == "no patients with two readings"
    single = agreement(Ratings(TWO, {(P, N): 1}), name).estimate
    if name == "bootstrap-enumerated":
        assert (single.low, single.high, single.note) == (-1.0, -1.0, "zero width, not an interval")
    elif name == "all-readers":
        assert (single.low, single.high) == (0.0, 0.975)
    else:
        assert (single.low, single.high) == (0.0 if name == "pairwise" else -1.0, 1.0)
        assert single.note == "one patient: no variance, the limits are the whole range"


@pytest.mark.parametrize(
    ("categories", "patterns", "words"),
    [
        (("P",), {}, "the categories 'P' are not two or more different ones."),
        ((), {}, "the categories (none) are not"),
        (("P", "P"), {}, "the categories 'P', 'P' are not"),
        (TWO, {(P,): 1}, "the readings ('P',) have no place."),
        (TWO, {(P, N): 1, (P, N, N): 1}, "the readings ('P', 'N', 'N') have no place."),
        (TWO, {(P, "X"): 1}, "category 'X' is not known."),
        (TWO, {(P, N): -1}, "the number of patients with the readings ('P', 'N') is -1, which is below 0."),
        (TWO, {(P, N): True}, "is True, which is not a whole number."),
        (TWO, {(P, N): 1.5}, "is 1.5, which is not a whole number."),
    ],
)
def test_what_are_no_ratings_is_refused(categories, patterns, words) -> None:
    with pytest.raises(InputError) as refusal:
        Ratings(categories, patterns)
    assert words in str(refusal.value)


def test_an_unknown_coefficient_a_third_reader_and_a_wrong_level_are_refused() -> None:
    with pytest.raises(InputError, match="Did you mean 'fleiss'"):
        agreement(FOUR, "fleis")
    with pytest.raises(InputError, match="Cohen's kappa is of two readers, not 3"):
        cohen_kappa(FOUR)
    for name in SEVERAL:
        for read in (FOUR, Ratings(TWO, {})):
            with pytest.raises(InputError, match=r"level 1\.5 is not between 0 and 1"):
                agreement(read, name, 1.5)


@quick
@given(gappy, st.permutations(range(3)), st.permutations("ABC"))
def test_neither_the_order_of_readers_nor_the_names_of_categories_matter(rows, order, names) -> None:
    renamed = {None: None, **dict(zip("ABC", names, strict=True))}
    other = ratings([[renamed[row[place]] for place in order] for row in rows], "ABC")
    for name in CLOSED:
        one, two = agreement(ratings(rows, "ABC"), name), agreement(other, name)
        assert two.estimate.note == one.estimate.note
        for key in ("value", "low", "high"):
            assert getattr(two.estimate, key) == pytest.approx(getattr(one.estimate, key), abs=1e-9)


@quick
@given(gappy)
def test_a_reader_without_readings_and_all_patients_twice_leave_the_value(rows) -> None:
    for name in CLOSED:
        one = agreement(ratings(rows, "ABC"), name).estimate
        assert agreement(ratings([(*row, None) for row in rows], "ABC"), name).estimate == one
        twice = agreement(ratings([*rows, *rows], "ABC"), name).estimate
        if name != "krippendorff-alpha":  # corrects for few readings
            assert twice.value == pytest.approx(one.value, abs=1e-12)
        elif one.value is not None:
            assert 1.0 - twice.value >= 1.0 - one.value - 1e-12


@quick
@given(complete)
def test_coefficients_stay_in_their_range_and_in_their_limits(rows) -> None:
    read = ratings(rows, "ABC")
    for name in CLOSED:
        found = agreement(read, name).estimate
        if found.value is not None:
            assert -1.0 <= found.low <= found.value + 1e-15
            assert found.value - 1e-15 <= found.high <= 1.0
    assert value(read, "all-readers") <= value(read, "pairwise") + 1e-15
    if value(read, "fleiss") is not None:
        assert value(read, "conger") >= value(read, "fleiss") - 1e-12
        readings = 3 * len(rows)
        alpha = value(read, "fleiss") + (1 - value(read, "fleiss")) / readings
        assert value(read, "krippendorff-alpha") == pytest.approx(alpha, abs=1e-12)


@quick
@given(st.lists(category, min_size=2, max_size=9))
def test_identical_readers_agree_fully(read) -> None:
    assume(len(set(read)) > 1)
    for name in NAMES:
        assert value(ratings([(name_, name_) for name_ in read], "ABC"), name) == 1.0


@quick
@given(st.lists(st.tuples(category, category, category), min_size=4, max_size=9))
def test_the_score_of_a_patient_is_what_one_more_such_patient_adds(rows) -> None:
    read = ratings(rows, "ABC")
    assume(all(COEFFICIENTS[name](usable(read)).value is not None for name in COEFFICIENTS))
    many = 10**7
    crowd = {pattern: count * many for pattern, count in read.patterns.items()}
    n = many * len(rows)
    for coefficient in COEFFICIENTS.values():
        parts = coefficient(usable(Ratings(read.categories, crowd)))
        for pattern, score in parts.scores.items():
            more = coefficient(usable(Ratings(read.categories, {**crowd, pattern: crowd[pattern] + 1})))
            assert (more.value - parts.value) * n == pytest.approx(score - parts.value, abs=1e-5)


@quick
@given(st.lists(st.integers(0, 9), min_size=9, max_size=9))
def test_statsmodels_gives_the_same_kappa_of_two_readers(cells) -> None:
    table = np.array(cells).reshape(3, 3)
    pairs = list(product("ABC", repeat=2))
    read = Ratings(tuple("ABC"), dict(zip(pairs, cells, strict=True)))
    kinds = usable(read)
    assume(kinds and conger(kinds).value not in {None, 1.0} and table.sum() > 2)
    theirs = cohens_kappa(table)
    ours = cohen_kappa(read)
    assert (ours.estimate.value, ours.standard_error) == pytest.approx((theirs.kappa, theirs.std_kappa), abs=1e-7)


@quick
@given(complete)
def test_statsmodels_gives_the_same_fleiss_kappa(rows) -> None:
    assume(len({name for row in rows for name in row}) > 1)
    counts = np.array([[row.count(name) for name in "ABC"] for row in rows])
    assert value(ratings(rows, "ABC"), "fleiss") == pytest.approx(judged(counts), abs=1e-12)


def test_limits_are_estimate_and_error_by_t() -> None:
    found = pairwise_agreement(Ratings(TWO, {(P, P): 30, (P, N): 12, (N, N): 18}))
    reach = t_of(0.95, 59) * found.standard_error
    assert (found.estimate.low, found.estimate.high) == pytest.approx((0.8 - reach, 0.8 + reach))
    assert found.standard_error == pytest.approx(sqrt(0.8 * 0.2 / 59))
    assert all_readers_agreement(Ratings(TWO, {(P, P): 30, (P, N): 12, (N, N): 18})).estimate.value == 0.8
