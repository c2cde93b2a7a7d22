"""GEE against R: geepack, gee, geeM, geesmv and clubSandwich, every record of the reference file."""

from __future__ import annotations

import numpy as np
import pytest

from psmatrial.models.detection.gee import Gee, paired_gee
from psmatrial.models.detection.pairs import Pairs
from psmatrial.models.detection.small_sample import _sandwich, _scores, covariance
from tests.models.paired import dataset
from tests.oracle import _methods, agrees

VARIANCES = {
    "lz": "robust",
    "md": "mancl-derouen",
    "kc": "kauermann-carroll",
    "fg": "fay-graubard",
    "mbn": "morel-bokossa-neerchal",
    "mk": "mackinnon",
}


def cases(*packages: str) -> list:
    """Return (function, inputs, outputs, rtol, atol) of every record of these packages' functions."""
    made = [
        pytest.param(one["function"], record["inputs"], record["outputs"], one["rtol"], one["atol"], id=record["id"])
        for one in _methods("gee")
        if one["function"].startswith(packages)
        for record in one["records"]
    ]
    assert made
    return made


def solved(function: str, name: str) -> tuple[Pairs, Gee]:
    pairs = dataset(name, strata="+ s" in function)
    correlation = "exchangeable" if "exchangeable" in function else "independence"
    link = next((link for link in ("identity", "log") if f"({link})" in function), "logit")
    fit = paired_gee(pairs, correlation, link=link, corrected="geepack" not in function)
    assert isinstance(fit, Gee)
    return pairs, fit


def all_agree(ours, reference, rtol, atol):
    assert len(ours) == len(reference)
    assert all(agrees(float(one), other, rtol, atol) for one, other in zip(ours, reference, strict=True))


def errors(fit: Gee, method: str = "robust"):
    return np.sqrt(np.diag(covariance(fit, method)))


@pytest.mark.parametrize(("function", "inputs", "outputs", "rtol", "atol"), cases("gee::", "geeM::"))
def test_coefficients_errors_correlation_and_scale_of_gee_and_geem(function, inputs, outputs, rtol, atol):
    _, fit = solved(function, inputs["dataset"])
    all_agree(fit.coefficients, outputs["coef"], rtol, atol)
    all_agree(errors(fit), outputs["robust_se"], rtol, atol)
    all_agree(np.sqrt(np.diag(fit.bread) * fit.scale), outputs["naive_se"], rtol, atol)
    scale = outputs.get("scale", outputs.get("phi"))
    all_agree([fit.correlation, fit.scale], [outputs["alpha"], scale], rtol, atol)


@pytest.mark.parametrize(("function", "inputs", "outputs", "rtol", "atol"), cases("geepack::geeglm"))
def test_coefficients_and_errors_of_geepack(function, inputs, outputs, rtol, atol):
    pairs, fit = solved(function, inputs["dataset"])
    all_agree(fit.coefficients, outputs["coef"], rtol, atol)
    kinds = {"fij": jackknife, "j1s": one_step, "jack": one_step}
    named = next((kind for kind in kinds if f"'{kind}'" in function), None)
    made = kinds[named](pairs, fit, "exchangeable" in function) if named else errors(fit)
    all_agree(made, outputs["se"], rtol, atol)
    if "scale" in outputs:
        all_agree([fit.correlation, fit.scale], [outputs["alpha"] or 0.0, outputs["scale"]], rtol, atol)


def share(pairs: Pairs, exchangeable: bool) -> float:
    """Return geepack's factor of a jackknife: it takes off the coefficients, the scale and the correlation."""
    return (pairs.patients - len(pairs.terms) - 1 - exchangeable) / pairs.patients


def jackknife(pairs: Pairs, fit: Gee, exchangeable: bool):
    """Return errors from leaving each patient out and fitting again to the end."""
    moved = []
    for out in range(pairs.patients):
        kept = Pairs(pairs.terms, np.delete(pairs.rows, out, axis=0), np.delete(pairs.found, out, axis=0))
        again = paired_gee(kept, "exchangeable" if exchangeable else "independence", corrected=False)
        moved.append(again.coefficients - fit.coefficients)
    return np.sqrt(share(pairs, exchangeable) * (np.array(moved) ** 2).sum(axis=0))


