"""How wide a text is, and how it is broken into lines that fit their column."""

from __future__ import annotations

import re
from functools import lru_cache

from psmatrial.displays.style import MM, Letters

LEADING = 1.35
ELLIPSIS = "…"
# Without this end, those whom one test alone found would seem to be all whom it found.
KEPT = re.compile(r" only(,| →| reverses? it)?$")
# Heights of capitals as shares of the size, where they are not those of DejaVu.
CAPITALS = {"STIXGeneral": 0.66}
CAPITAL = 0.73
# A number with decimals that stands alone, not a part of a name such as v1.2 or of a date.
DECIMAL = re.compile(r"(?<![\w.])(\d+)\.(?=\d+(?!\w|\.\d))")


def step(size: float) -> float:
    """Return the distance between two lines of text in mm, for a size in points."""
    return size * LEADING / MM


def printable(words: str) -> str:
    """Return a text on one line without characters that no page can show.

    Examples
    --------
    >>> printable("a" + chr(10) + "b")
    'a b'
    """
    return "".join(letter if letter.isprintable() else " " for letter in words)


def capital(letters: Letters) -> float:
    """Return the height of a capital in mm.

    Examples
    --------
    >>> round(capital(Letters(size=8)), 2)
    2.06
    """
    return letters.size * CAPITALS.get(letters.font, CAPITAL) / MM


def pointed(words: str, point: str) -> str:
    """Return a text with another decimal point, one that is as wide as a full stop.

    Examples
    --------
    >>> pointed("p = 0.0026 of v1.2, PSA 0.2–0.5.", "·")
    'p = 0·0026 of v1.2, PSA 0·2–0·5.'
    """
    return words if point == "." else DECIMAL.sub(rf"\1{point}", words)


@lru_cache(maxsize=4096)
def text_width(words: str, letters: Letters) -> float:
    """Return the width of a text in mm."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    font = FontProperties(family=[letters.font], size=letters.size, weight="bold" if letters.bold else "normal")
    width, _, _ = text_to_path.get_text_width_height_descent(printable(words), font, ismath=False)
    return float(width) / MM


def wrapped(words: str, width: float, letters: Letters, most: int = 2) -> list[str]:
    """Return a text as lines that fit a column.

    Parameters
    ----------
    words
        Any text; breaks in it count as spaces.
    width
        Width of the column in mm.
    letters
        How it is set.
    most
        Largest number of lines; what does not fit ends in an ellipsis, and in "only" where it ended so.

    Returns
    -------
    list of str
        One line or more; a word that is wider than the column is cut.
    """
    lines: list[str] = []
    for word in printable(words).split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(joined, letters) <= width:
            lines[-1] = joined
        else:
            lines.extend(_pieces(word, width, letters))
    if len(lines) > most:
        lines = [*lines[: most - 1], shortened(" ".join(lines[most - 1 :]), width, letters)]
    return lines or [""]


def shortened(words: str, width: float, letters: Letters) -> str:
    """Return a text that fits a width in mm, cut where it must be: at the end, or before an "only" there."""
    if text_width(words, letters) <= width:
        return words
    kept = KEPT.search(words)
    end = ELLIPSIS + (kept.group() if kept else "")
    words = words[: kept.start()] if kept else words
    while words and text_width(words.rstrip() + end, letters) > width:
        words = words[:-1]
    return words.rstrip() + end


def _pieces(word: str, width: float, letters: Letters) -> list[str]:
    """Cut a word that is wider than its column, behind a hyphen or a stroke where it has one."""
    pieces = [""]
    for letter in word:
        while pieces[-1] and text_width(pieces[-1] + letter, letters) > width:
            cut = max(pieces[-1].rfind(sign) for sign in "-/") + 1
            pieces[-1:] = [pieces[-1][:cut], pieces[-1][cut:]] if cut else [pieces[-1], ""]
        pieces[-1] += letter
    return pieces
