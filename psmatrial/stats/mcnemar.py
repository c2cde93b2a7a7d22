"""Tests that two paired detection rates are equal."""

from __future__ import annotations

from functools import lru_cache
from math import comb, sqrt
from typing import TYPE_CHECKING

from psmatrial.errors import InputError, choices
from psmatrial.model import HypothesisTest, Method, PairedTable, checked_alternative, checked_table
from psmatrial.stats.distributions import binomial_cdf, binomial_pmf, chi2_tail, normal_tail

if TYPE_CHECKING:
    from collections.abc import Callable

NO_PATIENTS = "no patients"
NO_DISCORDANCE = "no discordant patients: nothing speaks against equal rates"
BERGER_BOOS_GAMMA = 1e-4
_CHI_SQUARED = ("asymptotic", "corrected")
# Up to here tails are counted in whole numbers, beyond by the incomplete beta function, to a relative 1e-12.
_MOST_COUNTED = 5000
# Bits that a sum of ways keeps below its largest term: a relative error of 1e-50 leaves every float as it is.
_GUARD = 192


def mcnemar(table: PairedTable, method: str = "exact", alternative: str = "two-sided") -> HypothesisTest:
    """Test that two paired detection rates are equal.

    Only discordant patients carry information: if the rates are equal, each of
    them is as likely to have been found by the one test as by the other.

    Parameters
    ----------
    table
        Counts of patients, each read with both tests.
    method
        ``"exact"``, the conditional binomial test, which never exceeds its level;
        ``"mid-p"``, which counts the observed split half; ``"asymptotic"``,
        chi-squared on 1 df; ``"corrected"``, the same with Edwards' continuity
        correction; ``"exact-unconditional"``, the largest p-value over all
        probabilities of a discordant patient; ``"berger-boos"``, the same over
        their interval at level 1 - 0.0001, with 0.0001 added.
    alternative
        ``"greater"`` asks whether the index test detects more, ``"less"`` whether
        it detects less.

    Returns
    -------
    HypothesisTest
        ``statistic`` is the count of patients found by the index test only for the
        exact and mid-p tests, chi-squared for the asymptotic ones (also where they
        are one-sided) and the signed z for the unconditional one. The two-sided
        mid-p at a tie is 1 less half the probability of the tie. Without discordant
        patients ``p_value`` is 1, one-sided too; without patients it is None.
        ``note`` says so.

    Raises
    ------
    InputError
        If ``method`` or ``alternative`` is none of these; the message lists them.

    References
    ----------
    McNemar, Psychometrika 1947;12:153.
    Edwards, Psychometrika 1948;13:185 (corrected).
    Suissa and Shuster, Biometrics 1991;47:361 (exact-unconditional).
    Berger and Boos, J Am Stat Assoc 1994;89:1012 (berger-boos).
    Fagerland, Lydersen and Laake, BMC Med Res Methodol 2013;13:91 (mid-p).

    Examples
    --------
    Calais et al. 2019; cells rebuilt from the printed rates and odds ratio.

    >>> calais = PairedTable(9, 19, 4, 18, index="PSMA", comparator="fluciclovine")
    >>> round(mcnemar(calais).p_value, 4)
    0.0026
    """
    checked_alternative(alternative)
    if not isinstance(method, str) or method not in _TESTS:
        raise InputError(f"there is no test of equality {method!r}.", choices(method, tuple(_TESTS)))
    checked_table(table)
    if table.discordant:
        return _TESTS[method](table, alternative)
    df = 1 if method in _CHI_SQUARED else None
    if table.n:
        return HypothesisTest(method, 1.0, 0.0, df, alternative, NO_DISCORDANCE)
    return HypothesisTest(method, None, None, df, alternative, NO_PATIENTS)


def _exact(table: PairedTable, alternative: str) -> HypothesisTest:
    """Compare the split of the discordant patients with that of a fair coin."""
    b, c, m = table.index_only, table.comparator_only, table.discordant
    tail = {"greater": c, "less": b, "two-sided": min(b, c)}[alternative]
    times = 2 if alternative == "two-sided" else 1
    p_value = times * binomial_cdf(tail, m, 0.5) if m > _MOST_COUNTED else times * _ways(tail, m) / (1 << m)
    return HypothesisTest("exact", min(1.0, p_value), float(b), None, alternative)


def _mid_p(table: PairedTable, alternative: str) -> HypothesisTest:
    """Do the same, the observed split counting half."""
    b, c, m = table.index_only, table.comparator_only, table.discordant
    tail = {"greater": c, "less": b, "two-sided": min(b, c)}[alternative]
    if m > _MOST_COUNTED:
        observed = binomial_pmf(b, m, 0.5)
        p_value = binomial_cdf(tail - 1, m, 0.5) + observed / 2.0
        if alternative == "two-sided":
            p_value = 1.0 - observed / 2.0 if b == c else 2.0 * p_value
        return HypothesisTest("mid-p", p_value, float(b), None, alternative)
    ways, tie = 2 * _ways(tail, m) - comb(m, b), b == c
    if alternative == "two-sided":
        ways = (1 << m + 1) - comb(m, b) if tie else 2 * ways
    return HypothesisTest("mid-p", ways / (1 << m + 1), float(b), None, alternative)


