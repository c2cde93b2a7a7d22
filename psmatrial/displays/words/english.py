"""The grammar that sentences made from numbers need."""

from __future__ import annotations

from collections.abc import Sequence

ONE_POINT = ("+1", "\u22121", "1")


def series(words: Sequence[str], mark: str = ",") -> str:
    """Join words as English does; with another mark, such as a semicolon, it also stands before the last.

    Examples
    --------
    >>> series(["a", "b", "c"]), series(["a, b", "c"], ";")
    ('a, b and c', 'a, b; and c')
    """
    if len(words) < 2:
        return "".join(words)
    return f"{f'{mark} '.join(words[:-1])}{mark if mark != ',' else ''} and {words[-1]}"


def named(count: int, noun: str, plural: str = "") -> str:
    """Return the noun that a count takes, without the count.

    Examples
    --------
    >>> named(1, "patient"), named(0, "patient"), named(2, "person", "people")
    ('patient', 'patients', 'people')
    """
    return noun if count == 1 else plural or f"{noun}s"


def counted(count: int, noun: str, plural: str = "") -> str:
    """Return a count with its noun.

    Examples
    --------
    >>> counted(1, "patient"), counted(0, "patient"), counted(2, "person", "people")
    ('1 patient', '0 patients', '2 people')
    """
    return f"{count} {named(count, noun, plural)}"


def were(count: int) -> str:
    """Return the verb that a count takes.

    Examples
    --------
    >>> were(1), were(0)
    ('was', 'were')
    """
    return "was" if count == 1 else "were"


def none_or(count: int) -> str:
    """Return a count as it stands after "in": nothing is "none".

    Examples
    --------
    >>> none_or(0), none_or(4)
    ('none', '4')
    """
    return str(count) if count else "none"


def of_all(count: int, n: int, noun: str = "", plural: str = "") -> str:
    """Return how many of how many, as it stands after "in"; the noun may be left out.

    Examples
    --------
    >>> of_all(28, 50, "patient"), of_all(0, 50), of_all(50, 50, "patient"), of_all(1, 1)
    ('28 of 50 patients', 'none of 50', 'all 50 patients', '1 of 1')
    """
    whole = counted(n, noun, plural) if noun else str(n)
    if count == n > 1:
        return f"all {whole}"
    return f"{count if n == 1 else none_or(count)} of {whole}"


def in_points(text: str) -> str:
    """Return a difference, as printed, with the noun that it takes.

    Examples
    --------
    >>> in_points("+1"), in_points("\u22121"), in_points("0"), in_points("+1.0"), in_points("+30")
    ('+1 point', '−1 point', '0 points', '+1.0 points', '+30 points')
    """
    return f"{text} {point(text)}"


def point(text: str) -> str:
    """Return the noun that a difference takes, as printed, without the difference.

    Examples
    --------
    >>> point("\u22121"), point("+30")
    ('point', 'points')
    """
    return "point" if text in ONE_POINT else "points"


def left_out(count: int, reason: str) -> str:
    """Return how many were left out and why, as it stands inside a sentence.

    Examples
    --------
    >>> left_out(1, "no result under PSMA: no scan"), left_out(2, "without a PSA")
    ('1 without a result under PSMA: no scan', '2 without a PSA')
    """
    return f"{count} {reason.replace('no result under ', 'without a result under ', 1)}"


def sentence(text: str) -> str:
    """Return a text with a capital letter and a full stop.

    Examples
    --------
    >>> sentence("no patient"), sentence("None.")
    ('No patient.', 'None.')
    """
    return f"{text[:1].upper()}{text[1:]}" + ("" if text.endswith((".", "?", "!")) else ".")


def opening(name: str) -> str:
    """Return a name as it stands at the beginning of a sentence: only one in lower case gets a capital.

    Examples
    --------
    >>> opening("fluciclovine"), opening("rhPSMA-7")
    ('Fluciclovine', 'rhPSMA-7')
    """
    return f"{name[:1].upper()}{name[1:]}" if name.islower() else name
