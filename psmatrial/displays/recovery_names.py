"""The names of printed values in sentences and in front of a line."""

from __future__ import annotations

from collections.abc import Mapping

WIDTH = 80
NAMES: Mapping[str, str] = {
    "n": "patients",
    "index": "index rate",
    "comparator": "comparator rate",
    "both": "found by both",
    "index_only": "by index only",
    "comparator_only": "by comparator only",
    "neither": "by neither",
    "agreement": "agreement",
    "difference": "difference",
    "ratio": "ratio of rates",
    "odds_ratio": "odds ratio",
    "kappa": "kappa",
    "p": "p",
}
PARTS: Mapping[str, str] = {
    "low": "lower limit",
    "high": "upper limit",
    "count": "count",
    "n": "denominator",
    "share": "percentage",
}
# Whose count, denominator or percentage a single value is, where the name alone does not say it.
PATIENTS: Mapping[str, str] = {
    "both": "patients found by both",
    "index_only": "patients found by index only",
    "comparator_only": "patients found by comparator only",
    "neither": "patients found by neither",
    "agreement": "patients on whom both agree",
}


def name(key: str) -> str:
    """Return the name of a printed value.

    Examples
    --------
    >>> name("odds_ratio_ci"), name("p")
    ('odds ratio, CI', 'p')
    """
    return f"{NAMES[key.removesuffix('_ci')]}, CI" if key.endswith("_ci") else NAMES[key]


def piece_name(piece: str) -> str:
    """Return the name of a single printed value.

    Examples
    --------
    >>> piece_name("index_ci.high"), piece_name("p"), piece_name("index.share")
    ('upper limit of the index rate', 'p', 'percentage of the index rate')
    >>> piece_name("both.count")
    'count of patients found by both'
    """
    key, _, part = piece.partition(".")
    if key in PATIENTS:
        return f"{PARTS[part]} of {PATIENTS[key]}"
    words = NAMES[key.removesuffix("_ci")]
    return f"{PARTS[part]} of the {words}" if part else f"number of {words}" if key == "n" else words
