"""Letters for which the fonts of paper and pictures have no shape: which names have them, and boxes in their place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from psmatrial.analysis.results import Results
from psmatrial.displays.style import FONT
from psmatrial.displays.words.english import series

BOX = "□"
BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
MOST_NAMED = 5


def boxed(text: str) -> str:
    """Return a text with a box for each letter that the font lacks.

    A typesetter that has no shape for one letter of a phrase may set boxes for the whole phrase.

    Examples
    --------
    >>> boxed("found by 検査 only"), boxed("Müller")
    ('found by □□ only', 'Müller')
    """
    return BEYOND_ASCII.sub(lambda found: BOX if _lacking(found[0]) else found[0], text)


def letters_warning(results: Results) -> list[str]:
    """Return the warning that names of these results have letters which the font lacks; empty where none has.

    Examples
    --------
    >>> from psmatrial.analysis.results import Row
    >>> letters_warning(Results({"title": ""}, {}, {}, {}, {}, (Row("a", index="PSMA検査", reader="R1"),)))
    ['the fonts of PDF and pictures lack letters of PSMA検査: boxes stand for them, HTML and SVG show them']
    """
    names: dict[str | None, None] = {}
    for row in results:
        names |= dict.fromkeys((row.index, row.comparator, row.reader, row.region, row.stratum, row.stratum_by))
    return lacking_warning([*names, results.study["title"]])


def lacking_warning(names: Iterable[str | None]) -> list[str]:
    """Return the warning that some of these names have letters which the font lacks; empty where none has.

    Examples
    --------
    >>> lacking_warning(["Müller", "京都"])
    ['the fonts of PDF and pictures lack letters of 京都: boxes stand for them, HTML and SVG show them']
    """
    names = dict.fromkeys(names)
    found = [name for name in names if name and any(map(_lacking, BEYOND_ASCII.findall(name)))]
    # Pairs of readers and titles are made of names that stand here already.
    found = [one for one in found if not any(other != one and other in one for other in found)]
    if not found:
        return []
    more = len(found) - MOST_NAMED
    named = series([*found[:MOST_NAMED], *([f"{more} more"] if more > 0 else [])])
    return [f"the fonts of PDF and pictures lack letters of {named}: boxes stand for them, HTML and SVG show them"]


def _lacking(letter: str) -> bool:
    """Return whether the font has no shape for a letter beyond ASCII."""
    return ord(letter) not in _shapes()


@cache
def _shapes() -> frozenset[int]:
    """Return the numbers of the letters that the font has, which matplotlib brings along."""
    import matplotlib as mpl
    from matplotlib.ft2font import FT2Font

    file = Path(mpl.get_data_path()) / "fonts" / "ttf" / f"{FONT.replace(' ', '')}.ttf"
    return frozenset(FT2Font(str(file)).get_charmap())
