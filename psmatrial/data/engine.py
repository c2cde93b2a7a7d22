"""What goes through the bytes of a large file: arrays, or compiled loops where it is huge and they are there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

from psmatrial.data import fields, kept
from psmatrial.data.keys import Keys, Numbers
from psmatrial.data.ledger import Ledger

# A library of machine code takes some memory; each million rows take half a second less with it.
HUGE = 128 << 20


class Lines(Protocol):
    """The cells of some lines: see ``fields.Fields``."""

    @property
    def encoding(self) -> str:
        """How their bytes become text."""

    def __len__(self) -> int:
        """Return the number of lines."""

    def texts(self, place: int, rows: Numbers) -> list[str]:
        """Return the cells of a column in some rows."""

    def longest(self, first: int, last: int) -> int:
        """Return how many bytes the longest text of some columns side by side has."""

    def changes(self, place: int) -> Numbers:
        """Return for each row whether its cell of a column differs from that of the row before."""

    def known(self, keys: Keys) -> Numbers:
        """Return which of some keys each row has, -1 for none."""


class Engine(NamedTuple):
    """How a block is taken apart, how results are kept: see ``fields.fields`` and ``kept.keep``."""

    fields: Callable[[bytes, str, str, int], Lines | None]
    keep: Callable[[Ledger, Numbers, Numbers, Numbers, int], Sequence[int]]


ARRAYS = Engine(fields.fields, kept.keep)


def engine(size: int) -> Engine:
    """Return what is quickest for a file of so many bytes."""
    if size >= HUGE:
        try:
            from psmatrial.data import compiled, machine_code

            machine_code.loops()
        except (ImportError, OSError, RuntimeError):
            # The library or its compiler is not there, or there is no folder to keep what it compiles.
            return ARRAYS
        return Engine(compiled.fields, compiled.keep)
    return ARRAYS
