"""Scales on which readers score, one a file: what each code counts as. A plan names the scales it uses."""

from __future__ import annotations

from collections.abc import Sequence

from psmatrial.errors import UsageError
from psmatrial.menu import Menu

VOCABULARIES = Menu("data/vocabularies", "vocabulary")


def meanings(names: Sequence[str]) -> dict[str, str]:
    """Return what each code of the named scales counts as.

    Parameters
    ----------
    names
        Names of scales, such as ``psma-rads``.

    Returns
    -------
    dict
        Code to ``positive``, ``negative``, ``equivocal`` or ``non-evaluable``.

    Raises
    ------
    UsageError
        If there is no such scale, or two of them give one code different meanings.

    Examples
    --------
    >>> meanings(["e-psma"])["3"], meanings(["psma-rads"])["3B"]
    ('equivocal', 'equivocal')
    """
    found: dict[str, str] = {}
    for name in names:
        codes = VOCABULARIES.load(name).CODES
        if clash := sorted(code for code in codes.keys() & found.keys() if codes[code] != found[code]):
            text = f"{clash[0]!r} means {found[clash[0]]} in one of the vocabularies {', '.join(names)} and "
            hint = "Name one of them, and give the other's codes under [values]."
            raise UsageError(f"{text}{codes[clash[0]]} in another.", hint)
        found |= codes
    return found
