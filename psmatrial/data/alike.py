"""Names that a reader takes for one: they differ by the signs between their words, or by letters that look the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

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
_BETWEEN = re.compile(r"[ _\-\u2010-\u2015\u2212]+")


def check_alike(ledger: Ledger) -> None:
    """Add the names of patients, tests, readers and regions that look like an earlier one."""
    for role, names, lines in ledger.named():
        for one, other in alike(names):
            before = f"{told(names[other])} on {ledger.problems.unit} {lines[other]}"
            text = f"{told(names[one])} looks like {before}: other signs between the words, or letters of two scripts."
            hint = "Write it one way, or give one of them another name."
            ledger.problems.add(text, hint, line=lines[one], column=role)


def alike(names: Sequence[str]) -> list[tuple[int, int]]:
    """Return the places of names that look like an earlier one and are another, each with the place of that one.

    Names that differ by case or Unicode form alone are not among them.

    Examples
    --------
    >>> alike(["pelvic nodes", "prostate bed", "pelvic-nodes"]), alike(["P01", "\u042001", "p01"]), alike(["P1", "P01"])
    ([(2, 0)], [(1, 0)], [])
    """
    joined = "\n".join(names)
    if joined.isascii() and "  " not in joined and sum(sign in joined for sign in " _-") < 2:
        return []
    found = []
    first: dict[str, int] = {}
    for place, name in enumerate(names):
        before = first.setdefault(looks(name), place)
        if before != place and folded(name) != folded(names[before]):
            found.append((place, before))
    return found


def one_slip(name: str, other: str) -> bool:
    """Return whether one slip makes a name of another one that is as long.

    A slip is two neighbouring letters exchanged or one letter for another, in names of four letters or more. A digit
    for another is none: that names another thing.

    Examples
    --------
    >>> one_slip("pmsa", "psma"), one_slip("psna", "psma"), one_slip("mip", "mri"), one_slip("mri1", "mri2")
    (True, True, False, False)
    """
    if len(name) != len(other) or len(name) < LONG_ENOUGH:
        return False
    apart = [place for place, pair in enumerate(zip(name, other, strict=True)) if pair[0] != pair[1]]
    if not all(text[place].isalpha() for text in (name, other) for place in apart):
        return False
    if len(apart) == 2 and apart[1] - apart[0] == 1:
        return [name[place] for place in apart] == [other[place] for place in reversed(apart)]
    return len(apart) == 1


def looks(name: str) -> str:
    """Return what is left of a name for the eye: capitals, one space between words.

    Examples
    --------
    >>> looks("whole-body"), looks("Whole _ body")
    ('WHOLE BODY', 'WHOLE BODY')
    """
    text = name if name.isascii() else unicodedata.normalize("NFKC", name)
    return _BETWEEN.sub(" ", text.upper().translate(_LETTERS))
