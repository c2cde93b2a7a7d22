"""Work out how every interval and test of one table behaves, and write the page of the manual about it.

python docs/make_operating.py          # what is missing in docs/operating/, then the page and its pictures
python docs/make_operating.py --page   # the page and its pictures alone, from the numbers that are there

All numbers take about a quarter of an hour. They are written method by method, so that a stopped run goes on where it
was; to make numbers again, delete their lines, or the files. The tests compare the page with the numbers, and some of
the numbers with a computation of their own.
"""
# ruff: noqa: INP001 - a program beside the page that it writes, not a package

from __future__ import annotations

import os
import sys
from pathlib import Path

DOCS = Path(__file__).resolve().parent
sys.path[:0] = [str(DOCS.parent), str(DOCS)]
# Arrays this short gain nothing from a second core, and take it from others.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from operating import page, pictures  # noqa: E402 - the package of this checkout must be found first
from operating.compute import work  # noqa: E402


def main() -> None:
    """Write the numbers that are missing, the page and its pictures."""
    if "--page" not in sys.argv:
        work()
    pictures.draw(DOCS / "pictures")
    (DOCS / "operating-characteristics.md").write_text(page.page(), encoding="utf-8")


if __name__ == "__main__":
    main()
