"""How wide a text is, and how it is broken into lines that fit their column."""

from __future__ import annotations

from functools import lru_cache

from psmatrial.displays.style import FONT, MM, Letters

LEADING = 1.35
ELLIPSIS = "…"


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


@lru_cache(maxsize=4096)
def text_width(words: str, letters: Letters) -> float:
    """Return the width of a text in mm."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    font = FontProperties(family=[FONT], size=letters.size, weight="bold" if letters.bold else "normal")
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
        Largest number of lines; what does not fit ends in an ellipsis.

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
    """Return a text that fits a width in mm, cut at the end where it must be."""
    if text_width(words, letters) <= width:
        return words
    while words and text_width(words.rstrip() + ELLIPSIS, letters) > width:
        words = words[:-1]
    return words.rstrip() + ELLIPSIS


def _pieces(word: str, width: float, letters: Letters) -> list[str]:
    """Cut a word that is wider than its column."""
    pieces = [""]
    for letter in word:
        if pieces[-1] and text_width(pieces[-1] + letter, letters) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces
