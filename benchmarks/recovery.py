"""All tables behind printed numbers; no peer does this, but every table with two counts can be tried in turn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from sys import modules

from statsmodels.stats.contingency_tables import mcnemar as statsmodels_mcnemar
from timing import Comparison, alone, compared

from psmatrial.model import PairedTable
from psmatrial.stats.recover import recover
from psmatrial.stats.recovery.facts import Facts, facts
from psmatrial.stats.recovery.intervals import FittingIntervals

RATES = {"n": "1000", "index": "560", "comparator": "520"}
WHOLE = {"n": "1000", "index": "56%", "comparator": "52%"}
CASES = {
    "p, n = 50": {"n": "50", "index": "56%", "comparator": "26%", "p": "0.0026"},
    "p, n = 1000": RATES | {"p": "0.0026"},
    "odds ratio interval, n = 1000": RATES | {"odds_ratio_ci": "1.1-1.6"},
    "ratio interval, n = 1000": RATES | {"ratio_ci": "1.01-1.15"},
    "difference interval, n = 1000": RATES | {"difference_ci": "1.5 to 6.5"},
    "whole percentages and p, n = 1000": WHOLE | {"p": "0.0026"},
    "whole percentages and p below 0.01, n = 1000": {"n": "1000", "index": "50%", "comparator": "41%", "p": "<0.01"},
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
    """Time the search for a print that is new, without explanations; with two counts against trying every table."""
    remembered = memories()
    for name, printed in CASES.items():
        what, ours = f"tables behind {name}", partial(found_anew, facts(printed), remembered)
        if printed.items() >= RATES.items():
            peer, find = TRIED["p" if "p" in printed else "interval"]
            yield from compared(what, ours, {peer: partial(find, facts(printed))})
        else:
            yield alone(what, ours, "no peer")


def memories() -> list[Callable[[], None]]:
    """Return what forgets results that a search keeps for the next one, once all its modules are loaded."""
    for printed in CASES.values():
        recover(facts(printed), explain=False)
    searching = [(name, module) for name, module in modules.items() if name.startswith("psmatrial.stats.recovery.")]
    kept = [
        one for name, module in searching for one in vars(module).values() if getattr(one, "__module__", "") == name
    ]
    return [one.cache_clear for one in kept if hasattr(one, "cache_clear")]


def found_anew(read: Facts, remembered: list[Callable[[], None]]) -> object:
    """Search with nothing remembered of an earlier search, as for a new print."""
    for forget in remembered:
        forget()
    return recover(read, explain=False)


def every_table() -> Iterator[PairedTable]:
    """Go through the tables with the two counts."""
    n, index, comparator = (int(RATES[key]) for key in ("n", "index", "comparator"))
    for both in range(index + comparator - n, min(index, comparator) + 1):
        yield PairedTable(both, index - both, comparator - both, n - index - comparator + both)


def by_statsmodels(read: Facts) -> list[PairedTable]:
    """Return the tables with the printed exact p-value."""
    squares = ((t, [[t.both, t.index_only], [t.comparator_only, t.neither]]) for t in every_table())
    return [t for t, square in squares if read.numbers["p"].fits(statsmodels_mcnemar(square, exact=True).pvalue)]


def by_methods(read: Facts) -> list[PairedTable]:
    """Return the tables with the printed interval by some method that does not take long."""
    ((key, printed),) = read.intervals.items()
    asked = FittingIntervals(key, printed, read.level)
    names = [name for name in asked.names if "unconditional" not in name]
    return [table for table in every_table() if any(asked.fits(name, table) for name in names)]


TRIED = {
    "p": ("statsmodels, table by table", by_statsmodels),
    "interval": ("every method, table by table", by_methods),
}
