"""The enumerated bootstrap of kappa: against drawing every sample by hand, and where it stops."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import product
from math import sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psmatrial.stats.agreement import enumerated
from psmatrial.stats.agreement.enumerated import fleiss_bootstrap
from psmatrial.stats.agreement.fleiss import fleiss_kappa
from psmatrial.stats.agreement.ratings import Ratings
from tests.stats.readers import ratings

TWO = ("P", "N")
maybe = st.sampled_from(["P", "N", "N", None])


def kappa_of(rows):
    """Return Fleiss' kappa as its definition is printed, None where all readings are the same."""
    agreeing, shares = Fraction(0), Counter()
    for row in rows:
        known = [name for name in row if name is not None]
        given_ = Counter(known)
        agreeing += Fraction(sum(r * (r - 1) for r in given_.values()), len(known) * (len(known) - 1) * len(rows))
        for name, r in given_.items():
            shares[name] += Fraction(r, len(known) * len(rows))
    chance = sum(share * share for share in shares.values())
    return None if chance == 1 else (agreeing - chance) / (1 - chance)


def listed(rows):
    """Return every kappa of every sample in which it exists, sorted, and the share of the others."""
    found = [kappa_of(sample) for sample in product(rows, repeat=len(rows))]
    kept = sorted(kappa for kappa in found if kappa is not None)
    return kept, 1 - len(kept) / len(found)


@settings(deadline=None, max_examples=25)
@given(st.lists(st.tuples(maybe, maybe, maybe), min_size=1, max_size=4))
def test_enumeration_agrees_with_listing_every_sample(rows) -> None:
    rows = [row for row in rows if row.count(None) < 2] + [("P", "P", "N"), ("N", "N", "N")][: 5 - len(rows)]
    kept, missing = listed(rows)
    found = fleiss_bootstrap(ratings(rows, TWO), 0.9)
    mean = sum(kept) / len(kept)
    assert found.standard_error == pytest.approx(sqrt(sum((k - mean) ** 2 for k in kept) / len(kept)), abs=1e-9)
    # The next to a percentile that falls between two samples may be either, by rounding.
    for limit, tail in ((found.estimate.low, 0.05), (found.estimate.high, 0.95)):
        at = [kept[min(max(int(len(kept) * tail + step), 0), len(kept) - 1)] for step in (-1, 0, 1)]
        assert any(limit == pytest.approx(float(kappa), abs=1e-12) for kappa in at)
    assert ("kappa not defined" in found.estimate.note) is (missing > 1e-4)


def test_two_patients_by_hand() -> None:
    # Samples: both as seen (half, kappa -1/3), the first twice (a quarter, kappa -1), the second twice (no kappa).
    found = fleiss_bootstrap(Ratings(TWO, {("P", "N"): 1, ("N", "N"): 1}))
    kappas = kappa_of([("P", "N"), ("N", "N")]), kappa_of([("P", "N")] * 2)
    assert kappas == (Fraction(-1, 3), Fraction(-1))
    assert (found.estimate.low, found.estimate.high) == pytest.approx((-1.0, -1 / 3))
    assert found.estimate.note == "kappa not defined in 0.25 of the samples, left out"
    assert found.standard_error == pytest.approx(2 / 3 * sqrt(2 / 9))


def test_at_trial_size_the_limits_are_near_the_closed_form() -> None:
    read = Ratings(TWO, {("P",) * 3: 15, ("P", "P", "N"): 10, ("N",) * 3: 14, ("N", "P", "N"): 11})
    enumerated_, closed = fleiss_bootstrap(read), fleiss_kappa(read)
    assert enumerated_.standard_error == pytest.approx(closed.standard_error, rel=0.01)
    assert enumerated_.estimate.low == pytest.approx(closed.estimate.low, abs=0.02)
    assert enumerated_.estimate.high == pytest.approx(closed.estimate.high, abs=0.02)
    assert enumerated_.estimate.note == ""


def test_a_third_category_and_missing_readings_are_enumerated_too() -> None:
    rows = [("P", "N", "E"), ("P", "P", None), ("E", "E", "N"), ("N", "N", "N")]
    kept, _ = listed(rows)
    mean = sum(kept) / len(kept)
    found = fleiss_bootstrap(ratings(rows))
    assert found.standard_error == pytest.approx(sqrt(sum((k - mean) ** 2 for k in kept) / len(kept)), abs=1e-9)


def test_too_many_samples_give_the_value_alone(monkeypatch) -> None:
    monkeypatch.setattr(enumerated, "MOST_OUTCOMES", 4)
    found = fleiss_bootstrap(Ratings(TWO, {("P", "N"): 2, ("N", "N"): 2, ("N", None): 1}))
    words = "1 patient with fewer than two readings left out; too many outcomes to enumerate exactly"
    assert (found.estimate.low, found.estimate.high, found.estimate.note) == (None, None, words)
    assert (found.standard_error, found.estimate.value) == (None, pytest.approx(-1 / 3))
