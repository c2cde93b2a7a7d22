"""Files whose bytes, or letters, are not what they seem."""

from __future__ import annotations

from collections.abc import Iterator

from tests.corpus.case import ROWS, Case, accepted, changed, refused, renamed, text

BASE = text()
INVISIBLE = {
    "zero width space": "\u200b",
    "no-break space": "\u00a0",
    "soft hyphen": "\u00ad",
    "right to left override": "\u202e",
    "left to right mark": "\u200e",
    "byte order mark inside": "\ufeff",
    "word joiner": "\u2060",
    "Hangul filler": "\u3164",
    "Braille blank": "\u2800",
    "line separator": "\u2028",
    "next line": "\u0085",
    "escape": "\x1b",
    "bell": "\x07",
    "backspace": "\x08",
    "tab": "\t",
    "variation selector": "\ufe0f",
    "private use": "\ue000",
}


def cases() -> Iterator[Case]:
    """Yield the cases."""
    yield from _encodings()
    yield from _letters()


def _encodings() -> Iterator[Case]:
    """Yield encodings and bytes that belong to none."""
    yield accepted("UTF-8 with a mark", b"\xef\xbb\xbf" + BASE.encode())
    for name in ("utf-16-le", "utf-16-be"):
        mark = "\ufeff".encode(name)
        yield accepted(f"{name} with a mark", mark + BASE.encode(name))
        yield accepted(f"{name} with CR LF", mark + text(end="\r\n").encode(name))
    for name in ("utf-32-le", "utf-32-be"):
        yield refused(f"{name} with a mark", "\ufeff".encode(name) + BASE.encode(name), (None, "", "UTF-32"))
    nul = (1, "", "NUL character")
    for name in ("utf-16-le", "utf-16-be"):
        yield refused(f"{name} without a mark", BASE.encode(name), (None, "", "UTF-16 without the mark"))
    yield refused("utf-16 cut in the middle", "\ufeff".encode("utf-16-le") + BASE.encode("utf-16-le")[:-1],
                  (17, "", "not UTF-16"))  # fmt: skip
    yield refused("a NUL in an id", changed(2, "patient_id", "P\0001"), (2, "", "NUL character"))
    yield refused("a NUL in the header", BASE.replace("psa", "p\0sa", 1), nul)
    yield refused("CR alone", text(end="\r").rstrip("\r"), (1, "", "a carriage return without a line feed"))
    yield refused("one CR alone", BASE.replace("P03", "P\r03", 1), (6, "", "a carriage return without"))
    accent = renamed("region", "bed", "prostatabl\u00f6se")
    yield accepted("letters beyond ASCII", accent)
    yield accepted("a declared code page", accent.encode("cp1252"), plan='[input]\nencoding = "cp1252"\n')
    yield refused("a byte that is cut", BASE.encode() + b"P09,R1,PSMA,bed,positive,\xc3", (18, "", "0xC3"))
    yield refused("an overlong NUL", BASE.encode().replace(b"P03", b"P\xc0\x80", 1), (6, "", "0xC0"))
    yield refused("a surrogate in UTF-8", BASE.encode().replace(b"P03", b"P\xed\xa0\x80", 1), (6, "", "0xED"))
    yield refused("a byte of no encoding", BASE.encode().replace(b"P03", b"P\x81", 1), (6, "", "0x81"))


def _letters() -> Iterator[Case]:
    """Yield letters that cannot be seen, or that look like others."""
    for name, sign in INVISIBLE.items():
        words = f"U+{ord(sign):04X}"
        yield refused(f"{name} in an id", changed(2, "patient_id", f"P{sign}01"), (2, "patient_id", words))
    for column in ("reader", "modality", "region", "result", "psa"):
        cell = {"psa": "0.\u200b3", "result": "posi\u200btive"}.get(column, "x\u200by")
        yield refused(f"zero width space in {column}", changed(2, column, cell), (2, column, "U+200B"))
    alike = (3, "patient_id", "only by case or by how its letters are encoded")
    composed = text([["Caf\u00e9" if r[0] == "P01" and r[2] == "PSMA" else r[0].replace("P01", "Cafe\u0301"), *r[1:]]
                     for r in ROWS])  # fmt: skip
    yield refused("two forms of one letter", composed, alike)
    for name, other in (("case", "p01"), ("full width", "\uff3001"), ("full width digits", "P\uff10\uff11")):
        yield refused(f"an id that differs by {name}", changed(3, "patient_id", other), alike)
    for column, other in (("reader", "r1"), ("region", "Bed"), ("modality", "psma")):
        line = 2 if column == "modality" else 3
        said = 4 if column == "modality" else 3
        yield refused(f"a {column} that differs by case", changed(line, column, other), (said, column, "only by case"))
    yield refused(
        "digits of another script in PSA", changed(2, "psa", "\u0660.\u0663"), (2, "psa", "digits of another")
    )
    yield accepted("letters of other scripts", renamed("region", "bed", "\u524d\u5217\u817a \u05d0"))
    yield accepted("an emoji", renamed("reader", "R1", "R\U0001f600"))
