"""How long the command line takes to start, in units of a bare Python."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator

from timing import Comparison, compared

SIX = "import numpy, pandas, scipy.stats, statsmodels.api, lifelines, matplotlib.figure"


def comparisons() -> Iterator[Comparison]:
    """Compare --help with a bare Python, and with one that imports all the libraries first."""
    peers = {
        "bare python": process("-I", "-c", "pass"),
        "six libraries imported first": process("-c", SIX),
    }
    yield from compared("psmatrial --help", process("-m", "psmatrial", "--help"), peers)
    table = ("-m", "psmatrial", "table", "9", "19", "4", "18")
    yield from compared("psmatrial table 9 19 4 18", process(*table), {"bare python": process("-I", "-c", "pass")})


def process(*arguments: str) -> Callable[[], object]:
    """Return a call that starts Python with these arguments and waits for it."""
    command = [sys.executable, *arguments]
    return lambda: subprocess.run(command, capture_output=True, check=True)  # noqa: S603 - ourselves
