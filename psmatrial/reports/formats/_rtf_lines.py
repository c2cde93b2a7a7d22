"""Lines and grids on paper as RTF."""

from __future__ import annotations

import struct
from itertools import accumulate

from psmatrial.reports.formats._paper import (
    ACCENT,
    COLOURS,
    FAINT,
    HAIR,
    INK,
    LOOKS,
    Band,
    Box,
    Grid,
    Line,
    Picture,
    Run,
)
from psmatrial.reports.formats._pictures import SIZE_AT
from psmatrial.reports.formats._rtf_text import escaped, twips

SIDES = {"left": "\\ql", "center": "\\qc", "right": "\\qr"}
STYLES = {name: number for number, name in enumerate(LOOKS, 1)}
MARGIN = 4.0
# Digits of a picture on one line.
DIGITS = 128


def line_rtf(line: Line, *, inside: bool = False, end: str = "\\par") -> str:
    """Return a paragraph; ``inside`` a cell it says so, and its ``end`` may be that of the cell.

    Every paragraph states in full how it looks, as some readers keep no styles.
    """
    words = "".join(run_rtf(run) for run in line.runs)
    mark = f"{{\\*\\bkmkstart {line.mark}}}{{\\*\\bkmkend {line.mark}}}" if line.mark else ""
    within = "\\intbl" if inside else ""
    return f"\\pard\\plain{within}{paragraph(line)} {mark}{words}{end}\n"


def paragraph(line: Line) -> str:
    """Return the control words of a paragraph and of its letters."""
    look = LOOKS[line.look]
    keep = look.keep if line.keep is None else line.keep
    words = [f"\\s{STYLES[look.name]}", SIDES[line.align or look.align]]
    words += ["\\pagebb"] if line.new_page else []
    words += ["\\keepn"] if keep else []
    words += [f"\\sb{twips(look.before)}\\sa{twips(look.after)}"]
    words += [f"\\li{twips(look.left)}\\fi{-twips(look.hanging)}"] if look.left else []
    words += [f"\\tx{twips(look.left)}"] if look.hanging else []
    words += [f"\\ri{twips(look.right + line.right)}"] if look.right + line.right else []
    words += [f"\\outlinelevel{look.level}"] if look.level is not None else []
    words += [f"\\tqr\\tx{twips(look.tab)}"] if look.tab else []
    edge, shade = ("bottom", INK) if line.rule else (look.edge, FAINT)
    words += [f"\\brdr{edge[0]}\\brdrs\\brdrw{twips(HAIR)}\\brdrcf{colour(shade)}\\brsp20"] if edge else []
    size = line.size or look.size
    font, half_points = int(look.mono), round(2 * size)
    # Letters of scripts that run from right to left have a size of their own.
    words += [f"\\rtlch\\fcs1\\af{font}\\afs{half_points}\\ltrch\\fcs0\\f{font}\\fs{half_points}"]
    words += [f"\\cf{colour(look.colour)}", "\\b" if look.bold else ""]
    return "".join(words)


def run_rtf(run: Run) -> str:
    """Return some text, inside a link where it leads somewhere; addresses and marks are made of plain letters."""
    text = escaped(run.text)
    text = f"{{\\b {text}}}" if run.bold else text
    if not (run.href or run.mark):
        return text
    goal = f'"{run.href}"' if run.href else f'\\\\l "{run.mark}"'
    shown = f"{{\\cf{colour(ACCENT)} {text}}}" if run.href else text
    return f"{{\\field{{\\*\\fldinst{{HYPERLINK {goal}}}}}{{\\fldrslt{{{shown}}}}}}}"


def colour(name: str) -> int:
    """Return the place of a colour in the table of colours, which begins with none."""
    return COLOURS.index(name) + 1


def grid_rtf(grid: Grid) -> str:
    """Return a grid: its heading comes again on every page, its rows stay whole."""
    centred = "\\trqc" if grid.centred else ""
    return "".join(_band(band, grid.widths, centred) for band in grid.bands) + "\\pard\\plain\n"


def _band(band: Band, widths: tuple[float, ...], centred: str) -> str:
    """Return one row: first where its cells end and how they look, then what they hold."""
    edges = [0.0, *accumulate(widths)]
    place, heads, cells = 0, [], []
    for box in band.boxes:
        place += box.span
        heads.append(f"{_borders(box)}\\cellx{twips(edges[place])}")
        cells.append(_cell(box))
    inset = twips(MARGIN)
    row = f"\\trowd{centred}\\trgaph{inset}\\trleft0\\trpaddl{inset}\\trpaddr{inset}\\trpaddfl3\\trpaddfr3"
    row += ("\\trkeep" if band.whole else "") + ("\\trhdr" if band.heading else "")
    return f"{row}\n{''.join(heads)}\n{''.join(cells)}\\row\n"


def _borders(box: Box) -> str:
    """Return how a cell is merged, where its words stand and what rules it has."""
    words = {"first": "\\clvmgf", "next": "\\clvmrg"}.get(box.down, "")
    words += "\\clvertalb" if box.low else "\\clvertalc" if box.middle else "\\clvertalt"
    sides = (("t", box.top), ("l", box.sides), ("b", box.bottom), ("r", box.sides))
    rules = (f"\\clbrdr{side}\\brdrs\\brdrw{twips(wide)}\\brdrcf{colour(box.colour)}" for side, wide in sides if wide)
    return words + "".join(rules)


def _cell(box: Box) -> str:
    """Return what a cell holds."""
    ends = ["\\par"] * (len(box.lines) - 1) + ["\\cell"]
    return "".join(
        line_rtf(line, inside=True, end=end) if isinstance(line, Line) else picture_rtf(line, inside=True, end=end)
        for line, end in zip(box.lines, ends, strict=True)
    )


def picture_rtf(picture: Picture, *, inside: bool = False, end: str = "\\par") -> str:
    """Return a picture as a paragraph, with its words for those who cannot see it."""
    words = (("wzName", picture.title), ("wzDescription", picture.alt))
    said = "".join(f"{{\\sp{{\\sn {name}}}{{\\sv {escaped(text)}}}}}" for name, text in words if text)
    wide, high = struct.unpack_from(">II", picture.png, SIZE_AT)
    goal = f"\\picw{wide}\\pich{high}\\picwgoal{twips(picture.width)}\\pichgoal{twips(picture.height)}"
    dots = picture.png.hex()
    lines = "\n".join(dots[at : at + DIGITS] for at in range(0, len(dots), DIGITS))
    within, look = "\\intbl" if inside else "", paragraph(Line("Figure Picture", ()))
    return f"\\pard\\plain{within}{look} {{\\pict{{\\*\\picprop {said}}}\\pngblip{goal}\n{lines}}}{end}\n"
