"""Run every benchmark: ``python benchmarks``, or ``python benchmarks exact start`` for some."""

from __future__ import annotations

import sys
from importlib import import_module

ALL = ("exact", "intervals", "unconditional", "power", "recovery", "drawn", "start", "rows")


def main() -> None:
    """Print one line a comparison: the time of psmatrial, then how the peer's compares with it."""
    for name in sys.argv[1:] or ALL:
        if name not in ALL:
            sys.exit(f"there is no benchmark {name!r}. Accepted: {', '.join(ALL)}.")
        for comparison in import_module(name).comparisons():
            print(comparison, flush=True)


if __name__ == "__main__":
    main()
