"""Which test is compared with which where no plan says it: by the names that the field uses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from psmatrial.data.columns import columns_of
from psmatrial.data.problems import Problems
from psmatrial.data.rules import Layout
from psmatrial.data.sheet import Sheet
from psmatrial.model import Contrast, tests_of

INDEX = ("psma",)
COMPARATOR = ("fluciclovine", "axumin", "facbc")


def contrast_by_names(tests: Iterable[str]) -> Contrast | None:
    """Return index and comparator among some tests; None where their names do not tell.

    Examples
    --------
    >>> contrast_by_names(["histology", "Axumin", "68Ga-PSMA-11"])
    Contrast(index='68Ga-PSMA-11', comparator='Axumin')
    >>> contrast_by_names(["PSMA", "MRI"]) is None
    True
    """
    given = list(tests)
    found = [[name for name in given if any(word in name.lower() for word in words)] for words in (INDEX, COMPARATOR)]
    if all(len(names) == 1 for names in found) and found[0] != found[1]:
        return Contrast(found[0][0], found[1][0])
    return None


def with_compared(sheet: Sheet, layout: Layout) -> Layout:
    """Return a layout that knows which tests of a sheet are compared, if readers are planned and names tell it.

    Examples
    --------
    >>> rows = [(2, ["P1", test, "positive"]) for test in ("PSMA", "Axumin", "histology")]
    >>> sheet = Sheet(("patient_id", "modality", "result"), rows, "reads.csv", "", 0, "utf-8")
    >>> with_compared(sheet, Layout(readers=("R1",))).compared
    ('PSMA', 'Axumin')
    """
    if layout.compared or not layout.readers:
        return layout
    contrast = contrast_by_names(_tests(sheet, layout))
    return replace(layout, compared=tests_of([contrast])) if contrast else layout


def _tests(sheet: Sheet, layout: Layout) -> set[str]:
    """Return the names of the tests of a sheet."""
    if layout.results:
        return {meaning.get("modality", "") for meaning in layout.results.values()}
    place = columns_of(sheet.header, layout, Problems(sheet.name), sheet.header_line).roles.get("modality")
    return set() if place is None else {cells[place].strip(" ") for _, cells in sheet.rows if len(cells) > place}
