"""Which method a paper is taken to use: the one that it names, else those that give most of its values."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from psmatrial.analysis.printed_checks.finding import REPRODUCED, SEVERAL, Finding

MIXED = "mixed methods: none gives more values of this paper than another"


def chosen(named: str, fitting: Sequence[Collection[str]], order: Sequence[str]) -> tuple[str, ...]:
    """Return the methods that a paper is taken to use, the more usual ones first.

    Parameters
    ----------
    named
        The method that the paper names; empty where it names none.
    fitting
        For each printed value of one kind, the methods that give it.
    order
        All methods, the usual ones first.

    Returns
    -------
    tuple of str
        Several where each gives as many values as the others; then a value goes by its own.

    Examples
    --------
    >>> order = ("wald", "tango")
    >>> chosen("", [("wald", "tango"), ("tango",)], order), chosen("", [("wald",), ("tango",)], order)
    (('tango',), ('wald', 'tango'))
    """
    if named:
        return (named,)
    many = {method: sum(method in one for one in fitting) for method in order}
    return tuple(method for method, values in many.items() if values == max(many.values()))


def own(methods: Sequence[str], fitting: Collection[str]) -> str:
    """Return the first of the chosen methods that gives a value; where none does, the first of them.

    Examples
    --------
    >>> own(("wald", "tango"), ("tango",)), own(("wald", "tango"), ("newcombe",))
    ('tango', 'wald')
    """
    return next((method for method in methods if method in fitting), methods[0] if methods else "")


def labelled(found: list[Finding]) -> list[Finding]:
    """Return findings on values of one kind; where these come out by several methods, the notes say so.

    Examples
    --------
    >>> two = [Finding(f"o.{method}", "1-2", "reproduced", method=method) for method in ("wald", "tango")]
    >>> [one.note[:13] for one in labelled(two)], labelled(two[:1])[0].note
    (['mixed methods', 'mixed methods'], '')
    """
    if len({one.method for one in found if one.verdict in (REPRODUCED, SEVERAL)}) < 2:
        return found
    return [
        replace(one, note="; ".join(filter(None, (one.note, MIXED)))) if one.verdict in (REPRODUCED, SEVERAL) else one
        for one in found
    ]
