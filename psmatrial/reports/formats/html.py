"""The report as one HTML page that needs no other file and asks no host for anything."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from importlib.resources import files

from psmatrial.analysis.results import ILLUSTRATION, Results
from psmatrial.displays.opened import Grid, square
from psmatrial.model import CELLS, PairedTable
from psmatrial.reports.document import Document
from psmatrial.reports.formats._outline import clean, outline
from psmatrial.reports.opened import answers_behind, methods_behind, sentence_runs, with_opened

FILE = "report.html"
NEEDS_DOCUMENT = True
# The figure that shows the primary table.
PICTURE = "tile"
TEMPLATES = files("psmatrial.reports") / "templates"

VIEW_BOX = re.compile(r'<svg(?![^>]*\swidth=)[^>]*\sviewBox="0 0 ([\d.]+) ([\d.]+)"')
GROUP_NAME = re.compile(r'<g id="[^"]*"')
# Figures are drawn in points for paper, with letters of 8: on a screen they are shown at 1.2 times their printed size.
PIXELS_PER_POINT = 1.2 * 96 / 72


def render(document: Document, results: Results) -> bytes:
    """Return the report as an HTML page.

    All text is escaped; the page's one style and one script are named by their hashes in its content security policy,
    so that a browser runs and loads nothing else. It works with scripts switched off.

    Parameters
    ----------
    document
        What the page shows.
    results
        The numbers behind it: every value that is one of its rows opens, on its table, its method and its formula.

    Returns
    -------
    bytes
        UTF-8 text, the same from run to run.

    Examples
    --------
    >>> from psmatrial.analysis.results import Results
    >>> from psmatrial.reports.document import Answer, Document
    >>> found = Results({}, {}, {}, {}, {}, ())
    >>> page = render(Document("demo", "<b>PSMA</b>", "", "", Answer("28/50", (), (), None), (), ""), found)
    >>> b"<title>&lt;b&gt;PSMA&lt;/b&gt;</title>" in page
    True
    """
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    style, script = _template("report.css"), _template("report.js")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["sized"] = lambda svg: Markup(_sized(svg))  # noqa: S704 - a picture that the displays cleaned
    shown = outline(document, "page_svg")
    behind = with_opened(shown, results)
    answers_behind(behind)
    open_rows = {number["row"] for table in behind for number in table["numbers"]}
    page = environment.from_string(_template("report.html.j2")).render(
        document=shown,
        behind=behind,
        methods=methods_behind(behind),
        sentence=sentence_runs(shown["answer"]["sentence"], results, open_rows),
        answer_grid=_answer_grid(document, results),
        illustration=ILLUSTRATION,
        policy=policy(style, script),
        style=Markup(style),  # noqa: S704 - our own file
        script=Markup(script),  # noqa: S704 - our own file
    )
    return page.encode() + b"\n"


def _answer_grid(document: Document, results: Results) -> Grid | None:
    """Return the primary table in numbers, for windows too narrow for its picture; None without that picture."""
    picture, cells, pair = document.answer.picture, results.primary.get("table") or {}, results.plan.get("contrasts")
    if picture is None or picture.figure.name != PICTURE or set(cells) != set(CELLS) or not pair:
        return None
    return square(PairedTable(**cells, index=clean(pair[0]["index"]), comparator=clean(pair[0]["comparator"])))


def policy(style: str, script: str) -> str:
    """Return the content security policy of a page with this one style and this one script.

    Examples
    --------
    >>> policy("", "").split("; ")[1]
    "style-src 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
    """
    return "; ".join(
        [
            "default-src 'none'",
            f"style-src {_source(style)}",
            f"script-src {_source(script)}",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def _source(text: str) -> str:
    """Return the hash by which a policy allows a text that stands in the page."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _sized(svg: str) -> str:
    """Return a picture with the size at which its smallest letters can be read; narrow screens scroll it.

    Its groups lose their names, which mean something to who edits the file only and may come twice.
    """
    svg = GROUP_NAME.sub("<g", svg)
    box = VIEW_BOX.match(svg)
    if box is None:
        return svg
    width, height = (f"{float(size) * PIXELS_PER_POINT:.0f}" for size in box.groups())
    return f'<svg width="{width}" height="{height}"{svg[4:]}'


def _template(name: str) -> str:
    """Return the text of a template."""
    return (TEMPLATES / name).read_text(encoding="utf-8")