def one_step(pairs: Pairs, fit: Gee, exchangeable: bool):
    """Return errors from one step away from each patient, which is Mancl and DeRouen's with another factor."""
    return errors(fit, "mancl-derouen") * share(pairs, exchangeable) ** 0.5


def transposed(fit: Gee):
    """Return geesmv's variances: eigenvectors of I - H transposed where they should be inverted."""
    kept = np.eye(2) - np.einsum("kip,pq,kqj->kij", fit.sloped, fit.bread, fit.weighted)
    left = []
    for matrix, residual in zip(kept, fit.left, strict=True):
        values, vectors = np.linalg.eig(matrix)
        left.append(vectors @ np.diag(values**-0.5) @ vectors.T @ residual)
    return np.diag(_sandwich(fit, _scores(fit, np.array(left))))


@pytest.mark.parametrize(("function", "inputs", "outputs", "rtol", "atol"), cases("geesmv::"))
def test_small_sample_variances_of_geesmv(function, inputs, outputs, rtol, atol):
    _, fit = solved(function, inputs["dataset"])
    kind = function.split(".var.")[1].split("(")[0]
    # Its Kauermann-Carroll is right only where I - H is symmetric, as without strata.
    wrong = kind == "kc" and "+ s" in function
    ours = transposed(fit) if wrong else np.diag(covariance(fit, VARIANCES[kind]))
    all_agree(ours, outputs["var"], rtol, atol)


@pytest.mark.parametrize("name", ["psim_a", "psim_c", "psim_d", "psim_g", "psim_j"])
def test_the_root_of_kauermann_and_carroll_is_a_root(name):
    pairs = dataset(name, strata=True)
    fit = paired_gee(pairs)
    kept = np.eye(2) - np.einsum("kip,pq,kqj->kij", fit.sloped, fit.bread, fit.weighted)
    left = []
    for matrix, residual in zip(kept, fit.left, strict=True):
        values, vectors = np.linalg.eig(matrix)
        root = vectors @ np.diag(values**0.5) @ np.linalg.inv(vectors)
        np.testing.assert_allclose(root @ root, matrix, atol=1e-12)
        left.append(np.linalg.solve(root, residual))
    expected = _sandwich(fit, _scores(fit, np.array(left)))
    np.testing.assert_allclose(covariance(fit, "kauermann-carroll"), expected, rtol=1e-9, atol=1e-14)
    assert np.abs(transposed(fit) / np.diag(expected) - 1.0).max() > 0.004


FACTORS = {
    "CR0": ("robust", lambda _: 1.0),
    "CR1": ("robust", lambda k: k / (k - 1)),
    "CR1S": ("robust", lambda k: k * (2 * k - 1) / ((k - 1) * (2 * k - 2))),
    "CR2": ("kauermann-carroll", lambda _: 1.0),
    "CR3": ("mancl-derouen", lambda _: 1.0),
}


@pytest.mark.parametrize(("function", "inputs", "outputs", "rtol", "atol"), cases("clubSandwich::"))
def test_corrected_sandwiches_of_clubsandwich(function, inputs, outputs, rtol, atol):
    """Without covariates its kinds are ours; its Satterthwaite degrees of freedom are patients less 1."""
    pairs, fit = solved(function, inputs["dataset"])
    kind = max((kind for kind in FACTORS if kind in function), key=len)
    method, factor = FACTORS[kind]
    all_agree(errors(fit, method) * factor(pairs.patients) ** 0.5, outputs["se"], rtol, atol)
    if "coef" in outputs:
        all_agree(fit.coefficients, outputs["coef"], rtol, atol)
    if "df" in outputs:
        all_agree([pairs.patients - 1] * 2, outputs["df"], rtol, atol)
