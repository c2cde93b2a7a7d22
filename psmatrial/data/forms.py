"""What identifies a person by its form alone: dates, numbers, addresses as they are commonly written."""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Sequence

_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_MONTH = rf"(?:{_MONTHS})[a-z]{{0,6}}"
# As they begin in German, French, Spanish, Italian, Portuguese and Dutch, where English begins them otherwise.
_ABROAD = (
    r"(?:mär|mrz|mai|okt|dez|fév|avr|juin|juil|aoû|déc|ene|abr|ago|dic|gen|mag|giu|lug|set|ott|fev|out|mei|maa|m[aá]r)"
    r"[^\W\d_]{0,8}"
)
_YEAR = r"(?:1[89]|20)\d\d"
# Areas 000, 666 and 9xx, group 00 and serial 0000 were never given out: such numbers may be study numbers.
_SSN = r"(?!000|666|9)\d{3}(?P<between>[-\s]?)(?!00)\d\d(?P=between)(?!0000)\d{4}"
_STATES = (
    "A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY]"
)
_CELL = re.compile(
    rf"""
    (?P<email>[\w.+-]{{1,64}}@(?:[\w-]{{1,63}}\.){{1,8}}[a-z]{{2}})
    |(?P<photo>\bdata:image/|[\w-]\.(?:jpe?g|png|heic|tiff?)(?!\w))
    |(?P<web>\bhttps?://|\bftp://|\bwww\.\w|\b[a-z][\w-]{{1,62}}\.(?:com|org|net|edu|gov)(?![\w.]))
    |(?P<date>\b{_YEAR}(?P<ymd>[-/.])(?:0?[1-9]|1[0-2])(?P=ymd)(?:0?[1-9]|[12]\d|3[01])(?!\d)
        |\b(?:0?[1-9]|[12]\d|3[01])(?P<dmy>[-/.])(?:0?[1-9]|[12]\d|3[01])(?P=dmy){_YEAR}(?!\d)
        |\b(?:0?[1-9]|[12]\d|3[01])/(?:0?[1-9]|[12]\d|3[01])/\d\d(?!\d)
        |(?<![\d.,])(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])
            (?:T?(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?)?(?!\d|[.,]\d)
        |\b(?:0?[1-9]|1[0-2])/{_YEAR}(?!\d)
        |\b\d{{1,2}}[-\s/.]?{_MONTH}[-\s/.,]{{1,2}}(?:\d\d){{1,2}}\b
        |\b{_MONTH}\s(?:\d{{1,2}},?\s)?\d{{4}}\b
        |(?<!\d)\d{{1,2}}(?:{_MONTHS}){_YEAR}(?!\d)
        |\b\d{{1,2}}\.?\s(?:de\s)?(?:{_MONTH}|{_ABROAD})\.?\s(?:del?\s)?{_YEAR}(?!\d)
        |(?<!\d){_YEAR}\s?[年년]\s?\d{{1,2}}\s?[月월])
    |(?P<ssn>(?<![\w.,-]){_SSN}(?![\w-]|[.,]\d))
    |(?P<phone>(?<![\w.])(?:\+?1[-.\s]?)?(?:\([2-9]\d\d\)\s?|[2-9]\d\d[-.\s])[2-9]\d\d[-.\s]\d{{4}}(?![\w.])
        |(?<!\w)\+\d{{1,3}}(?:[-\s]?\(?\d\)?){{7,12}}(?!\w))
    |(?P<unique>(?<![\d.])[0-2](?:\.\d{{1,39}}){{5,}}(?![\d.])
        |(?<!\w)[\da-f]{{8}}-[\da-f]{{4}}-[\da-f]{{4}}-[\da-f]{{4}}-[\da-f]{{12}}(?!\w))
    |(?P<ip>(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){{3}}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\d.])
        |(?<![\w:])(?:[\da-f]{{1,4}}:){{7}}[\da-f]{{1,4}}(?![\w:])|(?<![\w:])(?:[\da-f]{{1,4}}:){{2,6}}:[\da-f]{{0,4}}(?![\w:]))
    |(?P<device>\(01\)\d{{14}}|(?<![\w:-])(?:[\da-f]{{2}}[:-]){{5}}[\da-f]{{2}}(?![\w:-]))
    |(?P<record>\bmrn[\s:\#.-]{{0,3}}\d{{4,}})
    |(?P<age>(?<![\d.])(?:9\d|1[0-2]\d)[-\s](?:years?|yrs?)[-\s]old|\baged?\s(?:9\d|1[0-2]\d)(?!\d|\.\d))
    """,
    re.VERBOSE | re.IGNORECASE,
)
_ASIDE = re.compile(
    rf"""
    (?P<date>(?<![\w.])(?:0[1-9]|[12]\d|3[01])\.(?:0[1-9]|1[0-2])\.\d\d(?![\w.]))
    |(?P<name>\A(?i:mr|mrs|ms|dr|prof)\.?\s+[^\W\d_a-z]|\A[^\W\d_a-z][\w'-]{{1,30}},\s[^\W\d_a-z][^\W\d_]+\Z
        |[^\W\d_]{{2,40}}\^[^\W\d_]{{2,40}})
    |(?P<address>\b(?:{_STATES})\s\d{{5}}(?:-\d{{4}})?\b|(?<![\w-])\d{{5}}-\d{{4}}(?![\w-])
        |\b[A-Z]{{1,2}}\d[A-Z\d]?\s\d[A-Z]{{2}}\b
        |\b\d{{1,5}}\s(?:\w+\s){{1,3}}(?i:street|st|avenue|ave|road|rd|boulevard|blvd|lane|drive|way)\b)
    |(?P<vehicle>(?<!\w)(?=[A-Z\d]{{17}}(?!\w))(?=\d{{0,15}}[A-Z]\d{{0,15}}[A-Z])[A-HJ-NPR-Z\d]{{13}}\d{{4}})
    """,
    re.VERBOSE,
)
_WORDS = {
    "email": "an e-mail address",
    "photo": "a photograph",
    "web": "a web address",
    "date": "a date",
    "ssn": "a social security number",
    "phone": "a telephone number",
    "unique": "a unique identifying number",
    "ip": "a network address",
    "device": "a device number",
    "record": "a medical record number",
    "age": "an age above 89",
    "name": "a name",
    "address": "an address",
    "vehicle": "a vehicle number",
}
_IBAN = re.compile(r"[A-Z]{2}\d{2}(?: ?[A-Z\d]{4}){2,7}(?: ?[A-Z\d]{1,4})?\Z")
_SHORTEST_DIGITS = 8
_DIGITS = re.compile(rf"\d{{8}}|mrn|\d(?:{_MONTHS})\d{{4}}|\d[年년]", re.IGNORECASE)
# Any digit, any letter.
_SHAPE = bytes.maketrans((string.digits + string.ascii_letters).encode(), b"0" * 10 + b"a" * 52)
_SHORTEST, _LONGEST_SEEN = 6, 2000
_TEXT_WORDS, _TEXT_LENGTH = 8, 200
# Han, kana and hangul, where words have no spaces between them: two signs are a word.
_SIGNS = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
# Shorter numbers are those that a trial gives; longer ones are drawn by a computer. Zeros in front do not count.
_SHORTEST_RECORD, _LONGEST_RECORD = 7, 15


