"""What could tell who a patient is: columns to refuse by their name or by what they hold.

A check, not de-identification: it knows the names and common forms of the 18 classes of the HIPAA Safe Harbor list
(45 CFR 164.514(b)(2)). What it finds is never repeated in a message. Study numbers pass: digits and letters with signs
between them (CAL-001, 101-0007), up to six digits alone, sixteen or more, and longer runs that are a numbering.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median

from psmatrial.data.forms import identifying_aside, identifying_text, like_record_number, western

_NAMES = {
    "a name": "name names surname forename firstname lastname fullname givenname familyname initials maiden alias "
    "nachname vorname nom prenom apellido nombre cognome naam",
    "an address": "address addr street city town village county district precinct parish municipality zip zipcode "
    "postcode postal plz geocode latitude longitude gps census",
    "a date": "date dates datetime timestamp dob yob birth born birthday birthdate birthdt admission discharge dod "
    "death geburtsdatum geburtstag geburtsjahr datum fecha nacimiento naissance nascita nascimento geboortedatum",
    "a telephone number": "phone telephone tel mobile cellphone",
    "a fax number": "fax",
    "an e-mail address": "email mail",
    "a social security number": "ssn nhs nino",
    "a medical record number": "mrn mrns emr ehr",
    "an insurance number": "insurance beneficiary policy medicare medicaid subscriber",
    "an account number": "account iban",
    "a licence number": "license licence certificate passport",
    "a vehicle number": "vehicle plate vin registration",
    "a device number": "serial udi imei",
    "a web address": "url website web homepage",
    "a network address": "ip ipv",
    "biometric data": "fingerprint fingerprints retina iris biometric biometrics voiceprint dna",
    "a photograph": "photo photos photograph portrait picture headshot selfie",
    "a unique identifying number": "uid uuid guid accession barcode",
}
_CLASS = {word: kind for kind, words in _NAMES.items() for word in words.split()}
_NUMBER = ("number", "no", "nr", "num", "id", "code")
_PAIRS = {
    ("social", "security"): "a social security number",
    ("medical", "record"): "a medical record number",
    ("health", "plan"): "an insurance number",
    ("member", "id"): "an insurance number",
    ("email", "address"): "an e-mail address",
    ("web", "address"): "a web address",
    ("ip", "address"): "a network address",
    ("mac", "address"): "a device number",
    ("finger", "print"): "biometric data",
    ("voice", "print"): "biometric data",
    **{(word, number): "a medical record number" for word in ("hospital", "chart") for number in _NUMBER},
    **{("device", number): "a device number" for number in _NUMBER},
}
# What is named may be a scan or a reader, not a patient; "days since" is a count, not a date; a serial PSA is a PSA.
_NAMED = frozenset(
    {"modality", "test", "tracer", "scan", "scanner", "region", "lesion", "roi", "reader", "study", "arm", "event"}
    | {"drug", "agent", "variable", "form", "instrument", "visit", "group", "endpoint", "stratum", "trial", "project"}
)
# Date variables of SDTM and ADaM; ADT, an analysis date, is androgen deprivation in this field.
_CDISC_DATE = re.compile(r"[A-Z0-9]{2,5}(?:DTC|DTM)|(?:AST|AEN|TRTS|TRTE|BRTH|DTH|RAND|RFST|RFEN)DT", re.IGNORECASE)
_COUNTED = {"since", "days", "weeks", "months"}
_MEASURED = frozenset(
    {"psa", "bq", "kbq", "mbq", "gbq", "activity", "dose", "voxel", "voxels", "volume", "count", "counts", "size"}
    | {"bytes", "sum", "total"}
)
_KEPT_BY = frozenset({"record", "case", "chart", "hospital", "patient", "subject", "pid", "encounter", "registry"})
_AGES = frozenset({"age", "ages", "aage", "ageyr", "ageyrs", "alter", "edad", "leeftijd"})
_AGE = re.compile(r"\s*([0-9]{2,3})(?:[.,][0-9]+)?\s*(?:y|yr|yrs|yo|years?|jahre)?\.?\s*\Z", re.IGNORECASE)
_OLDEST = 89
# A measured value, in which nothing else is ever found.
_DECIMAL = re.compile(r"[0-9]{1,4}\.[0-9]{1,4}")
_LONGEST_SEEN = 50_000
_FEWEST, _NEAR, _LISTED = 5, 10, 100_000
_BETWEEN = re.compile(r"[ ,^]+")
# Letters, and the signs of O'Neill, Anna-Lena and A.
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019.-][^\W\d_]*)*")
_MOST_WORDS = 4


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
    if _CDISC_DATE.fullmatch(column):
        return "a date"
    words = words_of(column)
    pairs = [*pairwise(words)]
    for pair in pairs:
        if pair in _PAIRS:
            return _PAIRS[pair]
    if _COUNTED.intersection(words) or words[:2] == ["serial", "psa"]:
        return ""
    if any(what in _NAMED and word in {"name", "names", "initials"} for what, word in pairs):
        return ""
    return next((_CLASS[word] for word in words if word in _CLASS), "")


def too_old(column: str, text: str) -> bool:
    """Return whether a cell of an age column is above 89, which alone can identify a person; ``90+`` does not.

    Examples
    --------
    >>> too_old("age", "93"), too_old("age", "89"), too_old("age", "90+"), too_old("stage", "93")
    (True, False, False, False)
    """
    return bool((match := _AGE.match(text)) and int(match[1]) > _OLDEST and _AGES.intersection(words_of(column)))


def numbered_by_hospital(names: Sequence[str]) -> int | None:
    """Return the place of the first patient whose number looks like a medical record number, or None.

    Numbers of 7 to 15 digits do, unless they are a numbering: five or more of them of which most follow each other
    within ten.

    Parameters
    ----------
    names
        Patient ids.

    Examples
    --------
    >>> numbered_by_hospital(["CAL-1", "4471123"]), numbered_by_hospital([f"10010{n}" for n in range(10, 20)])
    (1, None)
    """
    if not any(map(str.isdecimal, names)):
        return None
    places = [place for place, name in enumerate(names) if len(name) > 6 and like_record_number(name)]
    if not places:
        return None
    if len(places) >= _FEWEST:
        numbers = sorted(int(names[place]) for place in places[:_LISTED])
        if median(after - before for before, after in pairwise(numbers)) <= _NEAR:
            return None
    return places[0]


def named_persons(names: Sequence[str]) -> int | None:
    """Return the place of the first patient whose id reads as the name of a person, or None.

    An id does that reads as given name and surname: two to four words of letters, the first and the last capitalised,
    between them a space, a comma or a caret. More than half of the ids must; three or more that all begin with the
    same word are codes of a site or a study.

    Parameters
    ----------
    names
        Patient ids.

    Examples
    --------
    >>> named_persons(["John Smith", "Miller, Anna"]), named_persons(["PSMA 001", "UCLA 12", "Alpha"])
    (0, None)
    """
    listed = names[:_LISTED]
    if not any(map(_BETWEEN.search, listed)):
        return None
    places = [place for place, name in enumerate(listed) if _like_a_person(name)]
    if 2 * len(places) <= len(listed):
        return None
    first = {_BETWEEN.split(listed[place].strip())[0] for place in places}
    return None if len(places) > 2 and len(first) == 1 else places[0]


def _like_a_person(text: str) -> bool:
    """Return whether an id reads as the name of a person; words in capitals alone do with a comma or a caret only."""
    words = _BETWEEN.split(text.strip(), _MOST_WORDS)
    if not 2 <= len(words) <= _MOST_WORDS or not all(map(_WORD.fullmatch, words)):
        return False
    capitals = all(len(word) > 1 and word[0].isupper() for word in (words[0], words[-1]))
    return capitals and (not text.isupper() or "," in text or "^" in text)


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
            if kind := _told(name, text):
                found.append((name, kind))
        return found

    def pass_all(self, texts: Sequence[Sequence[str]]) -> bool:
        """Return whether nothing identifies in many rows, given the cells of each column that is looked at."""
        for (_, name, seen), cells in zip(self.columns, texts, strict=True):
            new = set(cells).difference(seen)
            if any(_told(name, text) for text in _telling(name, new)):
                return False
            if len(seen) < _LONGEST_SEEN:
                seen.update(new)
        return True

    def leave_out(self, column: str) -> None:
        """Look at a column no longer."""
        self.columns = [one for one in self.columns if one[1] != column]


def _telling(column: str, texts: Iterable[str]) -> Iterable[str]:
    """Return those of many cells that could tell something: a number with decimals tells nothing but an age."""
    return texts if _AGES.intersection(words_of(column)) else (text for text in texts if not _DECIMAL.fullmatch(text))


def _told(column: str, text: str) -> str:
    """Return what one cell tells about a person, given the name of its column."""
    text = western(text)
    if too_old(column, text):
        return "an age above 89"
    digits = text.strip()
    if not digits.isdecimal():
        return identifying_aside(text)
    words = words_of(column)
    if like_record_number(digits) and _KEPT_BY.intersection(words):
        return "a medical record number"
    # An activity in becquerel may have nine digits, or look like a date.
    return "" if _MEASURED.intersection(words) else identifying_text(digits)
