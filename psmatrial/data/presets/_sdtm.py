"""What SDTM's two tumour domains share: one row is what one reader saw of one lesion with one method at one visit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from psmatrial.data.presets._kept import Selection, problems_of
from psmatrial.data.problems import Problems
from psmatrial.data.rules import Layout
from psmatrial.data.sheet import Sheet
from psmatrial.data.values import folded, result_codes, told
from psmatrial.errors import InputError, Problem


@dataclass(frozen=True, slots=True)
class Domain:
    """One of the two domains.

    Parameters
    ----------
    code
        ``TU`` or ``TR``, with which its variables begin.
    tests
        The tests (``--TESTCD``) whose result says whether a lesion is there.
    words
        The terms of the result to results.
    """

    code: str
    tests: tuple[str, ...]
    words: Mapping[str, str]


def tumours(sheet: Sheet, layout: Layout, domain: Domain, *, accepted: bool) -> tuple[Sheet, Layout]:
    """Return the readings of a tumour domain, and where its columns are.

    Rows of other tests and of assessments that were not done are left out and counted. Lesions of one patient, method,
    reader and location are joined: found if one of them is.

    Parameters
    ----------
    sheet
        The dataset.
    layout
        Its columns and values win over those of the standard.
    domain
        Which of the two it is.
    accepted
        Read only the records that are flagged as accepted (``--ACPTFL``), as those of one reader.

    Raises
    ------
    InputError
        If a variable is missing that the choice of rows needs. Reading the rows raises it for records of another
        domain, of several kinds of evaluator, of several visits under one method, and where nothing is ever negative.
    """
    code = domain.code
    needed = [f"{code}TESTCD"] + ([f"{code}ACPTFL"] if accepted else [])
    if missing := [name for name in needed if name not in sheet.header]:
        text = f"there is no column {missing[0]!r}, by which its rows are chosen."
        raise InputError(Problem(text, f"Is this the domain {code}? Choose another preset, or none.", sheet.name))
    values = {**domain.words, **layout.values}
    mapped = replace(
        layout,
        columns={**_columns(sheet.header, code, accepted=accepted), **layout.columns},
        values=values,
        lesions=True,
    )
    look = _Look(sheet.header, domain, mapped, problems_of(sheet))
    selection = Selection(sheet, _Reason(sheet.header, domain, accepted=accepted), look.problems)
    selection.look(look.see, drop=layout.drop_identifiers)
    look.finish(domain)
    return selection.kept(), mapped


def _columns(header: Sequence[str], code: str, *, accepted: bool) -> dict[str, str]:
    """Return the variables that play the roles; an optional one only if it is there."""
    columns = {"patient_id": "USUBJID", "modality": f"{code}METHOD", "result": f"{code}STRESC"}
    if f"{code}STRESC" not in header:
        columns["result"] = f"{code}ORRES"
    if not accepted:
        columns["reader"] = f"{code}EVALID"
    if f"{code}LOC" in header:
        columns["region"] = f"{code}LOC"
    return columns


class _Reason:
    """Why a row of a tumour domain is no reading."""

    def __init__(self, header: Sequence[str], domain: Domain, *, accepted: bool) -> None:
        """Find the variables that decide."""
        self.tests = frozenset(domain.tests)
        self.at_test = header.index(f"{domain.code}TESTCD")
        self.at_status = header.index(f"{domain.code}STAT") if f"{domain.code}STAT" in header else -1
        self.at_flag = header.index(f"{domain.code}ACPTFL") if accepted else -1
        self.words = (
            f"{domain.code}TESTCD is not {' or '.join(domain.tests)}",
            f"{domain.code}STAT is NOT DONE",
            f"{domain.code}ACPTFL is not Y",
        )

    def __call__(self, _: int, cells: Sequence[str]) -> str:
        """Return the reason, empty for a reading."""
        if cells[self.at_test].strip(" ").upper() not in self.tests:
            return self.words[0]
        if self.at_status >= 0 and cells[self.at_status].strip(" ").upper() == "NOT DONE":
            return self.words[1]
        if self.at_flag >= 0 and cells[self.at_flag].strip(" ").upper() != "Y":
            return self.words[2]
        return ""


@dataclass(slots=True)
class _Look:
    """What makes a tumour domain ambiguous, found in the rows that are kept."""

    header: Sequence[str]
    domain: Domain
    layout: Layout
    problems: Problems
    visits: dict[tuple[str, str], tuple[str, int]] = field(default_factory=dict)
    evaluators: dict[str, int] = field(default_factory=dict)
    others: dict[str, int] = field(default_factory=dict)
    rows: int = 0
    told: set[tuple[str, str]] = field(default_factory=set)
    results: set[str] = field(default_factory=set)

    def see(self, line: int, cells: Sequence[str]) -> None:
        """Look at a row that is kept."""
        self.rows += 1
        row = dict(zip(self.header, cells, strict=True))
        code, columns = self.domain.code, self.layout.columns
        self.results.add(row.get(columns["result"], ""))
        self.evaluators.setdefault(row.get(f"{code}EVAL", "").strip(" "), line)
        if (other := row.get("DOMAIN", code).strip(" ")) != code:
            self.others.setdefault(other, line)
        visit = row.get("VISITNUM", row.get("VISIT", ""))
        place = (row.get(columns["patient_id"], ""), row.get(columns["modality"], ""))
        before, first = self.visits.setdefault(place, (visit, line))
        if before != visit and place not in self.told:
            self.told.add(place)
            text = f"the patient has another visit under {told(place[1])} on {self.problems.unit} {first}."
            hint = "Keep the records of the visit that is compared."
            self.problems.add(text, hint, line=line, column="VISITNUM" if "VISITNUM" in row else "VISIT")

    def finish(self, domain: Domain) -> None:
        """Add what is known after the last row."""
        for other, line in self.others.items():
            text = f"the record is of the domain {told(other)}, not {domain.code}."
            self.problems.add(text, "Keep the records of one domain.", line=line, column="DOMAIN")
        if len(self.evaluators) > 1:
            first, second = list(self.evaluators)[:2]
            text = f"there are readings by {told(first)} and by {told(second)}."
            hint = "Who reads changes the result: keep the records of one kind of evaluator."
            self.problems.add(text, hint, line=self.evaluators[second], column=f"{domain.code}EVAL")
        codes = result_codes(self.layout.values)
        if self.rows and all(codes.get(folded(text.strip(" "))) == 1 for text in self.results):
            text = "every record is of a lesion that was found: the file does not tell who was scanned and had none."
            hint = "Add records for these scans with a result that the plan maps to negative, or use ADaM."
            self.problems.add(text, hint)
