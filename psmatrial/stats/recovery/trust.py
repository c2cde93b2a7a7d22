"""How far the methods behind a fitting table can be trusted: named, one for all values, or mixed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from psmatrial.stats.recovery.rules import Fit
from psmatrial.stats.recovery.runs import Fits, Run, Strips

# The methods that a paper which uses one way of computing throughout prints together.
FAMILIES: Mapping[str, Mapping[str, frozenset[str]]] = {
    "exact": {
        "p": frozenset({"exact"}),
        "odds_ratio_ci": frozenset({"clopper-pearson"}),
        "difference_ci": frozenset({"fay-lumbard"}),
        "rate_ci": frozenset({"clopper-pearson"}),
    },
    "mid-p": {
        "p": frozenset({"mid-p"}),
        "odds_ratio_ci": frozenset({"mid-p"}),
        "rate_ci": frozenset({"mid-p"}),
    },
    "score": {
        "p": frozenset({"asymptotic"}),
        "odds_ratio_ci": frozenset({"wilson"}),
        "difference_ci": frozenset({"tango", "newcombe"}),
        "ratio_ci": frozenset({"tang", "mover-wilson"}),
        "rate_ci": frozenset({"wilson"}),
    },
    "Wald": {
        "p": frozenset({"asymptotic"}),
        "odds_ratio_ci": frozenset({"wald"}),
        "difference_ci": frozenset({"wald"}),
        "ratio_ci": frozenset({"wald"}),
        "rate_ci": frozenset({"wald"}),
    },
    "continuity-corrected": {
        "p": frozenset({"corrected"}),
        "difference_ci": frozenset({"wald-corrected"}),
        "rate_ci": frozenset({"wilson-corrected"}),
    },
    "exact unconditional": {
        "p": frozenset({"exact-unconditional"}),
        "difference_ci": frozenset({"exact-unconditional", "exact-unconditional-tails"}),
        "rate_ci": frozenset({"clopper-pearson"}),
    },
    "Jeffreys": {
        "odds_ratio_ci": frozenset({"jeffreys"}),
        "difference_ci": frozenset({"mover-jeffreys"}),
        "ratio_ci": frozenset({"mover-jeffreys"}),
        "rate_ci": frozenset({"jeffreys"}),
    },
    "Blaker": {"odds_ratio_ci": frozenset({"blaker"}), "rate_ci": frozenset({"blaker"})},
    "Bonett-Price": {"difference_ci": frozenset({"bonett-price"}), "ratio_ci": frozenset({"bonett-price"})},
}
_RATES = ("index_ci", "comparator_ci")
NAMED = "methods that the paper names"
ONE = "one method for all values"
MIXED = "mixed methods"
COUNTS = "counts alone"


class Trust(NamedTuple):
    """A place in the order of trust, lowest first, and its words."""

    rank: int
    words: str


def trust(matches: Mapping[str, tuple[str, ...]], named: Mapping[str, object]) -> Trust:
    """Return how far a fit can be trusted.

    Parameters
    ----------
    matches
        For each printed value, the methods under which it fits.
    named
        The values for which the paper names a method.

    Examples
    --------
    >>> trust({"p": ("exact",), "odds_ratio_ci": ("clopper-pearson", "blaker")}, {}).words
    'one method for all values (exact)'
    >>> trust({"p": ("exact",), "odds_ratio_ci": ("wald",)}, {}).words
    'mixed methods'
    """
    bearing = {key: set(names) for key, names in matches.items() if key == "p" or key.endswith("_ci")}
    if bearing and set(bearing) <= set(named):
        return Trust(0, NAMED)
    if len(bearing) <= 1:
        names = ", ".join(next(iter(matches[key] for key in bearing), ()))
        return Trust(1, f"{ONE} ({names})" if names else COUNTS)
    families = [
        name
        for name, family in FAMILIES.items()
        if all(names & family.get("rate_ci" if key in _RATES else key, frozenset()) for key, names in bearing.items())
    ]
    return Trust(1, f"{ONE} ({', '.join(families)})") if families else Trust(2, MIXED)


def by_trust(fits: Fits, named: Mapping[str, object]) -> Fits:
    """Return tables in the order of trust, else as they were; most match alike, and then by the same object.

    Parameters
    ----------
    fits
        The tables.
    named
        The values for which the paper names a method.

    Examples
    --------
    >>> mixed = Fit((9, 19, 4, 18), {"p": ("exact",), "odds_ratio_ci": ("wald",)})
    >>> exact = Fit((8, 20, 5, 17), {"p": ("exact",), "odds_ratio_ci": ("blaker", "clopper-pearson")})
    >>> [fit.cells for fit in by_trust(Fits([mixed, exact]), {})]
    [(8, 20, 5, 17), (9, 19, 4, 18)]
    """
    ranks = {id(matches): trust(matches, named).rank for matches, _ in fits.kinds()}
    if len(set(ranks.values())) <= 1:
        return fits
    alike: list[Fit | Run] = []
    for part in fits.parts:
        if isinstance(part, Strips):
            alike += part.fits()
        else:
            alike.append(part)
    alike.sort(key=lambda part: ranks[id(part.matches)])
    return Fits(alike)
