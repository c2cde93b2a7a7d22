"""REDCap exports with their data dictionary: one row a record, event and repeat; the plan says which field is a result.

The plan's ``results`` give each field that is a result its modality, and where it has one its reader and region;
``columns.reader`` may name a column of the row instead, such as redcap_event_name. Codes are read by the labels of the
dictionary. A checkbox that is not ticked says no only where its form is complete. A field that the dictionary marks as
an identifier is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from psmatrial.data.presets._dictionary import Field, dictionary
from psmatrial.data.presets._kept import problems_of
from psmatrial.data.problems import Problems
from psmatrial.data.rules import Layout
from psmatrial.data.sheet import Sheet
from psmatrial.data.values import folded, result_codes
from psmatrial.errors import Problem, UsageError

_TICKED = {"1": "positive", "checked": "positive", "0": "negative", "unchecked": "negative"}
_COMPLETE = frozenset({"2", "complete"})


def applied(sheet: Sheet, layout: Layout, path: Path | None) -> tuple[Sheet, Layout]:
    """Return the export with its codes as words, one row of a patient after the other.

    Raises
    ------
    UsageError
        If the plan names no result field, or a checkbox without a dictionary.
    InputError
        If the dictionary cannot be read. Reading the rows raises it for fields that identify, and for ticks on forms
        that are not complete.
    """
    if not layout.results:
        hint = 'Give each under [results], such as psma_read = {modality = "PSMA"}.'
        raise UsageError("the preset redcap needs to know which field is which test.", hint)
    said = layout.opening.dictionary
    fields = dictionary(said, path.parent) if said and path else {}
    problems = problems_of(sheet)
    columns = {"patient_id": "record_id", **layout.columns}
    reader = columns.pop("reader", "")
    if reader and reader not in sheet.header:
        hint = "Name the column that tells the reader."
        problems.add(f"there is no column {reader!r}.", hint, line=sheet.header_line)
        reader = ""
    warnings = sheet.warnings
    if not said:
        text = "no data dictionary is named: fields that it marks as identifiers are not known."
        warnings = (*warnings, Problem(text, "Name it in the plan, under [input]: dictionary.", sheet.name))
    changes = {
        sheet.header.index(name): _change(sheet.header, name, fields, layout, problems)
        for name in layout.results
        if name in sheet.header
    }
    marked = [name for name in sheet.header if (found := _field(name, fields)) and found.identifies]
    used = {*columns.values(), *layout.results, reader}
    gone = [name for name in marked if layout.drop_identifiers and name not in used]
    for name in marked:
        if name not in gone:
            hint = "Export again without identifiers; REDCap can hash the record number. Its values are not repeated."
            text = "the data dictionary marks the field as an identifier."
            problems.add(text, hint, line=sheet.header_line, column=name)
        else:
            text = "the column is left out: the data dictionary marks it as an identifier."
            warnings = (*warnings, Problem(text, file=sheet.name, column=name))
    keep = [place for place, name in enumerate(sheet.header) if name not in gone]
    rows = _Rows(sheet, changes, keep, problems)
    header = tuple(sheet.header[place] for place in keep)
    changed = replace(sheet, header=header, rows=rows, warnings=warnings, bulk=None)
    return changed, replace(layout, columns=columns, repeats=True, row_reader=reader)


def _field(name: str, fields: Mapping[str, Field]) -> Field | None:
    """Return the field of an exported column; a checkbox has one column a code."""
    return fields.get(name) or fields.get(name.partition("___")[0])


@dataclass(frozen=True, slots=True)
class _Change:
    """How the cells of one result column become words; ``complete`` is the column that says whether the form is."""

    name: str
    words: Mapping[str, str] = field(default_factory=dict)
    complete: int = -1


def _change(
    header: Sequence[str], name: str, fields: Mapping[str, Field], layout: Layout, problems: Problems
) -> _Change:
    """Return how one result column is read."""
    known = _field(name, fields)
    if "___" in name:
        if known is None:
            text = f"the checkbox {name!r} needs the data dictionary: not ticked says no only on a complete form."
            raise UsageError(text, "Name it in the plan, under [input]: dictionary.")
        complete = f"{known.form}_complete"
        if complete not in header:
            text = f"there is no column {complete!r}, without which a box that is not ticked says nothing."
            problems.add(text, "Export the form's status as well.", column=name)
            return _Change(name, _TICKED)
        return _Change(name, _TICKED, header.index(complete))
    codes = result_codes(layout.values)
    words = {}
    for code, label in (known.labels if known else {}).items():
        meaning = codes.get(folded(label))
        if meaning is None:
            continue
        if codes.get(folded(code), meaning) != meaning:
            text = f"the plan and the data dictionary disagree about the code {code!r} of {name!r}."
            raise UsageError(text, "Take the code out of the plan's values, or correct it.")
        words[folded(code)] = label
    return _Change(name, words)


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows with words in place of codes."""

    sheet: Sheet
    changes: Mapping[int, _Change]
    keep: Sequence[int]
    problems: Problems

    def __iter__(self) -> Iterator[tuple[int, Sequence[str]]]:
        """Go through the rows; what is wrong with the export is told at the end."""
        width = len(self.sheet.header)
        for line, cells in self.sheet.rows:
            if len(cells) != width:
                yield line, cells
                continue
            row = list(cells)
            for place, change in self.changes.items():
                row[place] = self._word(line, cells, place, change)
            yield line, [row[place] for place in self.keep]
        self.problems.refuse()

    def _word(self, line: int, cells: Sequence[str], place: int, change: _Change) -> str:
        """Return one cell as a word."""
        text = cells[place]
        word = change.words.get(folded(text.strip(" ")), text)
        if change.complete < 0 or folded(cells[change.complete].strip(" ")) in _COMPLETE:
            return word
        if word == "positive":
            told = "the box is ticked on a form that is not complete."
            self.problems.add(told, "Complete the form, or clear the box.", line=line, column=change.name)
        return ""
