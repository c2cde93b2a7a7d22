"""How far readers agree, with each test and in each region, and whether they agree better with one of the tests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from itertools import count as numbers_from
from typing import Any

from psmatrial.analysis.found import FOUND, MISSED, UNKNOWN, found
from psmatrial.analysis.results import Row
from psmatrial.analysis.rows import Place, row_of
from psmatrial.analysis.tables import Source, contrast_prefix, places, primary_place
from psmatrial.data.tallies import tallied
from psmatrial.model import Contrast, Estimate
from psmatrial.stats.agreement.cohen import cohen_pairs
from psmatrial.stats.agreement.difference import COEFFICIENTS, PairedRatings
from psmatrial.stats.agreement.methods import AGREEMENT, DIFFERENCES
from psmatrial.stats.agreement.ratings import Pattern, Ratings, usable
from psmatrial.stats.further_methods import further_method

ALWAYS = ("pairwise", "all-readers")
CATEGORIES = ("positive", "negative")
SIDES = ("index", "comparator")
Patterns = Counter[tuple[Pattern, Pattern]]


def agreement_rows(origin: Source) -> list[Row]:
    """Return the agreement of the planned readers; nothing where there is one reader, or the plan names no coefficient.

    Two raw shares come first: pairs of readings that agree, and patients of whom all readers say the same. An
    adjudicator is not a rater. An equivocal reading counts as the plan says.
    """
    readers = [name for name in origin.plan.reading.readers if name != origin.plan.reading.adjudicator]
    if len(readers) < 2 or not origin.plan.agreement.coefficients:
        return []
    rows: list[Row] = []
    for contrast in origin.plan.contrasts:
        prefix = contrast_prefix(origin.plan, contrast)
        for place in places(origin.plan):
            at = replace(place, prefix=prefix, stratum="all")
            patterns = _patterns(origin, contrast, place.region, readers)
            rows += _one_place(origin, contrast, at, patterns)
            if place == primary_place(origin.plan):
                rows += _pairs(origin, contrast, at, patterns, readers)
    return rows


def pair_names(readers: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Return what every two readers are called together, and who they are; no two pairs are called the same.

    Examples
    --------
    >>> list(pair_names(["R1", "R2", "R3"]))
    ['R1-R2', 'R1-R3', 'R2-R3']
    >>> list(pair_names(["A", "B-C", "A-B", "C"]))[0]
    'A--B-C'
    """
    pairs = list(combinations(readers, 2))
    called = ([("-" * hyphens).join(pair) for pair in pairs] for hyphens in numbers_from(1))
    return dict(zip(next(names for names in called if len(set(names)) == len(pairs)), pairs, strict=True))


def coefficients(names: Sequence[str], known: Sequence[str]) -> list[str]:
    """Return the raw shares and the planned coefficients among those known, in the order of the catalogue."""
    return [name for name in known if name in (*ALWAYS, *names)]


def _patterns(origin: Source, contrast: Contrast, region: str | None, readers: Sequence[str]) -> Patterns:
    """Count patients by what every reader said of them under both tests."""
    tests = (contrast.index, contrast.comparator)
    columns = [found(origin, test, region, reader) for test in tests for reader in readers]
    said = {MISSED: "negative", FOUND: "positive", UNKNOWN: None}
    half = len(readers)
    seen = Counter[tuple[Pattern, Pattern]]()
    for codes, count in tallied(*columns).items():
        words = tuple(said[code] for code in codes)
        seen[words[:half], words[half:]] += count
    # In one order whatever that of the file: sums of floats depend on it.
    return Counter(dict(sorted(seen.items(), key=repr)))


def _of_test(patterns: Patterns, side: int) -> Ratings:
    """Return the readings of one of the two tests."""
    counts = Counter[Pattern]()
    for pair, count in patterns.items():
        counts[pair[side]] += count
    return Ratings(CATEGORIES, counts)


def _one_place(origin: Source, contrast: Contrast, at: Place, patterns: Patterns) -> Iterator[Row]:
    """Yield the coefficients of both tests and their differences."""
    level = origin.plan.level
    # Two readers alone: kappa between them, not the mean of pairs.
    planned = origin.plan.agreement.coefficients
    for number, side in enumerate(SIDES):
        ratings = _of_test(patterns, number)
        for name in coefficients(planned, [entry.name for entry in AGREEMENT]):
            if name == "cohen" and ratings.readers > 2:
                continue
            found = further_method("agreement", name).compute(ratings, level)
            yield _row(contrast, at, replace(found.estimate, quantity=f"{side}-agreement"), ratings)
    paired = PairedRatings(CATEGORIES, patterns)
    for name in coefficients([one for one in planned if one in COEFFICIENTS], [entry.name for entry in DIFFERENCES]):
        yield _row(contrast, at, further_method("agreement-difference", name).compute(paired, level))


def _pairs(origin: Source, contrast: Contrast, at: Place, patterns: Patterns, readers: Sequence[str]) -> Iterator[Row]:
    """Yield Cohen's kappa of every two of three readers or more."""
    called = {pair: two for two, pair in pair_names(readers).items()}
    for number, side in enumerate(SIDES) if len(readers) > 2 else ():
        for pair in cohen_pairs(_of_test(patterns, number), origin.plan.level):
            two = called[readers[pair.first - 1], readers[pair.second - 1]]
            named = replace(pair.agreement.estimate, quantity=f"{side}-agreement")
            yield _row(contrast, replace(at, reader=two), named)


def _row(contrast: Contrast, at: Place, found: Estimate, ratings: Ratings | None = None) -> Row:
    """Return one coefficient; numerator and denominator are the positive readings and all of them."""
    more: dict[str, Any] = {"index": contrast.index, "comparator": contrast.comparator}
    if ratings is not None:
        kinds = usable(ratings)
        more |= {
            "numerator": sum(kind.patients * kind.given[0] for kind in kinds),
            "denominator": sum(kind.patients * kind.known for kind in kinds),
        }
    return row_of(found, None, at, **more)
