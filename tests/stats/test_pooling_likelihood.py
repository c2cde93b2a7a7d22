"""The variance between studies of the largest likelihood: by hand, on fixed sets, and beside a dense grid."""

from __future__ import annotations

from math import log

import numpy as np
import pytest

from psmatrial.model import PairedTable
from psmatrial.stats.pooling.effects import effects
from psmatrial.stats.pooling.heterogeneity import Studies, tau_squared
from psmatrial.stats.pooling.likelihood import Likelihood, likeliest
from psmatrial.stats.pooling.small_studies import regression_test

KINDS = ("reml", "ml", "regression")
# One precise study beside others: scoring by Fisher's information goes to and fro around the maximum and never ends.
# tau squared where the derivative of the restricted likelihood is 0, by mpmath with 40 digits.
PRECISE = {
    "odds-ratio": (
        [(98, 55, 43, 104), (11, 3, 6, 5), (3, 3, 4, 5), (5, 2, 3, 5), (7, 4, 4, 10), (6, 6, 8, 5)],
        0.0243512888247674,
    ),
    "rate-difference": (
        [
            *[(130, 601, 1030, 239), (5, 4, 4, 12), (3, 4, 3, 5), (4, 13, 18, 5), (11, 3, 5, 6), (8, 6, 10, 16)],
            *[(10, 19, 27, 4), (10, 7, 15, 8)],
        ],
        0.00344010393590335,
    ),
    "index-rate": (
        [(82, 390, 296, 32), (2, 7, 4, 2), (15, 4, 8, 13), (8, 5, 10, 2), (7, 0, 4, 4), (2, 11, 2, 10)],
        0.0181716944065682,
    ),
}
SMALL = [(294, 195, 191, 120), (6, 1, 3, 5), (7, 3, 8, 7), (22, 5, 0, 13), (4, 7, 7, 7)]
SMALL += [(1, 3, 4, 7), (6, 3, 4, 2), (1, 3, 6, 5), (5, 2, 4, 4), (8, 5, 9, 3)]


def heights(studies, tau2, kind):
    """Return log-likelihoods at variances between studies, by linear algebra."""
    y, v = np.array(studies.values), np.array(studies.variances)
    x = np.column_stack([np.ones(len(y)), np.sqrt(v)])[:, : 2 if kind == "regression" else 1]
    weights = 1.0 / (v + np.asarray(tau2, float)[:, None])
    information = np.einsum("ti,ij,ik->tjk", weights, x, x)
    slopes = np.linalg.solve(information, np.einsum("ti,ij,i->tj", weights, x, y)[..., None])[..., 0]
    squares = (weights * (y - slopes @ x.T) ** 2).sum(axis=1)
    restricted = 0.0 if kind == "ml" else np.linalg.slogdet(information)[1]
    return (np.log(weights).sum(axis=1) - restricted - squares) / 2.0


def of(tables, quantity):
    found = effects([PairedTable(*cells) for cells in tables], quantity)
    return found, Studies(tuple(found.values), tuple(found.variances))


def chosen(studies, kind, monkeypatch):
    """Return tau squared of a kind, and the likelihood that it maximises."""
    seen, whole = [], Studies.likeliest
    with monkeypatch.context() as patch:
        patch.setattr(Studies, "likeliest", lambda self, at: seen.append((whole(self, at), at)) or seen[-1][0])
        if kind == "regression":
            found, _ = of(SMALL, "rate-difference")
            patch.setattr("psmatrial.stats.pooling.small_studies.Studies", lambda *_: studies)
            assert regression_test(found).p_value is not None
        else:
            assert tau_squared.__wrapped__(studies, kind).value == seen[-1][0]
    return seen[-1]


def random_studies(rng):
    """Return studies of one of three sorts: one precise, all alike, or of very different precision."""
    k, sort = int(rng.integers(3, 12)), int(rng.integers(3))
    variances = np.exp(rng.normal(-0.5, 0.7, k) if sort < 2 else rng.uniform(-9.0, 3.0, k))
    if sort == 0:
        variances[0] = np.exp(rng.uniform(-6.0, -3.0))
    values = rng.normal(0.0, 1.0, k) * rng.choice([0.2, 0.5, 1.0, 5.0]) * (np.sqrt(variances) if sort == 2 else 1.0)
    return Studies(tuple(values.tolist()), tuple(variances.tolist()))


