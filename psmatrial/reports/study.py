"""The report of published studies: printed beside recomputed, the tables behind them, and notes in neutral words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from psmatrial.analysis.printed_checks.deciding import noted
from psmatrial.analysis.provenance import versions
from psmatrial.analysis.reproduce import UNSEEN, Item, Reproduction, record
from psmatrial.analysis.results import Results, json_text
from psmatrial.displays.tables._studies import behind, compared, label, summary
from psmatrial.displays.verdicts import WORDS, finding_text, given_text
from psmatrial.menu import Menu
from psmatrial.reports.document import Answer, Block, Document, Facts, KeyNumber, Paragraph, Section

FORMATS = Menu("reports/formats", "output format")
PAGES = ("html", "pdf")
RECORD = "reproduction.json"
NOTED = ("needs-method", "several-tables", "not-reproduced")
LEGEND = (
    "What is printed is compared with what the other printed numbers of the same source give, at the precision of the "
    "print. Numbers that were seen in a source and numbers that are only recalled, to be verified, are counted apart; "
    "no statement rests on a recalled number that could not be reproduced, and such numbers are left out. These notes "
    "say what the text prints and what the counts give, and nothing about how a difference came about."
)


def files(runs: Sequence[Reproduction]) -> dict[str, bytes]:
    """Return the files of a report on one study, or on several in one document.

    Parameters
    ----------
    runs
        One or more, in the order in which they are shown.

    Returns
    -------
    dict
        The page, the PDF, and the record in full precision, by file name.
    """
    page, found = document(runs), _results(runs)
    made: dict[str, bytes] = {RECORD: json_text(record(_visible(runs))).encode()}
    for name in PAGES:
        module = FORMATS.load(name)
        made[module.FILE] = module.render(page, found)
    return made


def document(runs: Sequence[Reproduction]) -> Document:
    """Return the report before it has a format."""
    single = runs[0].study if len(runs) == 1 else None
    sections: list[Section] = []
    if single is None:
        sections.append(Section("registry", "All studies", (summary(runs), Paragraph(LEGEND, "note"))))
    for run in runs:
        sections += _sections(run, alone=single is not None)
    return Document(
        study_id=single.id if single else "registry",
        title=single.title if single else "Published numbers, checked",
        subtitle="Printed against recomputed",
        banner="",
        answer=_answer(runs),
        sections=tuple(sections),
        footer=f"psmatrial {versions()['psmatrial']}, {len(runs)} {'study' if single else 'studies'}",
        citation=_citation(runs[0]) if single else "",
    )


def shown(run: Reproduction) -> list[Item]:
    """Return the items of a study that a report shows: all but those whose failing rests on recalled numbers."""
    return [item for item in run.items if item.finding.note != UNSEEN]


def _visible(runs: Sequence[Reproduction]) -> list[Reproduction]:
    """Return runs with only the items that a report shows."""
    return [Reproduction(run.study, tuple(shown(run))) for run in runs]


def _results(runs: Sequence[Reproduction]) -> Results:
    """Return what the formats attach: the record, and no analysis."""
    study = {"id": runs[0].study.id, "title": runs[0].study.title, "citation": runs[0].study.citation}
    several: Mapping[str, str] = {"id": "registry", "title": "Published numbers, checked", "citation": ""}
    further = {"reproduction": record(_visible(runs))["studies"]}
    return Results(study if len(runs) == 1 else several, {}, {"versions": versions()}, {}, {}, (), further)


def _citation(run: Reproduction) -> str:
    """Return where a study was published, with its DOI."""
    doi = f". doi:{run.study.doi}" if run.study.doi else ""
    return f"{run.study.citation}{doi}{'' if run.study.doi_seen or not doi else ' (recalled)'}"


def _answer(runs: Sequence[Reproduction]) -> Answer:
    """Return the first page: how many printed numbers were reproduced, seen and recalled apart."""
    seen = sum(run.reproduced(seen=True) for run in runs), sum(run.checked for run in runs)
    recalled = sum(run.reproduced(seen=False) for run in runs), sum(run.checked_recalled for run in runs)
    sentence = f"Of {seen[1]} printed numbers that were seen in a source and can be checked, {seen[0]} are reproduced."
    if not seen[1]:
        sentence = "No printed number that was seen in a source can be checked."
    failing = [item for run in runs for item in shown(run) if item.finding.verdict == "not-reproduced"]
    others = [item for run in runs for item in shown(run) if item.finding.verdict == "needs-method"]
    keys = (
        KeyNumber("Seen in a source", f"{seen[0]} of {seen[1]}", _detail(runs, seen=True)),
        KeyNumber("Recalled, to be verified", f"{recalled[0]} of {recalled[1]}", _detail(runs, seen=False)),
        KeyNumber(
            "Differ", str(len(failing) + len(others)), f"{len(failing)} not reproduced, {len(others)} by another method"
        ),
    )
    return Answer(sentence, keys, (), None)


def _detail(runs: Sequence[Reproduction], *, seen: bool) -> str:
    """Return what is counted of seen or of recalled numbers, with those that are neither reproduced nor differ."""
    found = [item.finding for run in runs for item in run.items]
    several = sum(one.verdict == "several-tables" and one.seen is seen for one in found)
    return "checked numbers reproduced" + (f"; several tables fit {several} more" if several else "")


def _sections(run: Reproduction, *, alone: bool) -> list[Section]:
    """Return the sections of one study: one where it stands among others, several where it stands alone."""
    study, items = run.study, shown(run)
    tables: list[Block] = [table for table in (compared(study, items), behind(study, items)) if table is not None]
    notes = _notes(run, items)
    if not alone:
        first: list[Block] = [Paragraph(_citation(run), "note")]
        return [Section(f"study-{study.id}", study.title, (*first, *tables, *notes), folded=not notes)]
    head: list[Block] = [*tables] or [Paragraph("Nothing that is printed can be checked.")]
    made = [Section("numbers", "Printed against recomputed", (*head, Paragraph(LEGEND, "note")))]
    if notes:
        made.append(Section("notes", "Notes", tuple(notes)))
    return [*made, Section("source", "Study and sources", (_source(run),))]


def _notes(run: Reproduction, items: Sequence[Item]) -> list[Block]:
    """Return what is to be said of the items that are not simply reproduced, and of the outcomes."""
    told = [item for item in items if item.finding.verdict in NOTED or noted(item.finding)]
    said: list[Block] = [Paragraph(_note(run, item)) for item in told]
    said += [Paragraph(f"{outcome.heading}: {outcome.note}", "note") for outcome in run.study.outcomes if outcome.note]
    return said


def _note(run: Reproduction, item: Item) -> str:
    """Return one note: what the text prints, what the other numbers give, what would explain it."""
    one = item.finding
    words = [f"{label(run.study, one.item)}: the text prints {one.printed}."]
    if one.computed is not None:
        words.append(f"The other printed numbers give {given_text(one)}.")
    method, note = f" ({one.method})" if one.method else "", f": {one.note}" if one.note else ""
    words.append(f"{finding_text(one)}{method}{note}.")
    if item.reason:
        words.append(item.reason)
    if not item.as_expected and item.stated:
        words.append(f"Expected: {WORDS[item.expected]}.")
    return " ".join(words)


def _source(run: Reproduction) -> Facts:
    """Return what the study is and where its numbers were seen."""
    study = run.study
    facts = [
        ("Citation", _citation(run)),
        ("Registration", "; ".join(study.registration)),
        ("Design", study.design),
        ("Same patients under both tests", "yes" if study.paired else "no: no paired test is used"),
        *((f"Arm: {key}", name) for key, name in study.arms.items()),
        *((f"Method named for {key}", name) for key, name in study.methods.items()),
        *((f"Source: {key}", address) for key, address in study.sources.items()),
    ]
    return Facts(tuple((key, value) for key, value in facts if value))
