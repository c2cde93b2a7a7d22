"""PSA doubling time, in the methods text: how it was computed, and who has none."""

from __future__ import annotations

from psmatrial.analysis.results import Results
from psmatrial.displays.words.bibliography import Bibliography
from psmatrial.displays.words.english import counted, series

HOW = "Pound, J Am Med Assoc 1999;281:1591."
ENOUGH = "Arlen, J Urol 2008;179:2181."


def doubling_methods(results: Results, cited: Bibliography) -> str:
    """Return how the PSA doubling time was computed and who has none; empty without a history of PSA values.

    Examples
    --------
    >>> doubling_methods(Results({}, {}, {}, {}, {}, ()), Bibliography())
    ''
    """
    found = results.further.get("psa_history")
    if not found:
        return ""
    without = [f"{one['n']} ({one['reason']})" for one in found["without"]]
    none = f" None is given for {series(without)}." if without else ""
    return (
        f"PSA doubling time was ln 2 over the slope of the least-squares line through ln PSA {cited.cite(HOW)}, from "
        f"three values or more above 0 over 90 days or more {cited.cite(ENOUGH)}. There were "
        f"{counted(found['values'], 'value')}; {counted(found['known'], 'patient')} had a doubling time.{none}"
    )