def test_equally_precise_studies_by_hand():
    # Squares around the mean 26/3 of 3 studies: over 2 they are 13/3 for REML, over 3 they are 26/9 for ML, less v.
    for variance, reml, ml in ((0.5, 13 / 3 - 0.5, 26 / 9 - 0.5), (4.0, 1 / 3, 0.0), (13 / 3, 0.0, 0.0)):
        studies = Studies((0.0, 1.0, 4.0), (variance,) * 3)
        found = [tau_squared(studies, name).value for name in ("reml", "ml")]
        assert found == pytest.approx([reml, ml], rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("quantity", PRECISE)
def test_a_precise_study_beside_others_does_not_keep_reml_from_its_maximum(quantity):
    tables, expected = PRECISE[quantity]
    assert tau_squared(of(tables, quantity)[1]).value == pytest.approx(expected, rel=1e-9)


def test_nor_does_it_keep_the_regression_on_standard_errors():
    # By mpmath with 40 digits: z of the slope where the derivative of the restricted likelihood is 0.
    found, _ = of(SMALL, "rate-difference")
    test = regression_test(found)
    assert (test.statistic, test.p_value) == (
        pytest.approx(-1.89295349573844, rel=1e-8),
        pytest.approx(0.0583640541272632, rel=1e-8),
    )


@pytest.mark.parametrize("kind", KINDS)
def test_no_variance_is_likelier_on_a_dense_grid(kind, monkeypatch):
    rng = np.random.default_rng(20)
    several = none = 0
    for _ in range(400):
        studies = random_studies(rng)
        best, _ = chosen(studies, kind, monkeypatch)
        reach = max(studies.variances) + sum(value**2 for value in studies.values)
        grid = heights(studies, np.concatenate([[0.0], reach * np.logspace(-8.0, 0.5, 800)]), kind)
        top = heights(studies, [best], kind)[0]
        assert grid.max() <= top + 1e-9 * (1.0 + abs(top)), studies
        inner = grid[1:-1]
        peaks = ((inner > grid[:-2] + 1e-9) & (inner > grid[2:] + 1e-9)).sum() + (grid[0] > grid[1] + 1e-12)
        several, none = several + (peaks > 1), none + (best == 0.0)
    assert several >= 5
    assert 100 <= none <= 300


@pytest.mark.parametrize("kind", KINDS)
def test_each_part_of_a_derivative_is_what_it_says_and_falls(kind, monkeypatch):
    studies = Studies((0.3, -1.2, 2.0, 0.7, 0.1), (0.02, 0.5, 0.9, 0.3, 0.6))
    _, at = chosen(studies, kind, monkeypatch)
    for tau2 in (0.01, 0.2, 1.5):
        low, here, high = at(tau2 * 0.9999), at(tau2), at(tau2 * 1.0001)
        step = tau2 * 0.0002
        assert here.height == pytest.approx(heights(studies, [tau2], kind)[0], rel=1e-12)
        assert (high.height - low.height) / step == pytest.approx(here.rise / 2.0, rel=1e-5)
        assert (low.gain - high.gain) / step == pytest.approx(here.gain_lost, rel=1e-5)
        assert (low.cost - high.cost) / step == pytest.approx(here.cost_lost, rel=1e-5)
        assert low.gain_lost > high.gain_lost
        assert low.cost_lost > high.cost_lost


def test_a_maximum_on_the_border_of_two_parts_is_not_passed_over():
    def restricted(tau2):
        w = 1.0 / (1.0 + tau2)
        return Likelihood((log(w) - 2.0 * w) / 2.0, 2.0 * w**2, w, 4.0 * w**3, w**2)

    # Of 0 to 2 the middle is the maximum itself, where the derivative is exactly 0.
    assert restricted(1.0).rise == 0.0
    assert likeliest(restricted, 2.0, 1.0) == 1.0


def test_a_likelihood_that_is_flat_at_its_top_comes_to_an_end():
    asked = []

    def flat(tau2):
        # Derivative (u - 1/2)^3, with the terms that add and those that take off apart; 0 up to its third at tau2 = 1.
        asked.append(tau2)
        u = 1.0 / (1.0 + tau2)
        return Likelihood(-((tau2 - 1.0) ** 4), u**3 + 0.75 * u, 1.5 * u**2 + 0.125, (3 * u**2 + 0.75) * u**2, 3 * u**3)

    assert likeliest(flat, 8.0, 1.0) == pytest.approx(1.0, abs=1e-4)
    assert len(asked) < 20_000
