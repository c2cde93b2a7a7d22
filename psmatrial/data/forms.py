"""What identifies a person by its form alone: dates, numbers, addresses as they are commonly written."""

from __future__ import annotations

import re
from collections.abc import Sequence

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
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
        |\b{_MONTH}\s(?:\d{{1,2}},?\s)?\d{{4}}\b)
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
    (?P<name>\A(?i:mr|mrs|ms|dr|prof)\.?\s+[^\W\d_a-z]|\A[^\W\d_a-z][\w'-]{{1,30}},\s[^\W\d_a-z][^\W\d_]+\Z
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
_DIGITS = re.compile(r"\d{8}|mrn", re.IGNORECASE)
_SHORTEST, _LONGEST_SEEN = 6, 2000
_TEXT_WORDS, _TEXT_LENGTH = 8, 200
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
    text = text[:_LONGEST_SEEN]
    # Nearly every form has a sign in it that is neither letter nor digit; the others have eight digits in a row.
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
    short = max(map(len, texts), default=0) < _SHORTEST_DIGITS and "mrn" not in joined.lower()
    if joined.replace(" ", "").isalnum() and (short or not _DIGITS.search(joined)):
        return True
    return not any(identifying_text(text) for text in texts if not text.isdecimal())


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
    if len(text) >= _SHORTEST and (match := _ASIDE.search(text[:_LONGEST_SEEN])):
        return _WORDS[str(match.lastgroup)]
    return "free text" if len(text) > _TEXT_LENGTH or text.count(" ") + 1 >= _TEXT_WORDS else ""


def like_record_number(text: str) -> bool:
    """Return whether a text is a number as long as those by which hospitals keep their patients.

    Examples
    --------
    >>> like_record_number("4471123"), like_record_number("101007"), like_record_number("0000017")
    (True, False, False)
    """
    if len(text) < _SHORTEST_RECORD or not text.isdecimal():
        return False
    return _SHORTEST_RECORD <= len(text.lstrip("0")) <= _LONGEST_RECORD
