"""What a workbook says beside its cells: its sheets, its texts, and which number formats are dates."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from xml.parsers import expat  # read through _archive, which refuses a DOCTYPE

from psmatrial.data.sources._archive import parsed

_DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
# What stands in a number format without being part of the number: quoted text, escaped signs, colours, locales.
_ASIDE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Tab:
    """One sheet of a workbook: its name, where its cells are, and whether it is hidden."""

    name: str
    member: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class Workbook:
    """Sheets in their order, shared texts, styles that show a number as a date, and whether dates begin in 1904."""

    tabs: tuple[Tab, ...]
    texts: tuple[str, ...]
    date_styles: frozenset[int]
    from_1904: bool


def workbook_of(file: zipfile.ZipFile) -> Workbook:
    """Return what a workbook says beside its cells."""
    root = _links(file, "_rels/.rels", "")
    main = next(member for kind, member in root.values() if kind == "officeDocument")
    links = _links(file, posixpath.join(posixpath.dirname(main), "_rels", f"{posixpath.basename(main)}.rels"), main)
    parts = dict(links.values())
    tabs: list[Tab] = []
    from_1904 = False

    def start(name: str, facts: Mapping[str, str]) -> None:
        nonlocal from_1904
        if name == "workbookPr":
            from_1904 = facts.get("date1904") in {"1", "true"}
        elif name == "sheet":
            link = next(value for key, value in facts.items() if key.endswith(" id"))
            kind, member = links[link]
            if kind == "worksheet":
                tabs.append(Tab(facts["name"], member, facts.get("state", "visible") != "visible"))

    _walk(file, main, start)
    texts = _texts(file, parts["sharedStrings"]) if "sharedStrings" in parts else ()
    styles = _date_styles(file, parts["styles"]) if "styles" in parts else frozenset()
    return Workbook(tuple(tabs), texts, styles, from_1904)


def local(name: str) -> str:
    """Return the name of an element without its namespace."""
    return name.rpartition(" ")[2]


def unescaped(text: str) -> str:
    """Return a text with the characters that XML cannot hold put back.

    Examples
    --------
    >>> unescaped("P_x0030_1")
    'P01'
    """
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def is_date_format(code: str) -> bool:
    """Return whether a number format shows a date or a time.

    Examples
    --------
    >>> [is_date_format(code) for code in ("dd.mm.yyyy", "[Red]0.00", '0.0" days"', "[h]:mm")]
    [True, False, False, True]
    """
    return any(sign in "dmyhs" for sign in _ASIDE.sub("", code).lower().replace("general", ""))


def _walk(
    file: zipfile.ZipFile,
    member: str,
    start: Callable[[str, Mapping[str, str]], None],
    end: Callable[[str], None] = lambda _: None,
    text: Callable[[str], None] = lambda _: None,
) -> None:
    """Go through the elements of one member."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = lambda name, facts: start(local(name), facts)
    parser.EndElementHandler = lambda name: end(local(name))
    parser.CharacterDataHandler = text
    for _ in parsed(file, member, parser):
        pass


def _links(file: zipfile.ZipFile, member: str, base: str) -> dict[str, tuple[str, str]]:
    """Return kind and member of what a part points to, by the id of the pointer."""
    found: dict[str, tuple[str, str]] = {}

    def start(name: str, facts: Mapping[str, str]) -> None:
        if name == "Relationship" and facts.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", posixpath.dirname(base), facts["Target"]))
            found[facts["Id"]] = (facts["Type"].rpartition("/")[2], target.lstrip("/"))

    _walk(file, member, start)
    return found


def _texts(file: zipfile.ZipFile, member: str) -> tuple[str, ...]:
    """Return the texts that cells share, without the readings that stand above Japanese words."""
    found: list[str] = []
    pieces: list[str] = []
    inside: list[str] = []

    def start(name: str, _: Mapping[str, str]) -> None:
        inside.append(name)
        if name == "si":
            pieces.clear()

    def end(name: str) -> None:
        inside.pop()
        if name == "si":
            found.append(unescaped("".join(pieces)))

    def text(words: str) -> None:
        if inside and inside[-1] == "t" and "rPh" not in inside:
            pieces.append(words)

    _walk(file, member, start, end, text)
    return tuple(found)


def _date_styles(file: zipfile.ZipFile, member: str) -> frozenset[int]:
    """Return the numbers of the cell styles that show a date or a time."""
    codes: dict[int, str] = {}
    styles: list[int] = []
    inside: list[str] = []

    def start(name: str, facts: Mapping[str, str]) -> None:
        inside.append(name)
        if name == "numFmt" and "numFmts" in inside:
            codes[int(facts["numFmtId"])] = facts["formatCode"]
        elif name == "xf" and "cellXfs" in inside:
            styles.append(int(facts.get("numFmtId", "0")))

    def end(_: str) -> None:
        inside.pop()

    _walk(file, member, start, end)
    return frozenset(
        place for place, number in enumerate(styles) if number in _DATES or is_date_format(codes.get(number, ""))
    )
