"""From results to the files of a report: every figure is drawn once, every format renders the same document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from psmatrial.analysis.plan_file import plan_of_record
from psmatrial.analysis.plan_text import plan_toml
from psmatrial.analysis.results import Results
from psmatrial.displays.display import Figure
from psmatrial.displays.lesion_words import lesion_references, of_lesions
from psmatrial.displays.outcome_texts import outcome_references
from psmatrial.displays.outcome_words import outcome_alone
from psmatrial.displays.watermark import figure_of
from psmatrial.displays.words.methods import references_bib
from psmatrial.menu import Menu
from psmatrial.reports.document import Document, Drawing
from psmatrial.reports.front import answer, banner
from psmatrial.reports.marks import marked
from psmatrial.reports.outcome_front import SECTIONS_OF_OUTCOMES, outcome_subtitle
from psmatrial.reports.withheld import with_withheld

FORMATS = Menu("reports/formats", "output format")
FIGURES = Menu("displays/figures", "figure")
SECTION_MENU = Menu("reports/sections", "section")


@dataclass(slots=True)
class Drawings:
    """The figures of one report, each drawn when it is first asked for."""

    results: Results
    drawn: dict[str, Drawing | None] = field(default_factory=dict)

    def drawing(self, name: str) -> Drawing | None:
        """Return a figure with its pictures, or None where the results have nothing for it."""
        if name not in self.drawn:
            figure = figure_of(FIGURES.load(name), self.results)
            self.drawn[name] = None if figure is None else _drawn(figure)
        return self.drawn[name]

    def of_contrast(self, name: str, number: int) -> Drawing | None:
        """Return a figure as if the contrast of this number (from 0) were the first one, under a name of its own."""
        if number == 0:
            return self.drawing(name)
        key, view = f"{name}-{number + 1}", self.results.led_by(number)
        if key not in self.drawn:
            figure, pair = figure_of(FIGURES.load(name), view), view.plan["contrasts"][0]
            title = f"{figure.title}: {pair['index']} against {pair['comparator']}" if figure else ""
            self.drawn[key] = _drawn(replace(figure, name=key, title=title)) if figure else None
        return self.drawn[key]


def _drawn(figure: Figure) -> Drawing:
    """Draw a figure for the page and for files."""
    from psmatrial.displays.style import Style
    from psmatrial.displays.svg import file_svg, page_svg

    text = file_svg(figure.draw(Style()), figure.title, figure.alt)
    return Drawing(figure, page_svg(text, figure.name, figure.title, figure.alt), text)


def document(results: Results, drawings: Drawings) -> Document:
    """Return the report before it has a format: the answer, then the planned sections in their order."""
    wanted = results.plan["report"]["sections"]
    if outcome_alone(results):
        wanted = [name for name in wanted if name in SECTIONS_OF_OUTCOMES]
    sections = [found for name in wanted if (found := SECTION_MENU.load(name).section(results, drawings)) is not None]
    page = Document(
        study_id=results.study["id"],
        title=results.study["title"],
        subtitle=_subtitle(results),
        banner=banner(results),
        answer=answer(results, drawings),
        sections=tuple(sections),
        footer=f"psmatrial {results.provenance['versions']['psmatrial']}, input {results.provenance['input']}, "
        f"SHA-256 {results.provenance['input_sha256'][:12]}",
        citation=results.study["citation"],
    )
    return marked(with_withheld(page, results), results)


def _subtitle(results: Results) -> str:
    """Return what was compared, in how many patients."""
    if outcome_alone(results):
        return outcome_subtitle(results)
    pair = results.plan["contrasts"][0]
    analysed = results.patients["analysed"]
    few = {None: "the same patients", 0: "no patient", 1: "one patient"}
    whom = few.get(analysed, f"the same {analysed} patients")
    return f"{pair['index']} against {pair['comparator']} in {whom}"


def files(results: Results, formats: Sequence[str]) -> dict[str, bytes]:
    """Return the files of a report folder, by name: those of the formats, the plan, a page's figures and references."""
    drawings = Drawings(results)
    made: dict[str, bytes] = {}
    modules = [FORMATS.load(name) for name in formats]
    page = document(results, drawings) if any(module.NEEDS_DOCUMENT for module in modules) else None
    for module in modules:
        made[module.FILE] = module.render(page, results)
    if page:
        for drawing in drawings.drawn.values():
            if drawing:
                made[f"figures/{drawing.figure.name}.svg"] = drawing.file_svg.encode()
        made["references.bib"] = _references(results).encode()
    made["plan.toml"] = plan_toml(plan_of_record(results.plan)).encode()
    return made


def _references(results: Results) -> str:
    """Return the references of the methods text as BibTeX."""
    if outcome_alone(results):
        return outcome_references(results)
    return lesion_references(results) if of_lesions(results) else references_bib(results)


def rendered(results: Results, name: str) -> bytes:
    """Return one document in one format."""
    module = FORMATS.load(name)
    page = document(results, Drawings(results)) if module.NEEDS_DOCUMENT else None
    found: bytes = module.render(page, results)
    return found
