"""Numbers of the command line, refused in words."""

from __future__ import annotations

from decimal import Decimal
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


# Decimals that a part of the patients may have.
_DECIMALS = 18

LEVEL = Number("a proportion such as 0.95")
MARGIN = Number("a proportion such as -0.10 for 10 points")
RATIO = Number("a ratio such as 0.80")


class Proportion(click.ParamType):  # type: ignore[type-arg]
    """A part of all patients, as 0.38 or 38%; what is neither is refused with what to give instead.

    Parameters
    ----------
    least
        The smallest that there can be: 0 of a part, -1 of a difference.
    """

    name = "proportion"

    def __init__(self, least: float = 0.0) -> None:
        """Take what it can be at least."""
        self.least = least

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the proportion that a text says."""
        return value if isinstance(value, float) else float(self.exact(value, param, ctx))

    def exact(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        """Return the proportion as it was typed."""
        text = str(value).strip()
        percent = text.endswith("%")
        try:
            exact = Decimal(text.removesuffix("%").strip()) / (100 if percent else 1)
        except ArithmeticError:
            exact = Decimal("nan")
        if not exact.is_finite():
            self.fail(f"{value!r} is not a number. Give 38% or 0.38.", param, ctx)
        if not self.least <= exact <= 1:
            span = f"between {self.least:g} and 1"
            hint = "" if percent else f" Give {text}% if that is meant."
            self.fail(f"{value!r} is not {span}.{hint}", param, ctx)
        return exact


PART, DIFFERENCE = Proportion(), Proportion(-1.0)


class Lost(click.ParamType):  # type: ignore[type-arg]
    """A part of the patients that leaves someone, exactly as it was typed."""

    name = "proportion"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        """Return the part that a text says."""
        if isinstance(value, Decimal):
            return value
        exact = abs(PART.exact(value, param, ctx))
        if exact == 1:
            self.fail(f"{value!r} leaves no patient with both tests. Give less, such as 10%.", param, ctx)
        if exact != round(exact, _DECIMALS):
            self.fail(f"{value!r} has more than {_DECIMALS} decimals. Give 10% or 0.1.", param, ctx)
        return exact
