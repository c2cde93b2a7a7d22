"""Which regions were positive together: every set of regions with its patients, under both tests."""

from __future__ import annotations

from collections import Counter
from typing import Any

from psmatrial.analysis.found import FOUND, UNKNOWN, found_pair
from psmatrial.analysis.tables import Source
from psmatrial.data.tallies import tallied
from psmatrial.model import Contrast


def patterns(origin: Source) -> list[dict[str, Any]]:
    """Return the patterns of each contrast; none where fewer than two regions are compared.

    A region is positive by the plan's rules for that region. Counted are patients with a result in every region under
    both tests; ``left_out`` counts the others. A set that neither test showed is not listed.

    Examples
    --------
    >>> from psmatrial.analysis.example import example
    >>> from psmatrial.analysis.run import compare
    >>> compare(*example()).further["patterns"][0]["sets"][0]
    {'regions': [], 'index': 22, 'comparator': 37}
    """
    if len(origin.plan.endpoints.regions) < 2:
        return []
    return [_of(origin, contrast) for contrast in origin.plan.contrasts]


def _of(origin: Source, contrast: Contrast) -> dict[str, Any]:
    """Return the patterns of one contrast."""
    regions = origin.plan.endpoints.regions
    pairs = [found_pair(origin, contrast, region) for region in regions]
    seen = tallied(*(pair[0] for pair in pairs), *(pair[1] for pair in pairs))
    index: Counter[tuple[int, ...]] = Counter()
    comparator: Counter[tuple[int, ...]] = Counter()
    left_out = 0
    for codes, n in seen.items():
        if UNKNOWN in codes:
            left_out += n
        else:
            index[codes[: len(regions)]] += n
            comparator[codes[len(regions) :]] += n
    return {
        "index": contrast.index,
        "comparator": contrast.comparator,
        "regions": list(regions),
        "n": index.total(),
        "left_out": left_out,
        "sets": [
            {
                "regions": [name for name, code in zip(regions, codes, strict=True) if code == FOUND],
                "index": index[codes],
                "comparator": comparator[codes],
            }
            for codes in sorted(index.keys() | comparator.keys(), key=lambda codes: (sum(codes), [-c for c in codes]))
        ],
    }
