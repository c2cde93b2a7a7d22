"""Names that a reader takes for one: they differ by the signs between their words, or by letters that look the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence

from psmatrial.data.ledger import Ledger
from psmatrial.data.values import folded, told

# Capitals of Greek and Cyrillic that look like those of Latin.
_LETTERS = str.maketrans(
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7"
    "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425\u0406\u0408\u0405",
    "ABEZHIKMNOPTYXABEKMHOPCTYXIJS",
)
# Of shorter names, such as CT and TC, FDG and FCH, or MRI and MIP, little tells them apart.
LONG_ENOUGH = 4
# What may stand between words, or not: between letters of words that are no initials, between a letter and a digit (but
# for the point of .5), before a sign or at the end, and after a sign that compares.
_SPARE = re.compile(
    r"(?<=[^\W\d_]{2})[ .]+(?=[^\W\d_]{2})|(?<=[^\W\d_])(?: +|\.)(?=[0-9])|(?<=[0-9])[ .]+(?=[^\W\d_])"
    r"|[ .]+(?=[^\w .]|$)|(?<=[<>=\u2264\u2265]) +"
)
_BETWEEN = re.compile(r"[ _\-\u2010-\u2015\u2212]+")


def check_alike(ledger: Ledger) -> None:
    """Add the names of patients, tests, readers and regions that look like an earlier one."""
    for role, names, lines in ledger.named():
        for one, other in alike(names, looks if role == "patient_id" else in_one):
            before = f"{told(names[other])} on {ledger.problems.unit} {lines[other]}"
            text = f"{told(names[one])} looks like {before}: other signs between the words, or letters of two scripts."
            hint = "Write it one way, or give one of them another name."
            ledger.problems.add(text, hint, line=lines[one], column=role)


def looks(name: str) -> str:
    """Return what is left of a name for the eye: capitals, one space between words."""
    text = name if name.isascii() else unicodedata.normalize("NFKC", name)
    return _BETWEEN.sub(" ", text.upper().translate(_LETTERS))


def in_one(name: str) -> str:
    """Return what is left of a name without the signs between its words; those between digits tell things apart.

    Examples
    --------
    >>> in_one("R 1"), in_one("R.1"), in_one("whole-body"), in_one("T1-2"), in_one("> .5"), in_one("PSA .5")
    ('R1', 'R1', 'WHOLEBODY', 'T1 2', '>.5', 'PSA .5')
    >>> in_one("Smith 2019"), in_one("Li N 2019"), in_one("Lin 2019")
    ('SMITH2019', 'LI N2019', 'LIN2019')
    """
    return _SPARE.sub("", looks(name))


def alike(names: Sequence[str], seen: Callable[[str], str] = in_one) -> list[tuple[int, int]]:
    """Return the places of names that look like an earlier one and are another, each with the place of that one.

    Names that differ by case or Unicode form alone are not among them.

    Parameters
    ----------
    names
        All of one kind.
    seen
        What is left of a name: ``looks`` for ids of patients, of which many hold signs that tell them apart.

    Examples
    --------
    >>> alike(["pelvic nodes", "prostate bed", "pelvic-nodes"]), alike(["P01", "\u042001", "p01"]), alike(["P1", "P01"])
    ([(2, 0)], [(1, 0)], [])
    >>> alike(["R1", "R 1"]), alike(["P1-A", "P1A"], looks)
    ([(1, 0)], [])
    """
    joined = "\n".join(names)
    if seen is looks and joined.isascii() and "  " not in joined and sum(sign in joined for sign in " _-") < 2:
        return []
    found = []
    first: dict[str, int] = {}
    for place, name in enumerate(names):
        before = first.setdefault(seen(name), place)
        if before != place and folded(name) != folded(names[before]):
            found.append((place, before))
    return found


def one_slip(name: str, other: str) -> bool:
    """Return whether one slip makes a name of another one.

    A slip is a letter too many or too few, another letter, or two neighbours exchanged, in names of four letters or
    more. A digit for another is none: that names another thing.

    Examples
    --------
    >>> one_slip("pmsa", "psma"), one_slip("psna", "psma"), one_slip("bedd", "bed")
    (True, True, True)
    >>> one_slip("mip", "mri"), one_slip("mri1", "mri2"), one_slip("mri1", "mri11")
    (False, False, False)
    """
    return max(len(name), len(other)) >= LONG_ENOUGH and edit(name, other).isalpha()


def edit(name: str, other: str) -> str:
    """Return the signs that make one name of another: one too many, one for another, or two neighbours exchanged.

    An empty text where more would be needed.

    Examples
    --------
    >>> edit("r1", "r11"), edit("r1", "r2"), edit("bde", "bed"), edit("bed", "node")
    ('1', '12', 'de', '')
    """
    long, short = sorted((name, other), key=len, reverse=True)
    if len(long) == len(short) + 1:
        return next((sign for at, sign in enumerate(long) if long[:at] + long[at + 1 :] == short), "")
    if len(long) != len(short):
        return ""
    apart = [at for at, (one, another) in enumerate(zip(name, other, strict=True)) if one != another]
    if len(apart) == 1:
        return name[apart[0]] + other[apart[0]]
    mine, others = ("".join(text[at] for at in apart) for text in (name, other))
    return mine if len(apart) == 2 and apart[0] + 1 == apart[1] and mine == others[::-1] else ""
