"""Which column plays which part: by its name, or by what the layout says."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from psmatrial.data.advice import dropping, naming
from psmatrial.data.forms import identifying_text
from psmatrial.data.frame import NAME
from psmatrial.data.identifiers import identifying_name, words_of
from psmatrial.data.problems import Problems
from psmatrial.data.rules import ROLES, Layout
from psmatrial.data.values import folded, shown
from psmatrial.errors import Problem, UsageError, choices

# Two columns that stand for those of readings where a file holds outcomes alone; no message names them.
TEST, RESULT = "(no test)", "(no result)"
PLACES = ("modality", "reader", "region")
_ABSENT = {
    "reader": "the readings are taken as those of one reader.",
    "region": "the results are taken as those of the whole patient.",
    "psa": "there are no PSA strata.",
}
_LISTED = 30
_REMOVE = "Remove the column; patients need no more than a study number. Its values are not repeated here."
_ANALYSED = "The plan analyses it: rename it if it holds something else, or take it out of the plan."
_DROP = "Remove the column, or give {} to leave it out. Its values are not repeated here."


@dataclass(frozen=True, slots=True)
class Columns:
    """Positions of the columns by role, of the result columns of a wide file, and of all others.

    ``roles`` has only the roles that the file has; ``wide`` maps a position to modality, reader and region (empty
    where the file has none).
    """

    roles: dict[str, int]
    wide: dict[int, tuple[str, str, str]]
    others: dict[int, str]
    warnings: tuple[Problem, ...]


def columns_of(header: Sequence[str], layout: Layout, problems: Problems, line: int = 1) -> Columns:
    """Return where each role stands.

    A name is found as it is, or else in other case or with other signs between its words, if only one column fits;
    then a warning says so.

    Parameters
    ----------
    header
        Column names.
    layout
        Columns that have other names than their roles, and the result columns of a wide file.
    problems
        Takes the columns that are missing and those that could identify a person.
    line
        Line of the header, for messages.

    Raises
    ------
    UsageError
        If the layout names a role that does not exist, or one column for two roles.
    """
    _check_layout(layout)
    warnings: list[Problem] = []
    named = {*layout.analysed_aside, *layout.columns.values(), *layout.results}
    finder = _Finder(header, problems, warnings, line, named)
    wide = {}
    for name, meaning in layout.results.items():
        if (place := finder.place(name, "result")) is not None:
            wide[place] = (meaning.get("modality", ""), meaning.get("reader", ""), meaning.get("region", ""))
    roles = {}
    for role in ("patient_id", "psa") if layout.results else ROLES:
        if (place := finder.place(layout.columns.get(role, role), role, named=role in layout.columns)) is not None:
            roles[role] = place
    if layout.results:
        _warn_wide(layout, problems.file, warnings)
    others = {place: name for place, name in enumerate(header) if place not in wide and place not in roles.values()}
    dropped = {}
    if layout.drop_identifiers:
        aside = {place: name for place, name in others.items() if name not in layout.analysed_aside}
        kinds = {place: identifying_text(name) or identifying_name(name) for place, name in aside.items()}
        dropped = {place: kind for place, kind in kinds.items() if kind}
        warnings += [left_out(header[place], kind, problems.file, line) for place, kind in dropped.items()]
    others = {place: name for place, name in others.items() if place not in dropped}
    drop = _DROP.format(dropping(problems.file))
    hints = {place: _ANALYSED if name in layout.analysed_aside else drop for place, name in others.items()}
    names = [("" if place in dropped else name) for place, name in enumerate(header)]
    _refuse_identifying(names, {**hints, roles.get("patient_id", -1): _REMOVE}, problems, line)
    return Columns(roles, wide, others, tuple(warnings))


def named_column(name: str, header: Sequence[str]) -> int:
    """Return where a column stands that the plan names.

    Raises
    ------
    UsageError
        If the file has no such column; names that could identify a person are not repeated.

    Examples
    --------
    >>> named_column("grade", ["patient_id", "grade"])
    1
    """
    if name in header:
        return header.index(name)
    raise UsageError(f"the plan names the column {name!r}, which the file does not have.", choices(name, _told(header)))


def left_out(column: str, kind: str, file: str, line: int | None) -> Problem:
    """Return the warning that a column is left out because it could identify a person."""
    name = "" if identifying_text(column) else column
    return Problem(f"the column holds what looks like {kind}: it is left out.", "", file, line, name)


def _told(header: Sequence[str]) -> list[str]:
    """Return the names of the file's own columns, without those that could identify a person."""
    return [cell for cell in header if cell not in (TEST, RESULT) and not identifying_text(cell)]


