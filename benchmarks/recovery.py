"""All tables behind printed numbers; no peer does this."""

from __future__ import annotations

from collections.abc import Iterator

from timing import Comparison, alone

from psmatrial.stats.recover import recover
from psmatrial.stats.recovery.facts import facts

RATES = {"n": "1000", "index": "560", "comparator": "520"}
WHOLE = {"n": "1000", "index": "56%", "comparator": "52%"}
CASES = {
    "p, n = 50": {"n": "50", "index": "56%", "comparator": "26%", "p": "0.0026"},
    "p, n = 1000": RATES | {"p": "0.0026"},
    "odds ratio interval, n = 1000": RATES | {"odds_ratio_ci": "1.1-1.6"},
    "ratio interval, n = 1000": RATES | {"ratio_ci": "1.01-1.15"},
    "difference interval, n = 1000": RATES | {"difference_ci": "1.5 to 6.5"},
    "whole percentages and p, n = 1000": WHOLE | {"p": "0.0026"},
    "whole percentages and difference interval, n = 1000": WHOLE | {"difference_ci": "1.5 to 6.5"},
    "whole percentages and odds ratio interval, n = 1000": WHOLE | {"odds_ratio_ci": "1.1-2.3"},
    "whole percentages and ratio interval, n = 1000": WHOLE | {"ratio_ci": "1.02-1.12"},
    "p, n unknown": {"index": "56%", "comparator": "26%", "p": "0.0026"},
    "p and difference interval, n unknown": {
        "index": "56%",
        "comparator": "52%",
        "p": "0.0026",
        "difference_ci": "1.5 to 6.5",
    },
    "interval of a rate alone, n unknown": {"index_ci": "41-70"},
    "difference interval and rates, n unknown": {"index": "56%", "comparator": "26%", "difference_ci": "12,46"},
    "difference interval and one rate, n unknown": {"index": "28/50", "difference_ci": "12,46"},
    "difference interval alone, n = 50": {"n": "50", "difference_ci": "12,46"},
    "ratio interval alone, n = 200": {"n": "200", "ratio_ci": "1.3-3.6"},
    "difference interval alone, n unknown": {"difference_ci": "12,46"},
}


def comparisons() -> Iterator[Comparison]:
    """Time the search without explanations."""
    for name, printed in CASES.items():
        read = facts(printed)
        yield alone(f"tables behind {name}", lambda read=read: recover(read, explain=False), "no peer")
