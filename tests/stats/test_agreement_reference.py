"""Agreement against R: every record of the file is compared, or its convention is named."""

from __future__ import annotations

import json
from math import isclose, sqrt
from statistics import fmean

import pytest

from psmatrial.stats.agreement.cohen import cohen_kappa, cohen_pairs
from psmatrial.stats.agreement.conger import conger_kappa
from psmatrial.stats.agreement.fleiss import fleiss_kappa
from psmatrial.stats.agreement.gwet import gwet_ac1
from psmatrial.stats.agreement.krippendorff import krippendorff_alpha
from psmatrial.stats.agreement.ratings import Ratings
from psmatrial.stats.agreement.raw import brennan_prediger, pairwise_agreement
from tests.oracle import REFERENCE, agrees, records
from tests.stats.readers import of

RAW = {
    "irrCAC::pa.coeff.raw(ratings, weights='unweighted')": pairwise_agreement,
    "irrCAC::bp.coeff.raw(ratings, weights='unweighted')": brennan_prediger,
    "irrCAC::conger.kappa.raw(ratings, weights='unweighted')": conger_kappa,
    "irrCAC::fleiss.kappa.raw(ratings, weights='unweighted')": fleiss_kappa,
    "irrCAC::gwet.ac1.raw(ratings, weights='unweighted')": gwet_ac1,
    "irrCAC::krippen.alpha.raw(ratings, weights='unweighted')": krippendorff_alpha,
    "irrCAC::pa.coeff.dist(counts)": pairwise_agreement,
    "irrCAC::bp.coeff.dist(counts)": brennan_prediger,
    "irrCAC::fleiss.kappa.dist(counts)": fleiss_kappa,
    "irrCAC::gwet.ac1.dist(counts)": gwet_ac1,
}
# Of two readers Fleiss' kappa is Scott's pi and Conger's is Cohen's.
TABLES = {
    "irrCAC::pa2.table(table, weights=unweighted)": pairwise_agreement,
    "irrCAC::bp2.table(table, weights=unweighted)": brennan_prediger,
    "irrCAC::kappa2.table(table, weights=unweighted)": conger_kappa,
    "irrCAC::scott2.table(table, weights=unweighted)": fleiss_kappa,
    "irrCAC::gwet.ac1.table(table, weights=unweighted)": gwet_ac1,
    "irrCAC::krippen2.table(table, weights=unweighted)": krippendorff_alpha,
}
# One output each, without an interval of our kind: functions that estimate the same coefficient.
VALUES = {
    "psych::cohen.kappa(table)": ("kappa", cohen_kappa),
    "vcd::Kappa(table, weights='Equal-Spacing')": ("kappa", cohen_kappa),
    "vcd::Kappa(table, weights='Fleiss-Cohen')": ("kappa", cohen_kappa),
    "epiR::epi.kappa(table, method='fleiss')": ("est", cohen_kappa),
    "irr::kappa2(ratings, weight='unweighted')": ("kappa", cohen_kappa),
    "DescTools::KappaM(ratings, method='Conger')": ("kappa", conger_kappa),
    "irr::kappam.fleiss(ratings, exact=TRUE)": ("kappa", conger_kappa),
    "DescTools::KappaM(ratings, method='Fleiss')": ("kappa", fleiss_kappa),
    "irr::kappam.fleiss(ratings)": ("kappa", fleiss_kappa),
    "coincidence-matrix definition": ("nominal", krippendorff_alpha),
    "irr::kripp.alpha(t(ratings), method='nominal')": ("alpha", krippendorff_alpha),
}
LIGHT = ("DescTools::KappaM(ratings, method='Light')", "irr::kappam.light(ratings)")
LIMITS = "DescTools::CohenKappa(table, weights='Unweighted')"
BY_CATEGORY = "irr::kappam.fleiss(ratings, detail=TRUE)"
ALPHA_OF_COUNTS = "irrCAC::krippen.alpha.dist(counts)"
ORDERED = ("'linear'", "'quadratic'", "'ordinal'", "=linear", "=quadratic", "'Equal-Spacing'", "'Fleiss-Cohen'")
OTHER = ("'equal'", "'squared'", "'interval'", "'ratio'", "::icc(", "::ICC(")


def cases(functions):
    every = ((name, param) for name in functions for param in records("agreement", name))
    return [pytest.param(name, *param.values, id=f"{name}-{param.id}") for name, param in every]


def test_every_record_is_compared_or_concerns_the_order_or_the_size_of_categories() -> None:
    methods = json.loads((REFERENCE / "agreement.json").read_text(encoding="utf-8"))["methods"]
    names = {method["function"] for method in methods}
    compared = {*RAW, *TABLES, *VALUES, *LIGHT, LIMITS, BY_CATEGORY, ALPHA_OF_COUNTS}
    assert compared <= names
    assert {name for name in names - compared if not any(word in name for word in (*ORDERED, *OTHER))} == set()


