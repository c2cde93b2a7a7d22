"""Workbooks made member by member, so that each thing that can be wrong with one can be put into it."""

from __future__ import annotations

import zipfile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="dd.mm.yyyy"/>'
    '<numFmt numFmtId="165" formatCode="0.0&quot; days&quot;"/></numFmts>'
    '<cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs>'
    "</styleSheet>"
)


def cell(place, value):
    """Return a cell: text inline, numbers as numbers, and what begins with < as it is."""
    if isinstance(value, str) and value.startswith("<"):
        return value.replace("<c", f'<c r="{place}"', 1)
    if isinstance(value, str):
        return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{value}</t></is></c>'
    return f'<c r="{place}"><v>{value}</v></c>'


def grid(rows, hidden=(), merged=()):
    """Return the XML of a sheet whose rows have lists of values by their numbers; None is no cell."""
    lines = []
    for number, values in rows.items():
        cells = (cell(f"{chr(65 + at)}{number}", value) for at, value in enumerate(values) if value is not None)
        lines.append(f'<row r="{number}"{" hidden=1" if number in hidden else ""}>'.replace("=1", '="1"'))
        lines.extend([*cells, "</row>"])
    joined = "".join(f'<mergeCell ref="{area}"/>' for area in merged)
    after = f"<mergeCells>{joined}</mergeCells>" if joined else ""
    return f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(lines)}</sheetData>{after}</worksheet>'


def workbook(path, tabs, *, more=(), date1904=False, states=()):
    """Write a workbook of named sheets, each as XML; ``more`` are further members that win over the usual ones."""
    names = list(tabs)
    state = dict.fromkeys(names, "visible") | dict(states)
    sheets = "".join(
        f'<sheet name="{name}" sheetId="{at}" state="{state[name]}" r:id="r{at}"/>' for at, name in enumerate(names, 1)
    )
    pointers = "".join(
        f'<Relationship Id="r{at}" Type="{LINKS}/worksheet" Target="worksheets/sheet{at}.xml"/>'
        for at in range(1, len(names) + 1)
    )
    pointers += f'<Relationship Id="s" Type="{LINKS}/styles" Target="/xl/styles.xml"/>'
    members = {
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="m" Type="{LINKS}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">{pointers}</Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><workbookPr date1904="{int(date1904)}"/>'
        f"<sheets>{sheets}</sheets></workbook>",
        "xl/styles.xml": STYLES,
        **{f"xl/worksheets/sheet{at}.xml": xml for at, xml in enumerate(tabs.values(), 1)},
        **dict(more),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return path
