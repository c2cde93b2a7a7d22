"""The cluster bootstrap: against scipy, its laws, and that it is the same every time."""

from __future__ import annotations

from collections import Counter
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import bootstrap

from psmatrial.errors import InputError
from psmatrial.stats.clustered import Clusters
from psmatrial.stats.clustered_bootstrap import METHODS, clustered_bootstrap
from tests.stats.units import SEEN, of, rows, swapped

quick = settings(deadline=None, max_examples=25)


def kinds(seen):
    """Return how many patients have which difference of which units."""
    found = Counter()
    for cells, count in seen.patients.items():
        found[cells[1] - cells[2], sum(cells)] += count
    return found


@pytest.mark.parametrize("dataset", ["clust_sim2", "clust_sim3", "clust_sim7", "clust_sim11"])
@pytest.mark.parametrize(("method", "theirs"), [("bootstrap", "percentile"), ("bootstrap-bca", "BCa")])
def test_scipy_gives_nearly_the_same_limits(dataset, method, theirs) -> None:
    a, b, c, d = map(np.array, zip(*rows(dataset), strict=True))
    judged = bootstrap(
        (b - c, a + b + c + d),
        lambda split, units, axis: split.sum(axis=axis) / units.sum(axis=axis),
        paired=True,
        n_resamples=10_000,
        method=theirs,
        rng=np.random.default_rng(7),
    ).confidence_interval
    found = clustered_bootstrap(of({"dataset": dataset}), method)
    # Two runs of 10,000 draws differ by about this much.
    assert (found.low, found.high) == pytest.approx((judged.low, judged.high), abs=0.08 * (judged.high - judged.low))
    assert found.note.endswith("10000 draws of patients, seed 1")


def test_percentiles_of_two_patients_by_hand() -> None:
    # Patients with d of n: 1 of 1 and -1 of 3. Samples: 1, 0, 0, -1/3, so that a quarter lies at either end.
    found = clustered_bootstrap(Clusters({(0, 1, 0, 0): 1, (2, 0, 1, 0): 1}), "bootstrap")
    assert (found.value, found.low, found.high) == (0.0, -1 / 3, 1.0)
    narrow = clustered_bootstrap(Clusters({(0, 1, 0, 0): 1, (2, 0, 1, 0): 1}), "bootstrap", level=0.4)
    assert (narrow.low, narrow.high) == (0.0, 0.0)
    assert "zero width, not an interval" in narrow.note


def test_the_percentiles_are_those_of_all_samples() -> None:
    patients = [(0, 2, 0, 1), (1, 0, 1, 0), (0, 1, 0, 0), (1, 1, 0, 2), (0, 0, 1, 1)]
    every = sorted(
        sum(b - c for _, b, c, _ in sample) / sum(map(sum, sample)) for sample in product(patients, repeat=5)
    )
    found = clustered_bootstrap(Clusters(Counter(patients)), "bootstrap", level=0.8)
    for limit, share in ((found.low, 0.1), (found.high, 0.9)):
        assert every[int(3125 * (share - 0.012))] <= limit <= every[int(3125 * (share + 0.012))]


@quick
@given(SEEN, st.sampled_from(METHODS))
def test_it_is_the_same_every_time_in_any_order_and_mirrored_under_exchange(seen, method) -> None:
    found = clustered_bootstrap(seen, method, draws=200)
    turned = dict(reversed(seen.patients.items()))
    assert clustered_bootstrap(Clusters(turned), method, draws=200) == found
    other = clustered_bootstrap(swapped(seen), method, draws=200)
    if kinds(seen) != kinds(swapped(seen)):  # else they are the same patients
        assert (other.value, other.low, other.high) == (-found.value, -found.high, -found.low)
    assert -1.0 <= found.low <= found.high <= 1.0
    assert clustered_bootstrap(Clusters({**seen.patients, (0, 0, 0, 0): 3}), method, draws=200) == found


def test_another_seed_gives_other_limits_and_a_wrong_name_or_too_few_draws_none() -> None:
    seen = Clusters({(2, 1, 0, 0): 6, (1, 2, 0, 1): 5, (0, 0, 1, 2): 4, (1, 0, 0, 0): 5})
    notes = {clustered_bootstrap(seen, draws=500, seed=seed).note for seed in (1, 2)}
    assert notes == {"500 draws of patients, seed 1", "500 draws of patients, seed 2"}
    assert len({clustered_bootstrap(seen, draws=500, seed=seed).low for seed in range(6)}) > 1
    with pytest.raises(InputError, match="Did you mean 'bootstrap-bca'"):
        clustered_bootstrap(seen, "bootstrap-bc")
    with pytest.raises(InputError, match="50 draws are too few"):
        clustered_bootstrap(seen, draws=50)


def test_patients_who_all_differ_alike_have_no_width() -> None:
    found = clustered_bootstrap(Clusters({(0, 1, 0, 1): 12}), draws=200)
    assert (found.low, found.high) == (0.5, 0.5)
    assert found.note.startswith("zero width, not an interval")