@pytest.mark.parametrize(("name", "inputs", "outputs", "rtol", "atol"), cases(RAW))
def test_ratings_agree_with_r_in_value_error_and_limits(name, inputs, outputs, rtol, atol) -> None:
    found = RAW[name](of(inputs))
    assert agrees(found.estimate.value, outputs["coef"], rtol, atol)
    assert agrees(found.standard_error, outputs["se"], rtol, atol)
    assert agrees(found.expected, outputs["pe"], rtol, atol)
    low, high = map(float, outputs["ci"].strip("()").split(","))
    assert (found.estimate.low, found.estimate.high) == pytest.approx((low, high), abs=0.00051)
    if "krippen" in name:  # prints the agreement after its correction for few readings
        share = 1 / sum(map(len, of_rows(inputs)))
        assert agrees(found.observed + (1 - found.observed) * share, outputs["pa"], rtol, atol)
    else:
        assert agrees(found.observed, outputs["pa"], rtol, atol)


@pytest.mark.parametrize(("name", "inputs", "outputs", "rtol", "atol"), cases(TABLES))
def test_tables_agree_with_r_whose_functions_on_tables_divide_by_n(name, inputs, outputs, rtol, atol) -> None:
    # The same package divides by n - 1 where it gets ratings, and so do we; for agreement without fault it has NaN.
    found = TABLES[name](of(inputs))
    assert agrees(found.estimate.value, outputs["coef"], rtol, atol)
    if outputs["se"] == "NaN":
        assert (found.estimate.low, found.estimate.high, found.standard_error) == (1.0, 1.0, 0.0)
        assert found.estimate.note == "zero width, not an interval"
    else:
        n = found.estimate.n
        assert agrees(found.standard_error * sqrt((n - 1) / n), outputs["se"], rtol, atol)


@pytest.mark.parametrize(("name", "inputs", "outputs", "rtol", "atol"), cases(VALUES))
def test_values_agree_with_r(name, inputs, outputs, rtol, atol) -> None:
    key, coefficient = VALUES[name]
    found = coefficient(of(inputs))
    assert agrees(found.estimate.value, outputs[key], rtol, atol)
    if "ase" in outputs:
        assert agrees(found.standard_error, outputs["ase"], rtol, atol)
    if "var_kappa" in outputs:
        assert agrees(found.standard_error**2, outputs["var_kappa"], rtol, atol)
    if "exp" in outputs:
        assert agrees(found.observed, outputs["obs"], rtol, atol)
        assert agrees(found.expected, outputs["exp"], rtol, atol)


def test_no_error_is_that_under_no_agreement() -> None:
    # epiR, irr and DescTools' Fleiss kappa take the error under no agreement, which suits a test and no interval.
    null = next(p.values for p in records("agreement", "epiR::epi.kappa") if p.id == "agr-0007")
    ours = cohen_kappa(of(null[0])).standard_error
    assert (round(ours, 4), round(null[1]["se"], 4)) == (0.0724, 0.0612)
    limits = next(p.values[1] for p in records("agreement", "KappaM(ratings, method='Fleiss')"))
    theirs = (limits["upper"] - limits["lower"]) / 2 / 1.959963984540054
    rsim1 = fleiss_kappa(of({"dataset": "rsim1"}))
    assert not isclose(rsim1.standard_error, theirs, rel_tol=0.05)


@pytest.mark.parametrize(("inputs", "outputs", "rtol", "atol"), records("agreement", LIMITS))
def test_limits_of_cohens_kappa_agree_with_r(inputs, outputs, rtol, atol) -> None:
    found = cohen_kappa(of(inputs)).estimate
    assert agrees(found.value, outputs["kappa"], rtol, atol)
    assert agrees(found.low, outputs["lower"], rtol, atol)
    assert agrees(found.high, min(outputs["upper"], 1.0), rtol, atol)


@pytest.mark.parametrize("name", LIGHT)
def test_the_mean_over_pairs_of_readers_is_lights_kappa(name) -> None:
    for inputs, outputs, rtol, atol in (param.values for param in records("agreement", name)):
        pairs = cohen_pairs(of(inputs))
        assert agrees(fmean(pair.agreement.estimate.value for pair in pairs), outputs["kappa"], rtol, atol)


@pytest.mark.parametrize(("inputs", "outputs", "rtol", "atol"), records("agreement", BY_CATEGORY))
def test_fleiss_kappa_of_one_category_against_the_rest(inputs, outputs, rtol, atol) -> None:
    for category, kappa in zip(outputs["categories"], outputs["kappa"], strict=True):
        two = {}
        for pattern, count in of(inputs).patterns.items():
            merged = tuple("this" if name == category else "rest" for name in pattern)
            two[merged] = two.get(merged, 0) + count
        assert agrees(fleiss_kappa(Ratings(("this", "rest"), two)).estimate.value, kappa, rtol, atol)


@pytest.mark.parametrize(("inputs", "outputs", "rtol", "atol"), records("agreement", ALPHA_OF_COUNTS))
def test_alpha_of_counts_has_the_error_of_fleiss_kappa_where_readings_are_complete(inputs, outputs, rtol, atol) -> None:
    # irrCAC's alpha has that error where it gets ratings, and another one where it gets counts.
    found = krippendorff_alpha(of(inputs))
    assert agrees(found.estimate.value, outputs["coef"], rtol, atol)
    assert not agrees(found.standard_error, outputs["se"], rtol, atol)
    if inputs["counts"] and len({sum(given) for given in inputs["counts"]}) == 1:
        assert found.standard_error == pytest.approx(fleiss_kappa(of(inputs)).standard_error, rel=1e-12)


def of_rows(inputs):
    """Return the known readings of each patient."""
    patterns = of(inputs).patterns.items()
    return [[name for name in pattern if name is not None] for pattern, count in patterns for _ in range(count)]
