"""What goes through the bytes of a large file: arrays, or compiled loops where it is huge and they are there."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from psmatrial.data import fields, kept
from psmatrial.data.keys import Numbers

# A library of compiled loops takes a second to be ready; each million rows take half a second less with it.
HUGE = 128 << 20


class Engine(NamedTuple):
    """How a block is taken apart, and how results are kept: see ``fields.fields`` and ``kept.keep``."""

    fields: Callable[[bytes, str, str, int], fields.Fields | None]
    keep: Callable[[Numbers, Numbers, Numbers, Numbers, Numbers, int], Numbers]


ARRAYS = Engine(fields.fields, kept.keep)


def engine(size: int) -> Engine:
    """Return what is quickest for a file of so many bytes."""
    if size >= HUGE:
        try:
            from psmatrial.data import compiled
        except (ImportError, RuntimeError):
            # The library is not there, or finds no folder to keep what it compiled.
            return ARRAYS
        return Engine(compiled.fields, compiled.keep)
    return ARRAYS
