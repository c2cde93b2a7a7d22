"""A signal that asks the program to stop, remembered: what a handler raises inside a destructor, Python drops."""

from __future__ import annotations

import signal
import sys
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

TERMINATED = 143
_asked: list[int] = []


def heed() -> None:
    """Let SIGINT and SIGTERM end the program through its ordinary exits, so that what was staged is cleaned up."""
    signal.signal(signal.SIGTERM, _stop)
    # A shell starts what it puts into the background deaf to SIGINT: it stays so.
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _stop)
    sys.unraisablehook = _dropped


def stop_if_asked() -> None:
    """Stop the program if a signal asked for it: before anything is put in its place, and at the end.

    Raises
    ------
    KeyboardInterrupt
        After SIGINT.
    SystemExit
        After SIGTERM, with exit code 143.

    Examples
    --------
    >>> stop_if_asked()
    """
    if signal.SIGTERM in _asked:
        raise SystemExit(TERMINATED)
    if _asked:
        raise KeyboardInterrupt


def _stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the signature of a handler
    """Remember a signal and stop."""
    _asked.append(number)
    stop_if_asked()


def _dropped(told: UnraisableHookArgs) -> None:
    """Tell what Python drops, but for a stop, which is remembered."""
    if not (_asked and isinstance(told.exc_value, KeyboardInterrupt | SystemExit)):
        sys.__unraisablehook__(told)
