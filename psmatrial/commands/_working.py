"""What a terminal shows while work lasts: one line on standard error that goes away again."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from time import monotonic
from typing import TextIO

PATIENCE = 1.0
STEP = 0.5
CLEAR = "\r\x1b[K"


@contextmanager
def working(words: str, *, silent: bool = False) -> Iterator[None]:
    """Say what is being done, and for how long, once it has taken a second; nothing where no person looks.

    Nor where the line could not be taken away again, on a terminal that can but write.

    Parameters
    ----------
    words
        What is being done, such as ``drawing the report``: at most 60 characters.
    silent
        Whether ``--quiet`` was given.

    Examples
    --------
    >>> with working("counting to three"):
    ...     print(1 + 1 + 1)
    3
    """
    if silent or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield
        return
    done = Event()
    teller = Thread(target=_tell, args=(words, done, sys.stderr), daemon=True)
    teller.start()
    try:
        yield
    finally:
        done.set()
        teller.join()


def _tell(words: str, done: Event, terminal: TextIO) -> None:
    """Write the line again and again until the work is done, then take it away."""
    start = monotonic()
    wait, told = PATIENCE, False
    while not done.wait(wait):
        terminal.write(f"{CLEAR}{words} ... {monotonic() - start:.0f} s")
        terminal.flush()
        wait, told = STEP, True
    if told:
        terminal.write(CLEAR)
        terminal.flush()
