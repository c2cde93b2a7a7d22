"""Numbers of the command line, refused in words."""

from __future__ import annotations

from typing import Any

import click


class Number(click.types.FloatParamType):
    """A number; what is none is refused with what to give instead."""

    def __init__(self, wanted: str) -> None:
        """Take what to give, such as ``a ratio such as 0.80``."""
        self.wanted = wanted

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the number that a text says."""
        try:
            return float(value)
        except ValueError:
            self.fail(f"{value!r} is not a number. Give {self.wanted}.", param, ctx)


LEVEL = Number("a proportion such as 0.95")
MARGIN = Number("a proportion such as -0.10 for 10 points")
RATIO = Number("a ratio such as 0.80")
