"""Lines that are searched together for Fay and Lumbard's limits give what each gives alone."""

from __future__ import annotations

import random

import numpy as np
import pytest

from psmatrial.stats.distributions import z_of
from psmatrial.stats.fay_lumbard import fay_lumbard_limits
from psmatrial.stats.printed_text import printed_interval
from psmatrial.stats.recovery import candidates
from psmatrial.stats.recovery.candidates import Search
from psmatrial.stats.recovery.contrast import contrasts, fay_lumbard_span, lines
from psmatrial.stats.recovery.contrast._products import OFF, product_below, products_below
from psmatrial.stats.recovery.contrast.closed import Error, Line
from psmatrial.stats.recovery.contrast.fay_lumbard_lines import fay_lumbard_runs
from psmatrial.stats.recovery.contrast.lines import Lines
from psmatrial.stats.recovery.contrast.sides import LOST, fay_lumbard_short, fay_lumbard_side
from psmatrial.stats.recovery.facts import facts
from psmatrial.stats.recovery.intervals import FittingIntervals

PRINTED = (
    "12% to 46%",
    "-3% to 11%",
    "1.5% to 6.5%",
    "-46.1% to -12.3%",
    "-20% to 20%",
    "1% to 99%",
    "-60% to -2%",
    "80% to 99%",
    "0% to 3%",
)


def searched(text, level):
    one = FittingIntervals("difference_ci", printed_interval(text, "difference"), level)
    return Lines("difference_ci", one.printed, one.windows, level)


def every_line(n):
    for excess in range(-n, n + 1):
        top = (n - abs(excess)) // 2
        yield from ((Line(n, excess), range(start, top + 1)) for start in {0, top // 2, top})


def some_lines(sizes, cases, seed, far):
    rng = random.Random(seed)  # noqa: S311 - cases, not secrets
    for _ in range(cases):
        n = rng.choice(sizes)
        excess = min(n, max(-n, round(n * rng.uniform(*far))))
        top = (n - abs(excess)) // 2
        start = rng.choice((0, 0, rng.randint(0, top)))
        yield Line(n, excess), range(start, rng.choice((top, top, rng.randint(start, top))) + 1)


def ask(of, asked):
    return fay_lumbard_runs(asked, of._plain, of._sure, Error((1.0 - of.level) / 2.0, z_of(of.level)))


def by_trying_all(of, line, counts):
    """Return the counts at which no limit is told to be outside."""
    both = tuple(zip((line, line.swapped()), of._plain, strict=True))
    return [
        k
        for k in counts
        if not any(fay_lumbard_side(seen.table(k), x.high, of.level) > 0.0 for seen, x in both)
        and not any(fay_lumbard_side(seen.table(k), x.low, of.level) < 0.0 for seen, x in both)
    ]


@pytest.mark.parametrize("level", [0.9, 0.95, 0.99])
@pytest.mark.parametrize("text", PRINTED)
def test_lines_give_the_counts_that_fit_by_trying_all(text, level):
    of, told = searched(text, level), 0
    asked = [one for n in (1, 2, 3, 4, 7, 12, 25) for one in every_line(n)]
    for (line, counts), run in ask(of, asked).items():
        told += 1
        assert list(run or ()) == by_trying_all(of, line, counts), (line, counts)
    # Zero, at which another distribution takes over, is never an end.
    assert told > 0.95 * len(set(asked)) or text.startswith("0%")


@pytest.mark.parametrize("text", PRINTED)
def test_lines_of_many_patients_give_what_each_gives_alone(text):
    together, alone, told = searched(text, 0.95), searched(text, 0.95), 0
    low, high = (float(end.rstrip("%")) / 100.0 for end in text.split(" to "))
    asked = list(some_lines((30, 80, 200, 600, 1000), 250, text, (low, high)))
    for (line, counts), run in ask(together, asked).items():
        told += 1
        before = alone.searched
        assert list(alone._searched("fay-lumbard", line, counts)) == list(run or ()), (line, counts)
        assert alone.searched - before == (run is not None)
        short = fay_lumbard_short(line, counts[-1], alone._plain, 0.025)
        assert short == (run is None)
    assert told > 0.95 * len(set(asked)) or text.startswith("0%")


def test_limits_that_are_nearly_at_an_end_are_left_to_be_searched_alone():
    of = searched("10% to 48%", 0.95)
    line, counts = Line(50, 15), range(18)
    assert ask(of, [(line, counts)]) == {(line, counts): range(4, 5)}
    low = fay_lumbard_limits(line.table(4), 0.95).low
    at_end = (of._plain[0]._replace(high=low), of._plain[1])
    inside = (of._sure[0]._replace(high=low - 1e-8), of._sure[1])
    assert fay_lumbard_runs([(line, counts)], at_end, inside, of._error) == {}


def test_probabilities_are_too_small_by_less_than_they_may_be():
    rng = random.Random("products")  # noqa: S311 - cases, not secrets
    cases = []
    for _ in range(600):
        n = rng.choice((3, 8, 20, 60, 150, 400, 1000))
        m = rng.randint(1, n)
        b, x = rng.randint(1, m), rng.uniform(-0.99, 0.99)
        share = (m, n - m + 1) if x > 0.0 or m == n else (m + 1, n - m)
        cases.append((x, b, m - b + 1, *share))
    x, *counts = (np.array(column) for column in zip(*cases, strict=True))
    found = products_below(x, (counts[0], counts[1]), (counts[2], counts[3]), 0.025 * LOST)
    for (at, b, c, first, second), below in zip(cases, found.tolist(), strict=True):
        exact = product_below(at, (b, c), (first, second), 0.025 * LOST)
        assert -1e-12 <= exact - below <= OFF


@pytest.mark.parametrize("searches", [40, 10**6])
@pytest.mark.parametrize(
    "printed",
    [
        {"n": "1-102", "difference_ci": "-3% to 31%"},
        {"n": "1-110", "index": "56%", "difference_ci": "12% to 46%", "kappa": "0.13"},
        {"n": "1-60", "index": "56%", "comparator": "26%", "difference_ci": "12% to 46%", "p": "0.0026"},
        {"n": "1-104", "index_ci": "40% to 70%", "difference_ci": "12% to 46%"},
        {"n": "30-60", "difference_ci": "12% to 46%", "ratio_ci": "1.3 to 3.5"},
    ],
)
def test_a_search_finds_the_same_alone_and_together(monkeypatch, printed, searches):
    monkeypatch.setattr(contrasts, "MOST_SEARCHES", searches)
    monkeypatch.setattr(candidates, "USUAL_PAIRS", 400)
    answers = []
    # Each line alone, all together, and alone but those beyond the last that can fit.
    ways = [(10**9, 10**9, 10**9), (0, 10**9, 30), (10**9, 1, 10**9)]
    for many, several, worth in ways if searches > 40 else ways[:2]:
        monkeypatch.setattr(lines, "_MANY", many)
        monkeypatch.setattr(fay_lumbard_span, "_SEVERAL", several)
        monkeypatch.setattr(contrasts, "_WORTH", worth)
        search = Search(facts(printed, 0.95))
        found = [(fit.cells, fit.matches) for fit in search]
        answers.append((found, search.not_tried, search.stopped_at, search._effort.left, search._contrasts._pairs.left))
    assert all(answer == answers[0] for answer in answers)
    assert answers[0][0]
