"""The estimand in the five attributes of ICH E9(R1), as planned."""

from __future__ import annotations

from collections.abc import Iterator

from psmatrial.analysis.results import Results
from psmatrial.displays import numbers
from psmatrial.displays.display import Cell, Column, Table
from psmatrial.displays.summary import margin_claims, margin_level
from psmatrial.displays.words.english import counted, sentence, series
from psmatrial.displays.words.methods import endpoint_words
from psmatrial.stats.methods import method

AUTHOR = "for the author"
NO_RESULT = {
    "exclude": "Left out and counted: the comparison is of patients with a result under both tests",
    "negative": "Composite: counts as not detected by that test",
    "worst": "Counts against the index test, as the worst case",
    "best": "Counts in favour of the index test, as the best case",
}
EQUIVOCAL = {
    "negative": "Composite: counts as not detected",
    "positive": "Composite: counts as detected",
    "missing": "Counts as no result",
}
TIE = {
    "missing": "Counts as no result",
    "positive": "Composite: counts as detected",
    "negative": "Composite: counts as not detected",
    "adjudicator": "Another reader decides",
}
BEYOND = {
    "exclude": "Left out and counted",
    "refuse": "None in these data: a file with such a patient is refused",
    "keep": "Kept, as if it had not happened (treatment policy)",
}
FOOTNOTE = (
    "The five attributes of ICH E9(R1), an international guideline on estimands in clinical trials; its two treatments "
    f"are here two tests of the same patient. What neither plan nor data say is marked “{AUTHOR}”."
)


def table(results: Results) -> Table:
    """Return one row an attribute, and one for each event that could stand between a patient and a result."""
    rows = [
        *_subject(results),
        *_events(results),
        ("Summary measure", _summary(results), "primary"),
    ]
    columns = (Column("Attribute"), Column("In this analysis"), Column("Key of the plan"))
    cells = tuple(tuple(Cell(text) for text in row) for row in rows)
    return Table("estimand", "The primary estimand", columns, cells, (FOOTNOTE,))


def _subject(results: Results) -> Iterator[tuple[str, str, str]]:
    """Yield population, treatments and variable."""
    pair = results.plan["contrasts"][0]
    read = results.patients["read"]
    held = "a number of patients that is withheld" if read is None else counted(read, "patient")
    yield "Population", f"The population of which the file holds {held}. Who could take part: {AUTHOR}", numbers.ABSENT
    yield (
        "Treatments",
        f"{pair['index']} (index test) and {pair['comparator']} (comparator), both in every patient",
        "contrasts",
    )
    words = endpoint_words(results)
    yield "Variable", f"{sentence(words).removesuffix('.')}: detected or not, under each test", "primary.endpoint"


def _events(results: Results) -> Iterator[tuple[str, str, str]]:
    """Yield what is done where a result is missing, unclear or late."""
    reading, gap = results.plan["reading"], results.plan["gap"]
    yield "Event: no result under a test", NO_RESULT[reading["missing"]], "reading.missing"
    yield "Event: an equivocal reading", EQUIVOCAL[reading["equivocal"]], "reading.equivocal"
    if len(reading["readers"]) > 1 and reading["rule"] == "majority":
        yield "Event: no majority of readers", TIE[reading["tie"]], "reading.tie"
    if gap["days"] is None:
        yield "Event: scans far apart", f"No limit is planned: {AUTHOR}", "gap.days"
    else:
        yield f"Event: scans over {gap['days']:g} days apart", BEYOND[gap["beyond"]], "gap.beyond"
    yield "Event: treatment between the scans", f"Not in these data: {AUTHOR}", numbers.ABSENT


def _summary(results: Results) -> str:
    """Return what is estimated of the population, and how it is tested."""
    planned, pair = results.plan["primary"], results.plan["contrasts"][0]
    level = numbers.level(results.plan["level"])
    difference = method("rate-difference", planned["difference"]).label
    claims = series(list(margin_claims(results).values()))
    margins = f"; margins one-sided at the level {margin_level(results):g}: {claims}" if claims else ""
    return (
        f"Difference of the two detection rates, {pair['index']} minus {pair['comparator']}, with its two-sided "
        f"{level} interval ({difference}); beside it the conditional odds ratio. Equality is tested by "
        f"{method('equality', planned['test']).label}, two-sided{margins}"
    )
