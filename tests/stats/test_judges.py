"""Two libraries that know nothing of us, asked the same questions."""

from __future__ import annotations

import random

import numpy as np
import pytest
from scipy.stats import binomtest
from statsmodels.stats.contingency_tables import SquareTable, cochrans_q
from statsmodels.stats.contingency_tables import mcnemar as judged
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

from psmatrial.model import PairedTable
from psmatrial.stats.mcnemar import mcnemar
from psmatrial.stats.multiplicity import adjusted
from psmatrial.stats.rate import rate
from psmatrial.stats.several import cochran_q
from psmatrial.stats.square import marginal_homogeneity, symmetry

drawn = random.Random(20190826)  # noqa: S311 - no secret
TABLES = [tuple(drawn.randint(0, 60) for _ in range(4)) for _ in range(60)]
DISCORDANT = [cells for cells in TABLES if cells[1] + cells[2]]
PROPORTIONS = [(drawn.randint(0, n), n) for n in (1, 2, 5, 20, 50, 104, 333, 1000) for _ in range(6)]
INTERVALS = {"clopper-pearson": "beta", "wilson": "wilson", "agresti-coull": "agresti_coull"}
ADJUSTMENTS = {
    "bonferroni": "bonferroni",
    "holm": "holm",
    "hochberg": "simes-hochberg",
    "hommel": "hommel",
    "benjamini-hochberg": "fdr_bh",
    "benjamini-yekutieli": "fdr_by",
}


@pytest.mark.parametrize("cells", DISCORDANT)
def test_statsmodels_and_scipy_give_the_same_exact_mcnemar(cells):
    ours = mcnemar(PairedTable(*cells)).p_value
    matrix = [[cells[0], cells[1]], [cells[2], cells[3]]]
    assert ours == pytest.approx(judged(matrix, exact=True).pvalue, rel=1e-9)
    assert ours == pytest.approx(binomtest(cells[1], cells[1] + cells[2]).pvalue, rel=1e-9)


@pytest.mark.parametrize("cells", DISCORDANT)
def test_statsmodels_gives_the_same_asymptotic_mcnemar(cells):
    ours = mcnemar(PairedTable(*cells), "asymptotic")
    theirs = judged([[cells[0], cells[1]], [cells[2], cells[3]]], exact=False, correction=False)
    assert (ours.statistic, ours.p_value) == pytest.approx((theirs.statistic, theirs.pvalue), rel=1e-9)


@pytest.mark.parametrize(("count", "n"), PROPORTIONS)
@pytest.mark.parametrize("method", INTERVALS)
@pytest.mark.parametrize("level", [0.9, 0.95, 0.99])
def test_statsmodels_gives_the_same_interval_of_one_proportion(count, n, method, level):
    ours = rate(count, n, method, level)
    theirs = proportion_confint(count, n, alpha=1 - level, method=INTERVALS[method])
    assert (ours.low, ours.high) == pytest.approx(theirs, rel=1e-8, abs=1e-12)


@pytest.mark.parametrize("method", ADJUSTMENTS)
def test_statsmodels_adjusts_p_values_the_same_way(method):
    for size in (1, 2, 3, 7, 20):
        p_values = [drawn.random() ** 2 for _ in range(size)]
        theirs = multipletests(p_values, method=ADJUSTMENTS[method])[1]
        assert adjusted(p_values, method) == pytest.approx(list(theirs), rel=1e-10)


def test_statsmodels_gives_the_same_cochran_q():
    rows = [tuple(drawn.randint(0, 1) for _ in range(3)) for _ in range(40)]
    ours, theirs = cochran_q(rows), cochrans_q(rows)
    assert (ours.statistic, ours.p_value) == pytest.approx((theirs.statistic, theirs.pvalue), rel=1e-9)


def test_statsmodels_gives_the_same_tests_of_a_square_table():
    table = [[10, 4, 1, 3], [5, 10, 12, 2], [2, 4, 12, 5], [6, 2, 6, 13]]
    square = SquareTable(np.array(table), shift_zeros=False)
    bowker, maxwell = square.symmetry(), square.homogeneity(method="stuart_maxwell")
    bhapkar = square.homogeneity(method="bhapkar")
    assert symmetry(table).statistic == pytest.approx(bowker.statistic, rel=1e-9)
    assert marginal_homogeneity(table, "stuart-maxwell").statistic == pytest.approx(maxwell.statistic, rel=1e-9)
    assert marginal_homogeneity(table, "bhapkar").statistic == pytest.approx(bhapkar.statistic, rel=1e-9)
