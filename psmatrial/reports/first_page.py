"""The first page alone, as a piece of HTML that a notebook can show among its own."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from importlib.resources import files

from psmatrial.analysis.results import ILLUSTRATION, Results
from psmatrial.displays.svg import page_svg
from psmatrial.reports.document import Document
from psmatrial.reports.formats._outline import outline
from psmatrial.reports.report import Drawings, document

TEMPLATES = files("psmatrial.reports") / "templates"


def first_page_html(results: Results) -> str:
    """Return the answer, the key numbers and their picture as one HTML element.

    All text is escaped. The element holds no script and asks no host for anything; its style reaches nothing outside
    it, and its identifiers do not meet those of another study shown in the same notebook.

    Parameters
    ----------
    results
        The results of an analysis, whatever sections its plan wants.

    Returns
    -------
    str
        The same from run to run.

    Examples
    --------
    >>> from psmatrial.analysis.example import example
    >>> from psmatrial.analysis.run import compare
    >>> first_page_html(compare(*example())).count("<svg")
    1
    """
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["picture"] = Markup
    page = outline(_first_page(results), "page_svg")
    template = environment.from_string((TEMPLATES / "first_page.html.j2").read_text(encoding="utf-8"))
    style = Markup((TEMPLATES / "first_page.css").read_text(encoding="utf-8"))  # noqa: S704 - our own file
    return template.render(document=page, illustration=ILLUSTRATION, style=style)


def _first_page(results: Results) -> Document:
    """Return the report without its sections, the picture's identifiers made unlike those of other studies."""
    report = {**results.plan["report"], "sections": []}
    bare = replace(results, plan={**results.plan, "report": report})
    page = document(bare, Drawings(bare))
    drawing = page.answer.picture
    if drawing is None:
        return page
    figure = drawing.figure
    prefix = f"psmatrial-{sha256(results.json().encode()).hexdigest()[:8]}-{figure.name}"
    own = replace(drawing, page_svg=page_svg(drawing.file_svg, prefix, figure.title, figure.alt))
    return replace(page, answer=replace(page.answer, picture=own))
