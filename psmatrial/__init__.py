"""Compare two imaging tests done in the same patients.

What a notebook needs stands here; each name is imported when it is first used, so that the command line starts fast.

Examples
--------
>>> from psmatrial import PairedTable, mcnemar
>>> round(mcnemar(PairedTable(9, 19, 4, 18)).p_value, 4)
0.0026
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from psmatrial.analysis.results import Results
    from psmatrial.analysis.run import compare
    from psmatrial.model import PairedTable
    from psmatrial.stats.difference import rate_difference
    from psmatrial.stats.mcnemar import mcnemar
    from psmatrial.stats.odds_ratio import odds_ratio

__version__ = "0.1.0"
__all__ = ["PairedTable", "Results", "__version__", "compare", "mcnemar", "odds_ratio", "rate_difference"]

_HOMES = {
    "PairedTable": "psmatrial.model",
    "Results": "psmatrial.analysis.results",
    # The same function; a notebook shows its results as the report's first page.
    "compare": "psmatrial.notebook",
    "mcnemar": "psmatrial.stats.mcnemar",
    "odds_ratio": "psmatrial.stats.odds_ratio",
    "rate_difference": "psmatrial.stats.difference",
}


def __getattr__(name: str) -> object:
    """Import a public name from its home (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module 'psmatrial' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """Return the public names, imported or not."""
    return sorted(set(globals()) | set(__all__))