@lru_cache(maxsize=256)
def _ways(k: int, m: int) -> int:
    """Return in how many of the 2^m ways to share out m patients at most k of them fall to the one side.

    The number has all digits that a float can hold, and 40 more.
    """
    if 2 * k >= m:
        return (1 << m) - (_ways(m - k - 1, m) if k < m else 0)
    term = total = 1 << _GUARD
    for i in range(k, 0, -1):
        term = term * i // (m - i + 1)
        total += term
        if not term:
            break
    return (comb(m, k) * total + (1 << _GUARD - 1)) >> _GUARD


def _asymptotic(table: PairedTable, alternative: str) -> HypothesisTest:
    """Refer the difference of the discordant counts to the normal distribution."""
    return _chi_squared("asymptotic", table, table.index_only - table.comparator_only, alternative)


def _corrected(table: PairedTable, alternative: str) -> HypothesisTest:
    """Do the same, the difference being one patient nearer to 0, but never beyond it."""
    excess = table.index_only - table.comparator_only
    shrunk = (abs(excess) - min(1, abs(excess))) * (1 if excess > 0 else -1)
    return _chi_squared("corrected", table, shrunk, alternative)


def _chi_squared(method: str, table: PairedTable, excess: int, alternative: str) -> HypothesisTest:
    """Return a test with chi-squared on 1 df, or one tail of its signed root."""
    z = excess / sqrt(table.discordant)
    chi2 = excess * excess / table.discordant
    p = {"greater": lambda: normal_tail(z), "less": lambda: normal_tail(-z), "two-sided": lambda: chi2_tail(chi2, 1)}
    return HypothesisTest(method, p[alternative](), chi2, 1, alternative)


def _exact_unconditional(table: PairedTable, alternative: str) -> HypothesisTest:
    """Maximise over the probability of a discordant patient; loaded late, because few reports ask for it."""
    from psmatrial.stats.unconditional import unconditional_test

    return unconditional_test(table, alternative)


def _berger_boos(table: PairedTable, alternative: str) -> HypothesisTest:
    """Maximise over an interval of the probability of a discordant patient, and add the error spent on it."""
    from psmatrial.stats.unconditional import unconditional_test

    return unconditional_test(table, alternative, BERGER_BOOS_GAMMA)


_TESTS: dict[str, Callable[[PairedTable, str], HypothesisTest]] = {
    "exact": _exact,
    "mid-p": _mid_p,
    "asymptotic": _asymptotic,
    "corrected": _corrected,
    "exact-unconditional": _exact_unconditional,
    "berger-boos": _berger_boos,
}


def _entry(
    name: str, label: str, formula: str, reference: str, words: tuple[str, str], *, costly: bool = False
) -> Method:
    """Return one entry of the catalogue; ``words`` are when to prefer it and its weakness."""

    def compute(table: PairedTable, _level: float, alternative: str) -> HypothesisTest:
        """Run this test; it has no level."""
        return mcnemar(table, name, alternative)

    return Method("equality", name, label, formula, reference, *words, compute, costly=costly)


METHODS: tuple[Method, ...] = (
    _entry(
        "exact",
        "exact McNemar",
        "b ~ Bin(b + c, 1/2); p = min(1, 2 min(P(X ≤ b), P(X ≥ b)))",
        "McNemar, Psychometrika 1947;12:153.",
        (
            "Prefer it as the planned test: its error never exceeds the nominal level, at any number of patients.",
            "It is conservative: with few discordant patients its true error lies far below the nominal level.",
        ),
    ),
    _entry(
        "mid-p",
        "McNemar mid-p",
        "b ~ Bin(b + c, 1/2); p = 2 P(X ≤ min(b, c)) − P(X = b); 1 − P(X = b)/2 when b = c",
        "Fagerland, BMC Med Res Methodol 2013;13:91.",
        (
            "Prefer it where power counts and an error slightly above the nominal level can be borne.",
            "It does not guarantee its level.",
        ),
    ),
    _entry(
        "asymptotic",
        "asymptotic McNemar",
        "χ² = (b − c)²/(b + c) on 1 df",
        "McNemar, Psychometrika 1947;12:153.",
        (
            "Prefer it with many discordant patients, or to match the Tango interval.",
            "It exceeds its level by a little, most where about half of the patients or nearly all are discordant.",
        ),
    ),
    _entry(
        "corrected",
        "McNemar with continuity correction",
        "χ² = (|b − c| − min(1, |b − c|))²/(b + c) on 1 df",
        "Edwards, Psychometrika 1948;13:185.",
        (
            "Use it only to reproduce papers and programs that printed it.",
            "It approximates the exact test, which is as easy to have, and is even more conservative.",
        ),
    ),
    _entry(
        "exact-unconditional",
        "exact unconditional",
        "p = sup over ψ of P(|Z| ≥ |z₀|), Z = (B − C)/√(B + C), B + C ~ Bin(n, ψ), B given B + C ~ Bin(B + C, 1/2)",
        "Suissa, Biometrics 1991;47:361.",
        (
            "Prefer it where the level must hold and the exact conditional test is too conservative.",
            "It depends on the number of concordant patients and takes longer to compute and to explain.",
        ),
        costly=True,
    ),
    _entry(
        "berger-boos",
        "exact unconditional, Berger-Boos",
        "p = γ + sup over ψ in its interval of level 1 − γ of P(|Z| ≥ |z₀|), γ = 0.0001, else as exact unconditional",
        "Berger, J Am Stat Assoc 1994;89:1012.",
        (
            "Prefer it, if planned, where the supremum of the exact unconditional test sits at an implausible ψ.",
            "It adds γ to every p-value, and γ is one more choice to plan.",
        ),
        costly=True,
    ),
)
