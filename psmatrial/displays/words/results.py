"""The results text of a paper, a paragraph for each family of endpoints, written from rows."""

from __future__ import annotations

from collections.abc import Sequence

from psmatrial.analysis.results import Results, Row
from psmatrial.displays import numbers
from psmatrial.displays.policies import counted_without, whom
from psmatrial.displays.summary import margin_tests, margin_verdict
from psmatrial.displays.suppression_words import withheld_patients
from psmatrial.displays.tables._paired import TWO_FAMILIES, Group, families_adjusted, groups, main_contrast
from psmatrial.displays.words.agreement import agreement_paragraph
from psmatrial.displays.words.english import counted, in_points, left_out, point, series, were
from psmatrial.displays.words.primary import primary_paragraph, primary_shown
from psmatrial.displays.words.regions import regions_paragraph
from psmatrial.displays.words.telling import RATES, Runs, Telling, told_runs
from psmatrial.displays.words.tipping import tipping_sentence, told_grids
from psmatrial.displays.words.truth import truth_paragraph
from psmatrial.stats.further_methods import further_method
from psmatrial.stats.multiplicity import error_rate

KINDS = {
    "rebuilt": "The patients are rebuilt from published counts; they are not the records of the study.",
    "simulated": "The data are simulated.",
}
TESTS = (
    *("homogeneity-difference", "homogeneity-odds-ratio", "global"),
    *("trend-index-rate", "trend-comparator-rate", "trend-split"),
)
ADJUSTED = "Adjusted p-values are those within"
GATED = ", and never below those of the families before it, of which the primary endpoint is the first (gatekeeping)"


def results_runs(results: Results) -> list[Runs]:
    """Return the results text: patients, the primary endpoint, then every family of secondary results there is.

    It comes in runs: each number with the id of the row it prints, so that it can be opened. Numbers that a publication
    does not determine carry an asterisk, and the paragraph says what it means.
    """
    said: set[str] = set()
    first = (_patients, primary_paragraph, _endpoints, regions_paragraph, _strata, _readers)
    paragraphs = (*first, agreement_paragraph, truth_paragraph, _margins, _robustness)
    told = [paragraph(results, Telling(said, framed=True)) for paragraph in paragraphs]
    further = range(1, len(results.plan["contrasts"]))
    views = [view for view in map(results.led_by, further) if primary_shown(view)]
    told += [primary_paragraph(view, Telling(said, framed=True)) for view in views]
    return [told_runs(text) for text in told if text]


def _patients(results: Results, told: Telling) -> str:
    """Say who was analysed and who was left out why."""
    patients, kind = results.patients, KINDS.get(results.plan["origin"]["kind"], "")
    read, analysed = patients["read"], patients["analysed"]
    if read is None:
        return told.paragraph(kind, withheld_patients(analysed, whom(results)))
    if read == analysed:
        whole = "The only patient" if read == 1 else f"All {read} patients"
        text = f"{whole} had a result under both tests and {were(read)} analysed"
        if without := counted_without(results):
            text = f"{whole} {were(read)} analysed: {without}"
    elif without := counted_without(results):
        text = f"Of {counted(read, 'patient')}, {analysed or 'none'} {were(analysed)} analysed: {without}"
    else:
        text = f"Of {counted(read, 'patient')}, {analysed or 'none'} had a result under both tests"
        text += f" and {were(analysed)} analysed" if analysed else ""
    if excluded := [item for item in patients["excluded"] if item["n"]]:
        left, reasons = sum(item["n"] for item in excluded), [left_out(item["n"], item["reason"]) for item in excluded]
        text += f"; {left} {were(left)} left out ({series(reasons, ';')})"
    return told.paragraph(kind, f"{text}.")


