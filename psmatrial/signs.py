"""The signs with which papers print numbers, made ordinary, and how what is left is taken apart."""

from __future__ import annotations

import re

# Dashes of every length, points above the line (as The Lancet prints them), narrow spaces, strokes of fractions.
_SIGNS = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-")
    | dict.fromkeys("\u00b7\u2219\u22c5", ".")
    | dict.fromkeys("\u00a0\u2009\u202f", " ")
    | dict.fromkeys("\u2044\u2215", "/")
)
_WIDE = str.maketrans({chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)})
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_POWER = re.compile(r"([x×]\s*10)([⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)")
DECIMAL = r"[+-]?(?:\d+(?:[.,]\d+)?|[.,]\d+)"
NUMBER = r"[+-]?(?:\d+(?:[.,]\d+)?|[.,]\d+|∞|inf(?:inity)?)(?:\s*(?:e|[x×]\s*10\^?)\s*[+-]?\d{1,3})?\s*%?"
_POINT_NUMBER = NUMBER.replace("[.,]", r"\.")
COUNT = r"[1-9]\d{0,2}(?:,\d{3})+(?!\d)|\d+"
HEADING = re.compile(
    r"^(?:(\d+(?:[.,]\d+)?)\s*%[\s-]*)?(?:CI|confidence (?:interval|limits))(?:\s*[:=,])?\s*", re.IGNORECASE
)
NO_RATIO = re.compile(r"(?:not\s+(?:estimable|calculable)|n\.?\s?e\.?|n\.?\s?a\.?)", re.IGNORECASE)
_BETWEEN = r"\s*(?:to|and|through|until|;|\.\.+|-|/)\s*"
_LIMITS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"({NUMBER}){_BETWEEN}({NUMBER})",
        rf"({_POINT_NUMBER})\s*,\s*({_POINT_NUMBER})",
        rf"({_POINT_NUMBER})\s+({_POINT_NUMBER})",
    )
)
_WITH_LIMITS = re.compile(rf"{NUMBER}\s*[(\[].*\d\s*%?(?:{_BETWEEN}|[,\s]\s*)[-+.\d].*[)\]]", re.IGNORECASE)
# Not a slash, a semicolon or "and", which may stand between two numbers of different patients.
_RANGE = re.compile(rf"({COUNT})(?:\s*(?:to|through|until|\.\.+|-)\s*({COUNT}))?", re.IGNORECASE)
# Both are whole; what follows a comma may be the percentage.
_SHARE_OF = re.compile(
    rf"(?<![\d.,])({COUNT})\s*(?:/|of|out of)\s*({COUNT})(?!\.?\d|,\d+(?![\d.]*\s*%))", re.IGNORECASE
)
_COUNT_WITH = re.compile(rf"({COUNT})\s*\(({NUMBER})\)")
_PERCENT_WITH = re.compile(rf"({NUMBER})(?<=%)\s*\(({COUNT})\)", re.IGNORECASE)
_N_IS = re.compile(r"^n\s*=\s*(?=\d)", re.IGNORECASE)
_PER_CENT = re.compile(r"\s*per\s?cent\b", re.IGNORECASE)
_POINTS = re.compile(r"\s*(?:percentage\s+)?(?:points?|pp)$", re.IGNORECASE)
_RELATION = re.compile(r"^(?:p(?:[\s-]*value)?\s*)?([<>]=?|[≤≥=])?\s*", re.IGNORECASE)
_NOT_SIGNIFICANT = re.compile(r"(?:p(?:[\s-]*value)?\s*=?\s*)?(?:n\.?\s?s\.?|not\s+significant)", re.IGNORECASE)


def ordinary(text: str) -> str:
    """Return a text with ordinary dashes, points, spaces and powers.

    Examples
    --------
    >>> ordinary("1·6–19·2"), ordinary(" 2.6×10⁻³")
    ('1.6-19.2', '2.6×10-3')
    """
    return _POWER.sub(lambda power: power[1] + power[2].translate(_RAISED), text.translate(_SIGNS)).strip()


