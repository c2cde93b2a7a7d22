"""Formulas of what needs the truth, worked out as they are printed: each gives the number that the program gives."""

from __future__ import annotations

import re
from math import exp, log, sqrt

import pytest

from psmatrial.model import PairedTable
from psmatrial.stats.accuracy.methods import ACCURACY
from psmatrial.stats.accuracy.predictive_values import predictive_value_equality
from psmatrial.stats.accuracy.relative import likelihood_ratio_ratio, relative_rate
from psmatrial.stats.accuracy.truth_table import TruthTable
from psmatrial.stats.binomial_limits import LOWER_LIMITS
from psmatrial.stats.distributions import z_of

DISEASED, OTHERS = PairedTable(30, 8, 4, 9), PairedTable(2, 3, 1, 24)
TABLE = TruthTable(DISEASED, OTHERS)
Z = {"z": z_of(0.95)}
# Every count below is taken from the two tables by hand. Index test and comparator: 38 and 34 of 51 diseased are found,
# 5 and 3 of 30 others.
PREDICTIVE = {
    "ppv": {"TP both": 30, "FP both": 2, "N₁": 43, "N₂": 37, "PV₁": 38 / 43, "PV₂": 34 / 37, "p": 72 / 80},
    "npv": {"TN both": 24, "FN both": 9, "N₁": 38, "N₂": 44, "PV₁": 25 / 38, "PV₂": 27 / 44, "p": 52 / 82},
}
# Discordant among the diseased 12, among the others 4.
RATIOS = {
    "positive": ("found", {"x₁": 38, "y₁": 34, "x₀": 5, "y₀": 3, "LR₁": 38 / 51 / (5 / 30), "LR₂": 34 / 51 / (3 / 30)}),
    "negative": (
        "missed",
        {"x₁": 13, "y₁": 17, "x₀": 25, "y₀": 27, "LR₁": 13 / 51 / (25 / 30), "LR₂": 17 / 51 / (27 / 30)},
    ),
}
RELATIVE = {
    "relative-true-positive-rate": (DISEASED, {"TP₁": 38, "TP₂": 34, "TP only 1": 8, "TP only 2": 4}),
    "relative-false-positive-rate": (OTHERS, {"FP₁": 5, "FP₂": 3, "FP only 1": 3, "FP only 2": 1}),
}


def formula(quantity: str, name: str) -> str:
    """Return a formula of the catalogue."""
    return next(entry.formula for entry in ACCURACY if (entry.quantity, entry.name) == (quantity, name))


def worked(text: str, values: dict[str, float]) -> float:
    """Work a printed formula out; one that names what has no value here cannot be."""
    for name in sorted(values, key=len, reverse=True):
        end = "(?![A-Za-z₀₁])" if name[-1].isalpha() else ""
        text = re.sub(rf"(?<![A-Za-z]){name}{end}", f"({values[name]!r})", text)
    for sign, code in {"²": "**2", "−": "-", "√": "sqrt", "ln(": "log("}.items():
        text = text.replace(sign, code)
    text = re.sub(r"\)\s*(?=\(|sqrt)", ")*", re.sub(r"(?<![\w.])(\d)\(", r"\1*(", text))
    return eval(text, {"exp": exp, "log": log, "sqrt": sqrt})  # noqa: S307 - a formula of the catalogue


@pytest.mark.parametrize("side", PREDICTIVE)
def test_the_test_of_predictive_values_is_its_formula(side):
    statistic, _, rest = formula(f"{side}-equality", "weighted-score").partition(" on 1 df")
    shared = worked(rest.split("C = ")[1], PREDICTIVE[side])
    found = worked(statistic.removeprefix("χ² = "), {**PREDICTIVE[side], "C": shared})
    assert found == pytest.approx(predictive_value_equality(TABLE, side, "weighted-score").statistic)


@pytest.mark.parametrize("side", RATIOS)
def test_the_limits_of_a_ratio_of_likelihood_ratios_are_their_formula(side):
    counted, values = RATIOS[side]
    text = formula(f"likelihood-ratio-{side}-ratio", "log-wald")
    limits, _, said = text.partition(", m discordant, ")
    assert said.startswith(f"x and y {counted},")
    estimate, _ = likelihood_ratio_ratio(TABLE, side)
    known = {**values, "m₁": 12, "m₀": 4, **Z}
    found = [worked(limits.replace("∓", sign), known) for sign in "-+"]
    assert found == pytest.approx([estimate.low, estimate.high])


@pytest.mark.parametrize("quantity", RELATIVE)
def test_the_limits_of_a_relative_rate_are_their_formula(quantity):
    table, values = RELATIVE[quantity]
    found = [worked(formula(quantity, "log-wald").replace("∓", sign), {**values, **Z}) for sign in "-+"]
    estimate = relative_rate(table, quantity)
    assert found == pytest.approx([estimate.low, estimate.high])


def test_the_score_test_of_negative_values_is_over_negative_results():
    assert "over positive results of patient i" in formula("ppv-equality", "score")
    assert "over negative results of patient i" in formula("npv-equality", "score")


def test_a_share_names_what_x_and_n_are_and_no_cells_of_a_table_that_it_does_not_have():
    shares = [entry for entry in ACCURACY if entry.name in LOWER_LIMITS]
    assert len(shares) == 80
    for entry in shares:
        assert entry.formula.startswith("x/n = "), entry.quantity
        assert not re.search(r"a \+ [bc]", entry.formula), entry.quantity
    assert formula("npv", "wald") == (
        "x/n = true negatives / negatives; limits: x/n ∓ z √(x(n − x)/n³), clipped to [0, 1]"
    )