def _endpoints(results: Results, told: Telling) -> str:
    """Return every endpoint but the primary one."""
    every = groups(main_contrast(results, stratum="all", reader=None), "endpoint")
    found = [group for group in every if group.first.endpoint != results.primary["endpoint"]]
    head = "By endpoint" if any(group.first.endpoint == "patient" for group in found) else "By region"
    return told.paragraph(*_family(head, found, results, told))


def _strata(results: Results, told: Telling) -> str:
    """Return the PSA strata, and all strata together."""
    rows = [row for row in main_contrast(results, stratum_by="psa", reader=None) if row.stratum]
    together = main_contrast(results, stratum_by="psa", stratum=None)
    sentences = _family("By PSA (ng/mL)", groups(rows, "stratum"), results, told)
    pooled = [
        f"the pooled difference was {_pooled(row, told)}{told.mark(row)}"
        for row in together
        if row.quantity == "pooled-difference" and row.value is not None
    ]
    first = {row.quantity: row for row in reversed(together) if row.p_value is not None}
    tests = [
        f"{_method(row)}, {told.number(row, numbers.p_phrase(row.p_value))}{told.mark(row)}"
        for row in (first[name] for name in TESTS if name in first)
    ]
    sentences += [f"Over all strata {series(pooled)}."] if pooled else []
    sentences += [f"Tests over the strata: {series(tests, ';')}."] if tests else []
    return told.paragraph(*sentences)


def _pooled(row: Row, told: Telling) -> str:
    """Return a pooled difference with its limits and its method."""
    limits = numbers.points_interval(row.low, row.high)
    return told.number(row, f"{in_points(numbers.points_of(row))} ({limits}; {_method(row)})")


def _readers(results: Results, told: Telling) -> str:
    """Return the primary endpoint by each reader alone."""
    rows = [row for row in main_contrast(results, stratum="all", endpoint=results.primary["endpoint"]) if row.reader]
    return told.paragraph(*_family("By each reader alone, for description", groups(rows, "reader"), results, told))


def _family(head: str, found: Sequence[Group], results: Results, told: Telling) -> list[str]:
    """Return one sentence with a clause for each table of a family, and one on adjustment; none without tables."""
    if not found:
        return []
    planned, first = results.plan["primary"], found[0].first
    clauses = series([_clause(group, planned, told) for group in found], ";")
    adjusted = families_adjusted(found)
    gated = GATED if results.plan["multiplicity"]["gatekeeping"] else ""
    within, apart = ("each family", TWO_FAMILIES) if len(adjusted) > 1 else ("this family", "")
    words = [f"{ADJUSTED} {within}{gated}{apart}."] if adjusted else []
    return [f"{head}, {first.index} against {first.comparator}: {clauses}.", *words]


def _clause(group: Group, planned: dict[str, str], told: Telling) -> str:
    """Return a secondary result in one clause."""
    first, name = group.first, _name(group)
    if not first.n:
        return f"{name}, no patient with a result under both tests"
    index, other = (group.rows[quantity, planned["rate"]] for quantity in RATES)
    difference = group.rows["rate-difference", planned["difference"]]
    test = group.rows["equality", planned["test"]]
    shares = (
        told.number(index, f"{index.numerator} of {index.denominator} {told.rate(index)}")
        + " against "
        + told.number(other, f"{other.numerator} {told.rate(other)}")
    )
    points = in_points(numbers.points_of(difference))
    if difference.withheld:
        return f"{name}, {shares}, difference {told.number(difference, points)}"
    adjusted = "" if test.p_adjusted is None else told.number(test, f"adjusted {numbers.p_phrase(test.p_adjusted)}")
    return (
        f"{name}, {shares}, discordant {told.number(test, f'{first.index_only} against {first.comparator_only}')}, "
        f"difference {told.number(difference, f'{points} ({told.limits(difference)})')}{told.mark(difference)}, "
        f"{told.p_value(test)}{f' ({adjusted}{told.mark(test)})' if adjusted else ''}"
    )


