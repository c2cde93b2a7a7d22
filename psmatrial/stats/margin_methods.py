"""The catalogue of the tests of a margin, in the order in which they are printed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from psmatrial.model import HypothesisTest
from psmatrial.stats.margin import Equivalence, equivalence, margin_test
from psmatrial.stats.stratified_methods import FurtherMethod

MarginMethod = FurtherMethod[Callable[..., HypothesisTest | Equivalence]]

_TANGO = "z = (b − c − n·δ)/√(n·(2q + δ·(1 − δ))), q the share found by the comparator only, fitted at δ"
_EXACT = "largest P(Z ≥ z) when the difference is δ, Z Tango's statistic at δ, over all shares found by one test only"
_RATIO = "z = (a + b − θ·(a + c))/√(n·θ·q), q the share of discordant patients, fitted at θ"
_LARGER = "larger of two one-sided p-values, above δ₁ and below δ₂"
_SCHUIRMANN = "Schuirmann, J Pharmacokinet Biopharm 1987;15:657."
_BOTH_SIDES = "It needs more patients than non-inferiority, and margins that were fixed beforehand."

MARGINS: tuple[MarginMethod, ...] = (
    FurtherMethod(
        "rate-difference-margin",
        "score",
        "Tango score test of a margin",
        _TANGO,
        "Tango, Stat Med 1998;17:891.",
        "Prefer it for non-inferiority or superiority by a margin: it agrees with Tango's interval.",
        "With few patients it can exceed its level a little.",
        partial(margin_test, scale="difference", method="score"),
    ),
    FurtherMethod(
        "rate-difference-margin",
        "exact-unconditional",
        "exact unconditional test of a margin",
        _EXACT,
        "Sidik, Stat Med 2003;22:265.",
        "Prefer it with few patients: it never exceeds its level.",
        "It is somewhat conservative, takes longer, and cannot be done by hand.",
        partial(margin_test, scale="difference", method="exact-unconditional"),
    ),
    FurtherMethod(
        "rate-ratio-margin",
        "score",
        "score test of a ratio margin",
        _RATIO,
        "Nam, Stat Med 2002;21:689.",
        "Prefer it where the margin was planned as a ratio of the rates: it agrees with Tang's interval.",
        "With few detections it can exceed its level, and the same ratio is a small difference where rates are low.",
        partial(margin_test, scale="ratio", method="score"),
    ),
    FurtherMethod(
        "rate-difference-equivalence",
        "score",
        "two one-sided Tango score tests",
        f"{_LARGER}: each the Tango score test of a margin",
        _SCHUIRMANN,
        "Prefer it to show that two tests detect alike: the whole interval lies between the margins.",
        _BOTH_SIDES,
        partial(equivalence, scale="difference", method="score"),
    ),
    FurtherMethod(
        "rate-difference-equivalence",
        "exact-unconditional",
        "two one-sided exact unconditional tests",
        f"{_LARGER}: each the exact unconditional test of a margin",
        _SCHUIRMANN,
        "Prefer it to show with few patients that two tests detect alike: it never exceeds its level.",
        f"It is conservative. {_BOTH_SIDES}",
        partial(equivalence, scale="difference", method="exact-unconditional"),
    ),
    FurtherMethod(
        "rate-ratio-equivalence",
        "score",
        "two one-sided score tests of the ratio",
        "larger of two one-sided p-values, above θ₁ and below θ₂: each the score test of a ratio margin",
        _SCHUIRMANN,
        "Prefer it for equivalence where the margins were planned as ratios.",
        _BOTH_SIDES,
        partial(equivalence, scale="ratio", method="score"),
    ),
)
