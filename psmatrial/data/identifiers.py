"""What could tell who a patient is: columns to refuse by their name or by what they hold.

A check, not de-identification: it knows common forms of the classes of the HIPAA Safe Harbor list. What it finds is
never repeated in a message.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

_NAMES = {
    "a name": "name names surname forename firstname lastname fullname givenname familyname initials maiden",
    "an address": "address addr street city town county zip zipcode postcode postal plz geocode latitude longitude",
    "a date": "date dates datetime timestamp dob birth born birthday birthdate birthdt admission discharge dod",
    "a telephone number": "phone telephone tel mobile cellphone",
    "a fax number": "fax",
    "an e-mail address": "email mail",
    "a social security number": "ssn nhs nino",
    "a medical record number": "mrn",
    "an insurance number": "insurance beneficiary policy medicare medicaid",
    "an account or licence number": "account iban license licence certificate passport",
    "a vehicle or device number": "vehicle plate vin serial udi imei",
    "a web address": "url website web homepage ip",
    "biometric data": "fingerprint retina biometric voiceprint photo photograph portrait",
}
_CLASS = {word: kind for kind, words in _NAMES.items() for word in words.split()}
_PAIRS = {
    ("social", "security"): "a social security number",
    ("medical", "record"): "a medical record number",
    ("hospital", "number"): "a medical record number",
    ("hospital", "id"): "a medical record number",
    ("chart", "number"): "a medical record number",
    ("health", "plan"): "an insurance number",
    ("device", "id"): "a vehicle or device number",
}
# What is named may be a scan or a reader, not a patient; "days since" is a count, not a date.
_NAMED = {"modality", "test", "tracer", "scan", "scanner", "region", "lesion", "roi", "reader", "study", "arm"}
_COUNTED = {"since", "days", "weeks", "months"}
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
_FORMS = re.compile(
    rf"""
    (?P<email>[\w.+-]{{1,64}}@(?:[\w-]{{1,63}}\.){{1,8}}[a-z]{{2}})
    |(?P<web>\bhttps?://|\bftp://|\bwww\.\w)
    |(?P<date>\b(?:1[89]|20)\d\d(?P<ymd>[-/.])(?:0?[1-9]|1[0-2])(?P=ymd)(?:0?[1-9]|[12]\d|3[01])(?!\d)
        |\b(?:0?[1-9]|[12]\d|3[01])(?P<dmy>[-/.])(?:0?[1-9]|[12]\d|3[01])(?P=dmy)(?:1[89]|20)\d\d(?!\d)
        |\b(?:0?[1-9]|[12]\d|3[01])/(?:0?[1-9]|[12]\d|3[01])/\d\d(?!\d)
        |\b\d{{1,2}}[-\s/.]?{_MONTH}[-\s/.,]{{1,2}}(?:\d\d){{1,2}}\b
        |\b{_MONTH}\s\d{{1,2}},?\s\d{{4}}\b)
    |(?P<ssn>(?<![\d-])\d{{3}}-\d\d-\d{{4}}(?![\d-]))
    |(?P<phone>(?<![\w.])(?:\+?1[-.\s]?)?(?:\(\d{{3}}\)\s?|\d{{3}}[-.\s])\d{{3}}[-.\s]\d{{4}}(?![\w.])
        |(?<!\w)\+\d{{1,3}}(?:[-\s]?\(?\d\)?){{7,12}}(?!\w))
    |(?P<ip>(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){{3}}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\d.]))
    """,
    re.VERBOSE | re.IGNORECASE,
)
_WORDS = {
    "email": "an e-mail address",
    "web": "a web address",
    "date": "a date",
    "ssn": "a social security number",
    "phone": "a telephone number",
    "ip": "a network address",
}
_SHORTEST = 6
_OLDEST = 89
_LONGEST_SEEN = 50_000


def words_of(column: str) -> list[str]:
    """Return the words of a column name in lower case, split at signs, digits and inner capitals.

    Examples
    --------
    >>> words_of("patientName_2"), words_of("DOB")
    (['patient', 'name'], ['dob'])
    """
    return [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_]+", column)]


def identifying_name(column: str) -> str:
    """Return what a column of this name would hold about a person, or an empty string.

    Examples
    --------
    >>> identifying_name("date_of_birth"), identifying_name("psa")
    ('a date', '')
    """
    words = words_of(column)
    pairs = [*pairwise(words)]
    for pair in pairs:
        if pair in _PAIRS:
            return _PAIRS[pair]
    if _COUNTED.intersection(words) or any(what in _NAMED and word == "name" for what, word in pairs):
        return ""
    return next((_CLASS[word] for word in words if word in _CLASS), "")


def identifying_text(text: str) -> str:
    """Return what a cell seems to tell about a person, or an empty string.

    Examples
    --------
    >>> identifying_text("call 310-555-0199"), identifying_text("CAL-17"), identifying_text("0.499999999999")
    ('a telephone number', '', '')
    """
    # Every form has a sign in it that is neither letter nor digit: most ids have none.
    if len(text) < _SHORTEST or text.isalnum() or not (match := _FORMS.search(text)):
        return ""
    return next(_WORDS[kind] for kind in _WORDS if match[kind])


def too_old(column: str, text: str) -> bool:
    """Return whether a cell of an age column is above 89, which alone can identify a person."""
    return "age" in words_of(column) and text.strip().isdecimal() and int(text.strip()[:6]) > _OLDEST


class Extras:
    """The check of the columns that are not analysed: each distinct cell once."""

    def __init__(self, columns: Iterable[tuple[int, str]]) -> None:
        """Take the positions and names of these columns."""
        self.columns = [(place, name, set[str]()) for place, name in columns]

    def found(self, cells: Sequence[str]) -> list[tuple[str, str]]:
        """Return column and class of what identifies in one row; empty for nearly every row."""
        found = []
        for place, name, seen in self.columns:
            if (text := cells[place]) in seen:
                continue
            if len(seen) < _LONGEST_SEEN:
                seen.add(text)
            if kind := identifying_text(text) or ("an age above 89" if too_old(name, text) else ""):
                found.append((name, kind))
        return found