def _check_layout(layout: Layout) -> None:
    """Refuse a layout that contradicts itself."""
    for role in layout.columns:
        if role not in ROLES:
            raise UsageError(f"{role!r} is not a role of a column.", choices(role, ROLES))
    names = [*layout.columns.values(), *layout.results]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise UsageError(f"the column {twice[0]!r} is given two roles.", "Give each column one.")
    for name, meaning in layout.results.items():
        if not meaning.get("modality"):
            raise UsageError(f"the result column {name!r} has no modality.", "Say which test it holds.")
    places = [tuple(meaning.get(role, "") for role in PLACES) for meaning in layout.results.values()]
    mixed = any(len({bool(name) for name in names}) > 1 for names in zip(*places, strict=True))
    if mixed or len(set(places)) < len(places):
        text = "two result columns hold the same, or only some of them name a reader or a region."
        raise UsageError(text, "Give each result column its modality and, where there are several, reader and region.")
    both = [role for role in ("modality", "result", "reader", "region") if role in layout.columns]
    if layout.results and both:
        text = f"the file cannot have result columns per test and a column for {both[0]!r} at once."
        raise UsageError(text, "Name either the result columns or the columns of the long form.")


def _warn_wide(layout: Layout, file: str, warnings: list[Problem]) -> None:
    """Say what the result columns of a wide file do not tell apart."""
    for role, column in (("reader", layout.row_reader), ("region", layout.row_region)):
        if not column and not any(meaning.get(role) for meaning in layout.results.values()):
            warnings += [Problem(f"the result columns name no {role}:", _ABSENT[role], file)]


def _refuse_identifying(header: Sequence[str], hints: dict[int, str], problems: Problems, line: int) -> None:
    """Add the columns that by their name could tell who a patient is, each with what to do."""
    for place, cell in enumerate(header):
        if kind := identifying_text(cell):
            text = f"the name of column {place + 1} looks like {kind}."
            problems.add(text, "Is the line of column names missing?", line=line)
        elif place in hints and (kind := identifying_name(cell)):
            problems.add(f"by its name, the column holds {kind}.", hints[place], line=line, column=cell)
            problems.refused_by_name.add(cell)


@dataclass(frozen=True, slots=True)
class _Finder:
    """The search for columns in one header."""

    header: Sequence[str]
    problems: Problems
    warnings: list[Problem]
    line: int
    named: Collection[str]

    def place(self, name: str, role: str, *, named: bool = True) -> int | None:
        """Return the position of a column, or None after saying that it is missing."""
        if name in self.header:
            return self.header.index(name)
        alike = [place for place, cell in enumerate(self.header) if _loose(cell) == _loose(name)]
        if len(alike) == 1:
            text = f"column {shown(self.header[alike[0]])} is taken for {name!r}."
            self.warnings.append(Problem(text, file=self.problems.file, line=self.line))
            return alike[0]
        if alike:
            found = " and ".join(shown(self.header[place]) for place in alike)
            text = f"there is no column {name!r}, and {found} could both be meant."
            self.problems.add(text, f"Say which with {naming(self.problems.file, role)}.", line=self.line)
        elif role in _ABSENT and not named:
            self._absent(role)
        else:
            self._missing(name, role)
        return None

    def _absent(self, role: str) -> None:
        """Warn that a column that may be absent is absent, with the nearest name that the plan does not use."""
        hint = _ABSENT[role]
        others = [cell for cell in self.header if cell not in ROLES and cell not in self.named]
        if near := get_close_matches(role, others, n=1) or [cell for cell in others if role in words_of(cell)]:
            hint += f" If {near[0]!r} is it: {naming(self.problems.file, role, near[0])}."
        self.warnings.append(Problem(f"there is no column {role!r}:", hint, self.problems.file, self.line))

    def _missing(self, name: str, role: str) -> None:
        """Add that a column is missing, with the nearest name and all names."""
        safe = _told(self.header)
        listed = safe[:_LISTED] + (["..."] if len(safe) > _LISTED else [])
        hint = choices(name, listed).replace("Accepted:", "The file has:")
        if role in {"modality", "result"} and name == role and "Did you" not in hint:
            hint += f" If each test has a result column of its own: {naming(self.problems.file, 'result.TEST')}."
        else:
            hint += f" If it has another name: {naming(self.problems.file, role)}."
        hint += " If it is the index of the frame: reset_index()." if self.problems.file == NAME else ""
        self.problems.add(f"there is no column {shown(name)}.", hint, line=self.line)


def _loose(name: str) -> str:
    """Return a column name without case and without the signs between its words."""
    return "".join(sign for sign in folded(name) if sign.isalnum())
