"""LaTeX taken apart by a reader of its own: strict about what may stand in it, and back to the text it prints."""

from __future__ import annotations

import re

# What stands after a row that is not parted from the next.
KEPT = r"\nopagebreak[4]"
# The rule below the last row, to which the notes are tied.
RULE = r"\noalign{\nobreak\vskip\aboverulesep\hrule height\heavyrulewidth\nobreak\vskip\belowrulesep\nobreak}"
WORDS = {
    "textbackslash": "\\",
    "textasciicircum": "^",
    "textasciitilde": "~",
    "textless": "<",
    "textgreater": ">",
    "textbar": "|",
    "ldots": "…",
    "textbullet": "•",
    "S": "§",
    "dag": "†",
    "ddag": "‡",
    "ss": "ß",
    "ae": "æ",
    "AE": "Æ",
    "oe": "œ",
    "OE": "Œ",
    "o": "ø",
    "O": "Ø",
    "l": "ł",
    "L": "Ł",
    "i": "\u0131",
}
MATHS = {
    "-": "−",
    r"\leq": "≤",
    r"\geq": "≥",
    r"\infty": "∞",
    r"\times": "×",
    r"^{2}": "²",
    r"\chi": "χ",
    r"\kappa": "κ",
}
MATHS |= {r"\pm": "±", r"\approx": "≈", r"\rightarrow": "→", r"\cdot": "·", r"\tau": "τ", r"\surd": "√", r"\neq": "≠"}
MATHS |= {r"\frac{1}{2}": "½", r"^{\circ}": "°", r"_{1}": "₁"}
ACCENTS = dict(
    zip("`'^~=u.\"rHvdc", "\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030a\u030b\u030c\u0323\u0327", strict=True)
)
CODES = {34: '"', 96: "`"}
TOKEN = re.compile(
    r"\\char(?P<code>34|96)\{\}"
    r"|\\hphantom\{\.?0*\}(?P<room>)"
    r"|\\(?P<word>[A-Za-z]+)\{\}"
    r"|\$(?P<maths>[^$]+)\$"
    r"|\\(?P<accent>[`'^~=.\"]|[urHvdc](?=\{))\{(?P<base>[^{}]*(?:\{\})?)\}"
    r"|\\(?P<sign>[{}$&#%_])"
    r"|\{(?P<held>[\[\]*'-])\}"
    r"|(?P<quote>``\{\}|''\{\}|`\{\}|'\{\})"
    r"|(?P<dash>---|--)"
    r"|(?P<thin>\\,)"
    r"|(?P<plain>[A-Za-z0-9 .,:;()/=+?!@]|~)"
)
QUOTES = {"``{}": "“", "''{}": "”", "`{}": "\u2018", "'{}": "\u2019"}


def text_of(tex: str) -> str:
    """Return the text that LaTeX prints; a sign that does more than print is refused."""
    strong = re.fullmatch(r"\\textbf\{(.*?)\}(\\hphantom\{[.0]+\})?", tex)
    tex = strong[1] if strong else tex
    found, place = [], 0
    while place < len(tex):
        match = TOKEN.match(tex, place)
        assert match, f"{tex[place : place + 40]!r} may do more than print"
        found.append(_printed(match))
        place = match.end()
    return "".join(found)


def _printed(match: re.Match[str]) -> str:
    """Return what one token prints."""
    kind, value = str(match.lastgroup), match.group(str(match.lastgroup))
    if kind == "base":
        import unicodedata

        base = WORDS[value[1:-2]] if value.startswith("\\") else value
        return unicodedata.normalize("NFC", {"\u0131": "i"}.get(base, base) + ACCENTS[match["accent"]])
    fixed = {
        "room": lambda _: "",
        "code": lambda v: CODES[int(v)],
        "word": WORDS.__getitem__,
        "maths": MATHS.__getitem__,
    }
    fixed |= {"quote": QUOTES.__getitem__, "dash": {"--": "–", "---": "—"}.__getitem__, "thin": lambda _: "\u202f"}
    return str(fixed[kind](value)) if kind in fixed else {"~": "\u00a0"}.get(value, value)


def split(row: str) -> list[str]:
    """Return the cells of a row, cut at ampersands that no backslash makes plain."""
    return [cell.strip() for cell in re.split(r"(?<!\\)&", row)]


def bodies(document: str) -> list[list[list[str]]]:
    """Return the rows of each table below its headings, by cell, as LaTeX."""
    found = []
    for table in re.findall(r"\\begin\{longtable\}.*?\\end\{longtable\}", document, re.DOTALL):
        lines = table.split("\\endlastfoot\n")[1].split(f"\n{RULE}\n")[0].split("\n")
        lines = [line for line in lines if line != KEPT]
        assert all(line.endswith(r" \\") for line in lines), lines
        found.append([split(line.removesuffix(r" \\")) for line in lines])
    return found
