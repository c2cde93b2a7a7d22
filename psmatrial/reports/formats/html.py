"""The report as one HTML page that needs no other file and asks no host for anything."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from importlib.resources import files

from psmatrial.analysis.results import ILLUSTRATION, Results
from psmatrial.reports.document import Document
from psmatrial.reports.formats._outline import outline

FILE = "report.html"
TEMPLATES = files("psmatrial.reports") / "templates"

VIEW_BOX = re.compile(r'<svg(?![^>]*\swidth=)[^>]*\sviewBox="0 0 ([\d.]+) ([\d.]+)"')
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
        The numbers behind it; every number on the page already stands in the document.

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
    del results
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    style, script = _template("report.css"), _template("report.js")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["sized"] = lambda svg: Markup(_sized(svg))  # noqa: S704 - a picture that the displays cleaned
    page = environment.from_string(_template("report.html.j2")).render(
        document=outline(document, "page_svg"),
        illustration=ILLUSTRATION,
        policy=policy(style, script),
        style=Markup(style),  # noqa: S704 - our own file
        script=Markup(script),  # noqa: S704 - our own file
    )
    return page.encode() + b"\n"


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
    """Return a picture with the size at which its smallest letters can be read; narrow screens scroll it."""
    box = VIEW_BOX.match(svg)
    if box is None:
        return svg
    width, height = (f"{float(size) * PIXELS_PER_POINT:.0f}" for size in box.groups())
    return f'<svg width="{width}" height="{height}"{svg[4:]}'


def _template(name: str) -> str:
    """Return the text of a template."""
    return (TEMPLATES / name).read_text(encoding="utf-8")
