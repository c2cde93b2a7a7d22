"""A small reader of RTF, written from the format's description: groups, control words, tables, fields, pictures."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

TOKEN = re.compile(r"\\u(-?\d+)\?|\\([a-z]+)(-?\d+)? ?|\\([\\{}*])|([{}])|\n|([^\\{}\n]+)")
# What is not text of the page.
APART = {"fonttbl", "colortbl", "stylesheet", "info", "bkmkstart", "bkmkend", "fldinst", "picprop", "pict"}


@dataclass
class Paragraph:
    """A paragraph: its text, the number of its style, and the control words that stand in it."""

    text: str = ""
    style: int = 0
    words: list[tuple[str, int | None]] = field(default_factory=list)


@dataclass
class Row:
    """A row of a table: its cells as lists of paragraphs, their right edges, whether it is a heading or whole."""

    cells: list[list[Paragraph]] = field(default_factory=list)
    edges: list[int] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    @property
    def texts(self) -> list[str]:
        return ["\n".join(paragraph.text for paragraph in cell) for cell in self.cells]


class Rtf:
    """An RTF file read: ``body``, ``header`` and ``footer`` as paragraphs and rows, fields, pictures, control words."""

    def __init__(self, content: bytes) -> None:
        self.body: list[Paragraph | Row] = []
        self.header: list[Paragraph | Row] = []
        self.footer: list[Paragraph | Row] = []
        self.fields: list[str] = []
        self.alts: list[str] = []
        self.pictures: list[bytes] = []
        self.styles: dict[int, str] = {}
        self.words: set[str] = set()
        self._read(content.decode("ascii"))

    @property
    def tables(self) -> list[list[Row]]:
        """Return rows that follow each other, as tables."""
        found: list[list[Row]] = []
        before = None
        for item in self.body:
            if isinstance(item, Row):
                found = [*found[:-1], [*found[-1], item]] if isinstance(before, Row) else [*found, [item]]
            before = item
        return found

    @property
    def text(self) -> str:
        """Return every word of the body, a line a paragraph."""
        return "\n".join("\n".join(item.texts) if isinstance(item, Row) else item.text for item in self.body)

    def _read(self, text: str) -> None:
        stack: list[dict] = [{"apart": "", "sink": self.body}]
        self.row, self.cell, self.paragraph = Row(), [], Paragraph()
        held: dict[int, str] = {}
        place = 0
        while place < len(text):
            match = TOKEN.match(text, place)
            assert match, text[place : place + 40]
            place = match.end()
            code, word, number, sign, brace, plain = match.groups()
            if brace == "{":
                stack.append(dict(stack[-1]))
            elif brace == "}":
                held.pop(len(stack), None) if not stack[-1]["apart"] else self._apart(stack, held)
                stack.pop()
            elif word and word != "u":
                self.words.add(word)
                self._word(word, None if number is None else int(number), stack[-1])
            elif code or plain or sign in {"\\", "{", "}"}:
                self._text(plain or sign or _unit(int(code)), stack[-1], held, len(stack))
        assert len(stack) == 1, "groups are not closed"
        assert self.paragraph.text == "", "text after the last paragraph"

    def _text(self, text: str, state: dict, held: dict[int, str], depth: int) -> None:
        if state["apart"]:
            held[depth] = held.get(depth, "") + text
        else:
            self.paragraph.text += text

    def _apart(self, stack: list[dict], held: dict[int, str]) -> None:
        """Keep what a group held that is not text of the page."""
        text, kind = held.pop(len(stack), ""), stack[-1]["apart"]
        if kind == "fldinst" and text:
            self.fields.append(_joined(text).strip())
        elif kind == "sv" and text:
            self.alts.append(_joined(text))
        elif kind == "pict" and text:
            self.pictures.append(bytes.fromhex(text))
        elif kind == "stylesheet" and text and "style" in stack[-1]:
            self.styles[stack[-1]["style"]] = text.rstrip(";").strip()

    def _word(self, word: str, number: int | None, state: dict) -> None:
        if word in APART or word == "sv":
            state["apart"] = word
        elif word in {"header", "footer"}:
            state["sink"] = getattr(self, word)
        elif state["apart"]:
            if word == "s":
                state["style"] = number
        elif word == "tab":
            self.paragraph.text += "\t"
        else:
            self._layout(word, number, state["sink"])

    def _layout(self, word: str, number: int | None, sink: list) -> None:
        if word == "s":
            self.paragraph.style = number or 0
        elif word == "cellx":
            self.row.edges.append(number or 0)
        elif word == "par":
            (self.cell if ("intbl", None) in self.paragraph.words else sink).append(self._finished())
        elif word == "cell":
            self.row.cells.append([*self.cell, self._finished()])
            self.cell = []
        elif word == "row":
            sink.append(self.row)
            self.row = Row()
        elif word.startswith(("tr", "cl")):
            self.row.words.append(word)
        else:
            self.paragraph.words.append((word, number))

    def _finished(self) -> Paragraph:
        found, self.paragraph = self.paragraph, Paragraph()
        found.text = _joined(found.text)
        return found


def _unit(code: int) -> str:
    """Return half of a character in UTF-16, or the whole."""
    return chr(code % 0x10000)


def _joined(text: str) -> str:
    """Return text whose halves of characters are put together."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
