"""One sheet of a workbook, filled from above: what it looks like, how it prints, and text that stays text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from textwrap import wrap
from typing import Any

# What a cell and what the words above a printed page can hold.
CELL, HEADER = 32_767, 240
A4 = 9
# The highest row there can be, and how high a line is against its letters.
HIGHEST, LEADING = 400.0, 1.3
BASE: dict[str, Any] = {"font_name": "Arial", "font_size": 10, "valign": "top"}
LOOKS: dict[str, dict[str, Any]] = {
    "plain": {},
    "wrapped": {"text_wrap": True},
    "title": {"bold": True, "font_size": 14},
    "warning": {"bold": True, "font_color": "#9C2F00", "text_wrap": True},
    "note": {"font_size": 8, "text_wrap": True},
    "link": {"font_color": "#0563C1", "underline": 1},
    "head": {"bold": True, "text_wrap": True, "valign": "bottom", "bottom": 1},
    "group": {"bold": True, "text_wrap": True, "align": "center", "bottom": 1},
    "text": {"text_wrap": True},
    "number": {"align": "right"},
    "strong": {"bold": True},
    "last": {"bottom": 1},
}


class Sheet:
    """A sheet with the row that is written next."""

    def __init__(self, book: Any, name: str, page: dict[str, Any]) -> None:
        """Begin a sheet that prints on A4 on its side, with what must be known first above every page."""
        self.book = book
        self.sheet = book.add_worksheet(name)
        self.warning = page["watermark"]
        self.row = 0
        self.widths: list[int] = []
        self.sheet.hide_gridlines(2)
        self.sheet.set_landscape()
        self.sheet.set_paper(A4)
        self.sheet.set_margins(left=0.6, right=0.6, top=0.8, bottom=0.7)
        above = page["watermark"] or page["banner_lead"]
        self.sheet.set_header("&C&B" + _quoted(above) if above else "")
        self.sheet.set_footer(f"&L{_quoted(page['footer'])}&RPage &P of &N")

    def columns(self, widths: Sequence[int]) -> None:
        """Set the widths of the columns, in letters."""
        self.widths = [width + 2 for width in widths]
        for place, width in enumerate(self.widths):
            self.sheet.set_column(place, place, width)

    def line(self, text: str, look: str) -> None:
        """Write a text on a line of its own that runs on to the right; nothing for no text."""
        if text:
            form = {key: value for key, value in _form(look).items() if key != "text_wrap"}
            self.sheet.set_row(self.row, 2 * form["font_size"])
            self.sheet.write_string(self.row, 0, _text(text), self._look(form))
            self.row += 1

    def paragraph(self, text: str, look: str) -> None:
        """Write a text over all columns, on as many lines as it takes; nothing for no text."""
        if text:
            form = _form(look) | {"text_wrap": True}
            self._high([(text, sum(self.widths), form)])
            self._over(0, len(self.widths), text, form)
            self.row += 1

    def cells(self, values: Sequence[Any], looks: Sequence[str]) -> None:
        """Write a row: text as text, numbers as numbers, nothing for None."""
        forms = [_form(look) for look in looks]
        self._high(
            (value, width, form)
            for value, width, form in zip(values, self.widths, forms, strict=True)
            if isinstance(value, str) and form.get("text_wrap")
        )
        for place, (value, form) in enumerate(zip(values, forms, strict=True)):
            if isinstance(value, str):
                self.sheet.write_string(self.row, place, _text(value), self._look(form))
            elif value is not None:
                self.sheet.write_number(self.row, place, value, self._look(form))
        self.row += 1

    def spans(self, groups: Iterable[tuple[int, int, str]]) -> None:
        """Write headings that stand above several columns: where each begins, how many, and its text."""
        form = _form("group")
        groups = list(groups)
        self._high((text, sum(self.widths[start : start + span]), form) for start, span, text in groups)
        for start, span, text in groups:
            self._over(start, span, text, form)
        self.row += 1

    def link(self, name: str, label: str, text: str) -> None:
        """Write a row that leads to another sheet."""
        look = self._look(_form("link"))
        self.sheet.write_url(self.row, 0, f"internal:'{name}'!A1", look, label)
        self.sheet.write_string(self.row, 1, _text(text), self._look(_form("wrapped")))
        self.row += 1

    def skip(self) -> None:
        """Leave a row empty."""
        self.row += 1

    def freeze(self) -> None:
        """Keep what is written so far, and the first column, in view."""
        self.sheet.freeze_panes(self.row, 1)

    def print_wide(self, again: tuple[int, int] | None = None, pages: int = 1) -> None:
        """Print all columns on the width of so many pages, the rows from one to another again on each."""
        self.sheet.fit_to_pages(pages, 0)
        if again:
            self.sheet.repeat_rows(*again)
        if pages > 1:
            self.sheet.repeat_columns(0, 0)

    def text_is_meant(self, first: int) -> None:
        """Let the program not mark numbers that are written as they are printed."""
        if self.row > first and self.widths:
            last = _cell(self.row - 1, len(self.widths) - 1)
            self.sheet.ignore_errors({"number_stored_as_text": f"{_cell(first, 0)}:{last}"})

    def filter(self, first: int, count: int) -> None:
        """Let columns be filtered by what stands in them, and print no more than these columns."""
        last = max(first, self.row - 1)
        self.sheet.autofilter(first, 0, last, count - 1)
        self.sheet.print_area(0, 0, last, count - 1)

    def _over(self, start: int, span: int, text: str, form: dict[str, Any]) -> None:
        """Write a text over several columns."""
        if span > 1:
            self.sheet.merge_range(self.row, start, self.row, start + span - 1, "", self._look(form))
        self.sheet.write_string(self.row, start, _text(text), self._look(form))

    def _high(self, texts: Iterable[tuple[str, int, dict[str, Any]]]) -> None:
        """Make the row as high as its texts need in their widths: not every program does so by itself."""
        needs = [_height(text, width, form) for text, width, form in texts]
        self.sheet.set_row(self.row, min(HIGHEST, max(needs, default=_height("", 1, BASE))))

    def _look(self, form: dict[str, Any]) -> Any:
        """Return a look of the workbook, the same one for the same form."""
        made: dict[tuple[tuple[str, Any], ...], Any] = self.book.__dict__.setdefault("psmatrial_looks", {})
        key = tuple(sorted(form.items()))
        if key not in made:
            made[key] = self.book.add_format(form)
        return made[key]


def _form(look: str) -> dict[str, Any]:
    """Return what a look is made of."""
    form = dict(BASE)
    for word in look.split():
        form |= LOOKS[word]
    return form


def _height(text: str, width: int, form: dict[str, Any]) -> float:
    """Return how high a text is, in points: widths count digits, which are wider than most letters."""
    letters = max(1, int(width * BASE["font_size"] / form["font_size"]))
    lines = max(1, len(wrap(text, letters)))
    return float(round(lines * LEADING * form["font_size"] + 2))


def _text(text: str) -> str:
    """Return text that a cell can hold; what the library would take for its own markup gets a space behind it."""
    text = text[: CELL - 1]
    return f"{text} " if text.startswith("<r>") and text.endswith("</r>") else text


def _quoted(text: str) -> str:
    """Return text for the edge of a page, where an ampersand begins a command."""
    return text[:HEADER].replace("&", "&&")[:HEADER]


def _cell(row: int, column: int) -> str:
    """Return the name of a cell."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"