def _name(group: Group) -> str:
    """Return what a table of a family is called inside a sentence."""
    first = group.first
    if first.reader or first.stratum_by:
        return group.heading
    return first.region or "any region"


def _margins(results: Results, told: Telling) -> str:
    """Return the tests of the planned margins."""
    phrases = [
        f"{words} {told.number(row, numbers.p_phrase(row.p_value))} (score){margin_verdict(results, row)}"
        for words, row in margin_tests(results)
    ]
    pair = results.plan["contrasts"][0]
    of = f", {pair['index']} against {pair['comparator']}" if len(results.plan["contrasts"]) > 1 else ""
    return told.paragraph(f"Planned margins{of}: {series(phrases, ';')}." if phrases else "")


def _robustness(results: Results, told: Telling) -> str:
    """Say within what the primary result moves when one choice is changed, and what would reverse it."""
    panel = results.further.get("robustness")
    pair = results.plan["contrasts"][0]
    tipped = [tipping_sentence(grid, pair["index"], pair["comparator"]) for grid in told_grids(results)]
    if panel and panel["rows"][1:] and results.patients["analysed"]:
        tipped = [*_variants(results, panel["rows"], told), *tipped]
    return told.paragraph(*tipped)


def _variants(results: Results, entries: Sequence[dict[str, str]], told: Telling) -> list[str]:
    """Say how far difference and p move over the variants, and which of these reverse what the test decides."""
    by_id = {row.id: row for row in results}
    ends = _ends([by_id[entry["difference"]] for entry in entries], "value")
    points = [f"{told.number(row, numbers.points(row.value))}{told.mark(row)}" for row in ends]
    least, most = (numbers.points(row.value) for row in ends)
    unit = point(least) if least == most else "points"
    tests = [
        f"{told.number(row, numbers.p_value(row.p_value))}{told.mark(row)}"
        for row in _ends([by_id[entry["test"]] for entry in entries], "p_value")
    ]
    error = error_rate(results.plan["level"])
    decided = [(_variant(entry), _decided(by_id[entry["test"]], error)) for entry in entries]
    other = [name for name, found in decided if found not in (None, decided[0][1])]
    untested = [name for name, found in decided if found is None]
    head = f"With one choice changed at a time ({counted(len(entries) - 1, 'variant')})"
    same = "the test decided the same wherever there was one" if untested else "the test decided the same in all"
    changed = f"the decision of the test changed under {series(other)}" if other else same
    changed += f"; there was no test under {series(untested)}" if untested else ""
    return [f"{head}, the difference {_moved(points, f' {unit}')} and p {_moved(tests)}; {changed}."]


def _decided(row: Row, error: float) -> int | None:
    """Return which test is shown to detect more: 1 the index test, -1 the comparator, 0 neither; None untested."""
    if row.p_value is None:
        return None
    more = (row.index_only or 0) - (row.comparator_only or 0)
    return 0 if row.p_value > error else 1 if more > 0 else -1


def _variant(entry: dict[str, str]) -> str:
    """Return the name of a variant inside a sentence; names of methods stay as they are."""
    text = entry["label"]
    return f"“{text if entry['group'] in ('test', 'interval') else text[:1].lower() + text[1:]}”"


def _moved(ends: Sequence[str], unit: str = "") -> str:
    """Say between which two values something lay, or that it stayed where it was."""
    same = [[text for text, _ in told_runs(end)] for end in ends]
    return f"was {ends[0]}{unit} throughout" if same[0] == same[1] else f"ranged from {ends[0]} to {ends[1]}{unit}"


def _ends(rows: Sequence[Row], name: str) -> list[Row]:
    """Return the rows with the smallest and the largest value of a field, of those that have one."""
    valued = sorted((row for row in rows if getattr(row, name) is not None), key=lambda row: float(getattr(row, name)))
    return [valued[0], valued[-1]]


def _method(row: Row) -> str:
    """Return the printed name of the method of a row over strata."""
    return further_method(row.quantity, row.method).label