def identifying_text(text: str) -> str:
    """Return what a cell seems to tell about a person, or an empty string.

    Examples
    --------
    >>> identifying_text("call 310-555-0199"), identifying_text("CAL-17"), identifying_text("0.499999999999")
    ('a telephone number', '', '')
    >>> identifying_text("scan20180226"), identifying_text("123456789"), identifying_text("101-0007")
    ('a date', 'a social security number', '')
    """
    text = western(text[:_LONGEST_SEEN])
    # Nearly every form has a sign in it that is neither letter nor digit; the others are those of _DIGITS.
    if len(text) < _SHORTEST or (text.isalnum() and not _DIGITS.search(text)):
        return ""
    if _IBAN.match(text):
        digits = text.replace(" ", "")
        return "an account number" if int("".join(str(int(c, 36)) for c in digits[4:] + digits[:4])) % 97 == 1 else ""
    match = _CELL.search(text)
    return next(_WORDS[kind] for kind, found in match.groupdict().items() if found and kind in _WORDS) if match else ""


def nothing_identifying(texts: Sequence[str]) -> bool:
    """Return whether none of many names tells anything about a person, which is seen of most at once.

    Those of digits alone are left to ``identifiers.numbered_by_hospital``.

    Examples
    --------
    >>> nothing_identifying(["CAL17", "CAL18"]), nothing_identifying(["CAL17", "scan20180226"])
    (True, False)
    """
    joined = " ".join(texts)
    # A space within a name can be one of a date or a number.
    words_alone = joined.count(" ") < len(texts) and joined.replace(" ", "").isalnum()
    if words_alone and (_plain(joined) or not _DIGITS.search(joined)):
        return True
    return not any(identifying_text(text) for text in texts if not text.isdecimal())


def _plain(text: str) -> bool:
    """Return whether a text of letters, digits and spaces cannot match ``_DIGITS``, which is slower to find out."""
    if not text.isascii():
        return False
    shape = text.encode().translate(_SHAPE)
    return b"0" * _SHORTEST_DIGITS not in shape and b"0a" not in shape and "mrn" not in text.lower()


def identifying_aside(text: str) -> str:
    """Return what a cell of a column that is not analysed seems to tell about a person, or an empty string.

    There names, addresses, vehicles and free text are looked for as well: the names of readers, regions and tests may
    look like them.

    Examples
    --------
    >>> identifying_aside("Doe, Jane"), identifying_aside("bone, left"), identifying_aside("CA 90095")
    ('a name', '', 'an address')
    """
    if kind := identifying_text(text):
        return kind
    if len(text) >= _SHORTEST and (match := _ASIDE.search(western(text[:_LONGEST_SEEN]))):
        return _WORDS[str(match.lastgroup)]
    words = text.count(" ") + 1 if text.isascii() else max(text.count(" ") + 1, len(_SIGNS.findall(text)) // 2)
    return "free text" if len(text) > _TEXT_LENGTH or words >= _TEXT_WORDS else ""


def western(text: str) -> str:
    """Return a text with the digits of every script as 0 to 9, and with full-width letters and signs as plain ones.

    Examples
    --------
    >>> western("\u0662\u0660\u0661\u0669"), western("\uff11\uff0f\uff12")
    ('2019', '1/2')
    """
    if text.isascii():
        return text
    return "".join(
        str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in unicodedata.normalize("NFKC", text)
    )


def like_record_number(text: str) -> bool:
    """Return whether a text is a number as long as those by which hospitals keep their patients.

    Examples
    --------
    >>> like_record_number("4471123"), like_record_number("101007"), like_record_number("0000017")
    (True, False, False)
    """
    if len(text) < _SHORTEST_RECORD or not text.isdecimal():
        return False
    return _SHORTEST_RECORD <= len(western(text).lstrip("0")) <= _LONGEST_RECORD