def bare(text: str) -> str:
    """Return a text with ordinary signs and digits, a sign for "per cent", and without brackets around it.

    Examples
    --------
    >>> bare("(12–46)"), bare("56 per cent")
    ('12-46', '56%')
    """
    found = re.sub(r"\d", lambda digit: str(int(digit[0])), ordinary(text.translate(_WIDE)))
    while len(found) > 1 and found[0] + found[-1] in ("()", "[]"):
        found = found[1:-1].strip()
    return _PER_CENT.sub("%", found)


def without_points(text: str) -> str:
    """Return bare text with a sign of percent for "points".

    Examples
    --------
    >>> without_points("30 percentage points"), without_points("12 to 46 pp")
    ('30%', '12 to 46%')
    """
    return _POINTS.sub("%", text)


def without_n(text: str) -> str:
    """Return bare text without "n =" before a number.

    Examples
    --------
    >>> without_n("N = 50")
    '50'
    """
    return _N_IS.sub("", text)


def limits(text: str) -> tuple[str, str] | None:
    """Return the two limits of which bare text consists; None where it does not.

    Examples
    --------
    >>> limits("41.3; 70.0"), limits("1.6,19.2"), limits("41")
    (('41.3', '70.0'), ('1.6', '19.2'), None)
    """
    found = next((found for form in _LIMITS if (found := form.fullmatch(text))), None)
    return (found[1], found[2]) if found else None


def beside_limits(text: str) -> bool:
    """Return whether bare text is a number with its limits in brackets.

    Examples
    --------
    >>> beside_limits("30.0 (12.1 to 46.2)"), beside_limits("4.8 [95% CI 1.6; 19.2]"), beside_limits("28 (56%)")
    (True, True, False)
    """
    return _WITH_LIMITS.fullmatch(text) is not None


def patient_range(text: str) -> tuple[int, int] | None:
    """Return the first and the last number of patients of bare text; None where it is none.

    Examples
    --------
    >>> patient_range("1,050"), patient_range("90-111"), patient_range("90 men")
    ((1050, 1050), (90, 111), None)
    """
    found = _RANGE.fullmatch(text)
    return (whole(found[1]), whole(found[2] or found[1])) if found else None


def rate_parts(text: str) -> tuple[str, str, str]:
    """Return what bare text prints of a rate: a count, its total, the percentage; empty what is not there.

    A number alone is the last of these.

    Examples
    --------
    >>> rate_parts("28 of 50 (56%)"), rate_parts("56% (28)"), rate_parts("28")
    (('28', '50', '56%'), ('28', '', '56%'), ('', '', '28'))
    """
    if fraction := _SHARE_OF.search(text):
        rest = f"{text[: fraction.start()]} {text[fraction.end() :]}"
        return fraction[1], fraction[2], rest.strip(" ()[]=,;:")
    if pair := _COUNT_WITH.fullmatch(text):
        return pair[1], "", pair[2]
    if pair := _PERCENT_WITH.fullmatch(text):
        return pair[2], "", pair[1]
    return "", "", text


def p_parts(text: str) -> tuple[str, str] | None:
    """Return the relation and the number of bare text that prints a p-value; None where it prints none.

    Examples
    --------
    >>> p_parts("P < .001"), p_parts("0.0026"), p_parts("n.s."), p_parts("p")
    (('<', '.001'), ('=', '0.0026'), ('>', '0.05'), None)
    """
    if _NOT_SIGNIFICANT.fullmatch(text):
        return ">", "0.05"
    start = _RELATION.match(text)
    sign, number = ((start[1] or "="), text[start.end() :]) if start else ("=", text)
    return (sign, number) if "%" not in number and re.fullmatch(NUMBER, number, re.IGNORECASE) else None


def whole(text: str) -> int:
    """Return a count, commas between its thousands or not.

    Examples
    --------
    >>> whole("1,028")
    1028
    """
    return int(text.replace(",", ""))
