"""What a cell may hold: visible text, a result word, a PSA value."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal

from psmatrial.data.forms import identifying_aside, like_record_number
from psmatrial.data.limits import limit_flaw, limit_parts
from psmatrial.data.rules import RESULTS
from psmatrial.data.strata import Bin
from psmatrial.errors import UsageError, choices

HIGHEST_PSA = Decimal(10_000)
# Characters that Python calls printable and nobody can see: joiners, fillers, variation selectors, the Braille blank.
_BLANKS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0" + "".join(map(chr, range(0xFE00, 0xFE10))))
_PLAIN = re.compile(r"(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)\Z")
DECIMAL_COMMA = "has a decimal comma."
_DECLARE = """if the whole column has decimal commas, say it in the plan, under [input]: decimal = ","."""
_EMPTY = "Leave the cell empty when the value is missing."
_COMMA_FLAWS = (
    (r"0,[0-9]+\Z", DECIMAL_COMMA, f"Write a decimal point, such as 0.35; {_DECLARE}"),
    (
        r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?\Z",
        "has a thousands mark or a decimal comma.",
        f"Write 1234.5 or 1.234; {_DECLARE}",
    ),
    (r"[0-9]*,[0-9]+\Z", DECIMAL_COMMA, f"Write a decimal point, such as 0.35; {_DECLARE}"),
)
_PSA_FLAWS = (
    (
        r"[<>≤≥]",
        "is no limit that can be read.",
        "Write a sign and a plain number below 10000, such as <0.1 or >100.",
    ),
    *_COMMA_FLAWS,
    (r"[0-9]+(\.[0-9]+)?[eE][+-]?[0-9]+\Z", "is in exponent notation.", "Write it out, such as 0.35."),
    (r"[-\u2212]\s*[0-9.]", "has a minus sign.", "PSA cannot be below 0."),
    (r"\+", "has a sign.", "Write the number alone."),
    (r"[0-9.]+\s*(-|\u2013|to)\s*[0-9.]+\Z", "is a range.", "Write one number."),
    (r"[0-9.]*_", "has an underscore.", "Write the digits alone."),
    (r"[0-9]+\.\Z", "ends with its decimal point.", "Write all decimals, or none."),
    (r"[0-9.]+\s*\S", "has something after the number.", "Write the number alone, in ng/mL."),
    (r"(?i)[a-z]", "is not a number.", _EMPTY),
)


def shown(text: str, most: int = 40) -> str:
    r"""Return a cell in quotes for a message: control and invisible characters escaped, long text cut.

    Examples
    --------
    >>> print(shown("pos\u200bitive"), shown("x" * 99, most=3))
    'pos\u200bitive' 'xxx...'
    """
    return repr(text if len(text) <= most else text[:most] + "...")


def told(text: str) -> str:
    """Return a cell in quotes for a message, or instead what it looks like where it could identify a person.

    Examples
    --------
    >>> told("postive"), told("4471123")
    ("'postive'", '(a value that looks like a record number)')
    """
    kind = "a record number" if like_record_number(text.strip()) else identifying_aside(text)
    return f"(a value that looks like {kind})" if kind else shown(text)


def invisible(text: str) -> str:
    r"""Return which character of a text cannot be seen and where, or an empty string.

    Spaces other than the plain one count: an id that holds one looks equal to another id and is not.

    Examples
    --------
    >>> invisible("P\u200b01")
    'the invisible character U+200B (ZERO WIDTH SPACE) at position 2'
    >>> invisible("P 01")
    ''
    """
    if text.isprintable() and (text.isascii() or _BLANKS.isdisjoint(text)):
        return ""
    place = next(at for at, sign in enumerate(text) if not sign.isprintable() or sign in _BLANKS)
    sign = text[place]
    name = unicodedata.name(sign, "")
    return f"the invisible character U+{ord(sign):04X}{f' ({name})' if name else ''} at position {place + 1}"


def folded(text: str) -> str:
    r"""Return a text such that two that differ only by case or Unicode form become equal.

    Examples
    --------
    >>> folded("cafe\u0301") == folded("CAF\u00c9")
    True
    """
    return text.casefold() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()


def result_codes(values: Mapping[str, str]) -> dict[str, int]:
    """Return the code (1 to 4, in the order of ``RESULTS``) of every accepted result word, in folded form.

    Parameters
    ----------
    values
        The file's own spellings to one of ``RESULTS``.

    Raises
    ------
    UsageError
        If a spelling is mapped to no result, or a result word to another one.

    Examples
    --------
    >>> result_codes({"1": "positive"})["1"], result_codes({})["negative"]
    (1, 2)
    """
    codes = {word: number for number, word in enumerate(RESULTS, start=1)}
    for spelling, word in values.items():
        if word not in RESULTS:
            raise UsageError(f"{spelling!r} is mapped to {word!r}, which is not a result.", choices(word, RESULTS))
        key = folded(spelling.strip(" "))
        if codes.setdefault(key, RESULTS.index(word) + 1) != RESULTS.index(word) + 1:
            text = f"{spelling!r} is mapped to {word!r}, but already means {RESULTS[codes[key] - 1]!r}."
            raise UsageError(text, "Map each spelling once; upper and lower case are the same.")
    return codes


def is_plain(text: str) -> bool:
    """Return whether a cell is a plain number: digits 0 to 9, a minus sign or none, a decimal point or none.

    Python would read 3_4, 1e2, nan and digits of other scripts too.

    Examples
    --------
    >>> is_plain("-0.35"), is_plain("3_4"), is_plain("1e2"), is_plain("0,35")
    (True, False, False, False)
    """
    return bool(_PLAIN.match(text.removeprefix("-")))


def comma_flaw(text: str) -> tuple[str, str] | None:
    """Return what is wrong with a number that has a comma and what to do, or None for any other text.

    Examples
    --------
    >>> (comma_flaw("12,5") or "")[0], comma_flaw("12.5")
    ("'12,5' has a decimal comma.", None)
    """
    found = ((flaw, hint) for pattern, flaw, hint in _COMMA_FLAWS if re.match(pattern, text))
    return next(((f"{told(text)} {flaw}", hint) for flaw, hint in found), None)


def psa_flaw(text: str, bins: Sequence[Bin] = ()) -> tuple[str, str]:
    """Return what is wrong with a PSA value and what to do, or two empty strings.

    Decided on the decimal text, never on a binary float: plain, not negative, below 10,000 ng/mL. A limit (``<0.1``)
    is accepted where it is clear to which stratum the patient belongs.

    Parameters
    ----------
    text
        The cell without surrounding spaces; not empty.
    bins
        Strata of PSA.

    Examples
    --------
    >>> psa_flaw("0.35")
    ('', '')
    >>> psa_flaw("0,35")[0]
    "'0,35' has a decimal comma."
    """
    if _PLAIN.match(text):
        if Decimal(text) < HIGHEST_PSA:
            return "", ""
        return f"{told(text)} is absurdly high.", "PSA is read in ng/mL; check the unit and the decimal point."
    if (limit := limit_parts(text)) and limit[1] < HIGHEST_PSA:
        return limit_flaw(text, bins)
    return _flaw_of(text)


def _flaw_of(text: str) -> tuple[str, str]:
    """Return what is wrong with a text that is no PSA value, and what to do."""
    if hidden := invisible(text):
        return f"the cell holds {hidden}.", "Type the value again."
    if any(not sign.isascii() and sign.isdecimal() for sign in text):
        return f"{told(text)} has digits of another script.", "Write the digits 0 to 9."
    for pattern, flaw, hint in _PSA_FLAWS:
        if re.match(pattern, text):
            return f"{told(text)} {flaw}", hint
    return f"{told(text)} is not a number.", _EMPTY
