"""Single patients for figures, only where the plan lets them be shown: renumbered, sorted by value."""

from __future__ import annotations

from collections import Counter
from math import inf
from typing import Any

from psmatrial.analysis.found import FOUND, UNKNOWN, found_pair
from psmatrial.analysis.tables import Source, primary_place

MOST = 1000
NO_RESULT, NO_PSA = "without a result under both tests", "without a PSA"
LIMIT, ZERO = "with a PSA of which only a limit is known", "with a PSA of 0"


def patients_shown(origin: Source) -> dict[str, Any]:
    """Return PSA and both results of every analysed patient; empty unless the plan says ``patient_level = true``.

    Numbers follow the PSA, so that nothing is left of the order or the names of the file. More than a thousand
    patients are not shown one by one.

    Examples
    --------
    >>> from psmatrial.analysis.example import example
    >>> from psmatrial.analysis.run import compare
    >>> "patients_shown" in compare(*example()).further
    False
    """
    if not origin.plan.report.patient_level:
        return {}
    contrast = origin.plan.contrasts[0]
    index, comparator = found_pair(origin, contrast, primary_place(origin.plan).region)
    shown: list[tuple[float, int, int]] = []
    left_out: Counter[str] = Counter()
    for text, first, second in zip(origin.cohort.psa, index, comparator, strict=True):
        reason = NO_RESULT if UNKNOWN in (first, second) else psa_flaw(text)
        if reason:
            left_out[reason] += 1
        else:
            shown.append((float(text or 0), first, second))
    if len(shown) > MOST:
        left_out[f"not shown one by one: there are more than {MOST}"] = len(shown)
        shown = []
    return {
        "unit": "ng/mL",
        "patients": [
            {"number": number, "psa": psa, "index": first == FOUND, "comparator": second == FOUND}
            for number, (psa, first, second) in enumerate(sorted(shown), start=1)
        ],
        "left_out": [{"reason": reason, "n": n} for reason, n in sorted(left_out.items())],
    }


def psa_flaw(text: str | None) -> str:
    """Return why a PSA has no place on a scale of logarithms; empty where it has one.

    Examples
    --------
    >>> psa_flaw("0.35"), psa_flaw("<0.1"), psa_flaw("0")
    ('', 'with a PSA of which only a limit is known', 'with a PSA of 0')
    """
    if text is None:
        return NO_PSA
    if not text[0].isdigit() and text[0] != ".":
        return LIMIT
    return "" if 0 < float(text) < inf else ZERO
