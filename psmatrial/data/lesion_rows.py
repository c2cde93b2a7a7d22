"""A file of one row a lesion: each lesion is a region of its own within its patient."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from psmatrial.data.columns import named_column
from psmatrial.data.rules import Layout
from psmatrial.data.sheet import Sheet

JOINT = " / "
_OF = " of the patient"
_LESION = re.compile(r"(?:[a-z]+[ _.-])?lesions?[ _.-]?(?:id|no|nr|num|number|index|name)\.?|lesion", re.IGNORECASE)


def lesion_hint(header: Sequence[str]) -> str:
    """Return what to write in a plan if a column seems to tell lesions apart, else an empty text.

    Examples
    --------
    >>> lesion_hint(("patient_id", "Lesion no.", "PSMA"))
    'If a row is a lesion, the plan says so: [clusters] lesion = "Lesion no.".'
    >>> lesion_hint(("patient_id", "lesion", "site and lesion")), lesion_hint(("patient_id", "lesions"))
    ('', '')
    """
    named = [name for name in header if _LESION.fullmatch(name)]
    if not named or header[-1].endswith((f" and {named[0]}", f"{named[0]}{_OF}")):
        return ""
    return f'If a row is a lesion, the plan says so: [clusters] lesion = "{named[0]}".'


def region_of(place: str) -> str:
    """Return the region of a lesion; empty where the file has no regions.

    Examples
    --------
    >>> region_of("iliac / obturator / 2"), region_of("2")
    ('iliac / obturator', '')
    """
    return place.rpartition(JOINT)[0]


def with_lesions(sheet: Sheet, layout: Layout) -> tuple[Sheet, Layout]:
    """Return a sheet whose regions are lesions, named ``region / lesion`` where the file has regions.

    Lesions are told apart within a patient: the first lesion of one patient has nothing to do with that of another.

    Raises
    ------
    UsageError
        If the file has no such column.

    Examples
    --------
    >>> header = ("patient_id", "lesion_id", "region", "modality", "result")
    >>> sheet = Sheet(header, [(2, ["P1", "1", "node", "PSMA", "positive"])], "reads.csv", "", 0, "utf-8")
    >>> more, layout = with_lesions(sheet, Layout(lesion="lesion_id"))
    >>> more.header[-1], list(more.rows)[0][1][-1], layout.columns["region"]
    ('region and lesion_id', 'node / 1', 'region and lesion_id')
    """
    lesion, region = named_column(layout.lesion, sheet.header), layout.columns.get("region", "region")
    parts = [*(place for place, name in enumerate(sheet.header) if name == region), lesion]
    # A message that an empty cell brings names the columns that it may be in.
    place = " and ".join(sheet.header[part] for part in parts) + (_OF if len(parts) == 1 else "")
    longer = replace(
        sheet, header=(*sheet.header, place), rows=_Joined(sheet.rows, parts, len(sheet.header)), bulk=None
    )
    # The plan's regions are those of the lesions, which are put together when the lesions are counted.
    bare = replace(layout, regions=(), region_names={})
    if layout.results:
        return longer, replace(bare, row_region=place, repeats=True)
    return longer, replace(bare, columns={**layout.columns, "region": place})


@dataclass(frozen=True, slots=True)
class _Joined:
    """Rows with one cell more: region and lesion. A row of another width is left as it is, to be refused."""

    rows: Iterable[tuple[int, Sequence[str]]]
    parts: Sequence[int]
    width: int

    def __iter__(self) -> Iterator[tuple[int, Sequence[str]]]:
        """Go through the rows."""
        for line, row in self.rows:
            if len(row) != self.width:
                yield line, row
                continue
            names = [row[part].strip(" ") for part in self.parts]
            yield line, [*row, JOINT.join(names) if all(names) else ""]
