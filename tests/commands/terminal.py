"""A command line run in this process, as a shell would see it."""

from __future__ import annotations

import contextlib
import io
from dataclasses import dataclass

from psmatrial.cli import exit_code


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a command ended, and what it wrote."""

    code: int
    out: str
    err: str


def run(*arguments: object) -> Outcome:
    """Run a command line; only the exits of the program itself are caught, so that a crash fails the test."""
    streams = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="") for _ in range(2)]
    with contextlib.redirect_stdout(streams[0]), contextlib.redirect_stderr(streams[1]):
        code = exit_code([str(argument) for argument in arguments])
    for stream in streams:
        stream.flush()
    out, err = (stream.buffer.getvalue().decode("utf-8", "surrogateescape") for stream in streams)
    return Outcome(code, out, err)


def widest(text: str) -> int:
    """Return the length of the longest line."""
    return max(map(len, text.splitlines()), default=0)
