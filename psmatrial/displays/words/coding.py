"""What each code or word of a file counts as: the cut-off of a positive reading, where the plan names one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from psmatrial.data.rules import RESULTS
from psmatrial.data.vocabularies import VOCABULARIES, meanings
from psmatrial.displays.words.english import series


def coding(plan: Mapping[str, Any], cite: Callable[[str], str] | None = None) -> str:
    """Say on which scales readings were recorded, and what each of their codes and the plan's words counted as.

    Parameters
    ----------
    plan
        The plan, every key resolved.
    cite
        Returns the number of a reference in brackets; without it none is cited.

    Returns
    -------
    str
        One sentence; empty where the plan names neither scales nor words.

    Examples
    --------
    >>> coding({"input": {"vocabulary": []}, "values": {"uptake": "positive", "0": "negative", "none": "negative"}})
    'Readings were recorded in words: uptake counted as positive; and 0 and none as negative.'
    """
    scales, words = plan["input"]["vocabulary"], plan["values"]
    if not scales and not words:
        return ""
    where = f" on {series([_titled(scale, cite) for scale in scales])}" if scales else " in words"
    return f"Readings were recorded{where}: {series([*_counted(codes_of(scales, words))], ';')}."


def codes_of(scales: Sequence[str], words: Mapping[str, str]) -> dict[str, str]:
    """Return what each code of some scales and each further word counts as.

    A code with the name of its scale before it is left out where both count alike.

    Examples
    --------
    >>> codes_of(["psma-rads"], {})["3B"], "PSMA-RADS-3B" in codes_of(["psma-rads"], {})
    ('equivocal', False)
    """
    on_scale = meanings(scales)
    found = {**on_scale, **words}
    long = {
        code for code in on_scale for short in on_scale if code.endswith(f"-{short}") and found[code] == found[short]
    }
    return {code: of for code, of in found.items() if code not in long}


def _titled(scale: str, cite: Callable[[str], str] | None) -> str:
    """Return the title of a scale with its references."""
    found = VOCABULARIES.load(scale)
    return " ".join([found.TITLE, *(map(cite, found.REFERENCE.split("; ")) if cite else ())])


def _counted(codes: Mapping[str, str]) -> Iterator[str]:
    """Go through the meanings that some code has, with these codes."""
    verb = "counted as"
    for meaning in RESULTS:
        if found := [code for code, of in codes.items() if of == meaning]:
            yield f"{series(found)} {verb} {meaning}"
            verb = "as"
