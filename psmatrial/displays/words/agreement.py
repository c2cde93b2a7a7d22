"""Agreement between readers, in the methods and the results text."""

from __future__ import annotations

from psmatrial.analysis.results import Results, Row
from psmatrial.displays import numbers
from psmatrial.displays.agreement_numbers import DIFFERENCE, shown
from psmatrial.displays.tables._paired import main_contrast
from psmatrial.displays.words.bibliography import Bibliography
from psmatrial.displays.words.english import series
from psmatrial.displays.words.telling import Telling
from psmatrial.stats.further_methods import further_method

QUANTITIES = ("index-agreement", "comparator-agreement", DIFFERENCE)
NAMES = {"all-readers": "agreement of all readers"}


def agreement_paragraph(results: Results, told: Telling) -> str:
    """Return every coefficient at the primary endpoint with both tests, and the differences; empty for one reader."""
    found = _coefficients(results)
    if not found:
        return ""
    first = next(iter(found.values()))["index-agreement"]
    where = f"in the {first.region}" if first.region else "per patient"
    clauses = [_clause(name, parts, told) for name, parts in found.items() if "comparator-agreement" in parts]
    shares = [
        f"{told.number(row, numbers.percent((row.numerator or 0) / row.denominator))} with {name}"
        for quantity, name in (("index-agreement", first.index), ("comparator-agreement", first.comparator))
        if (row := next(iter(found.values()))[quantity]).denominator
    ]
    prevalence = f"Of all readings, {series(shares)} were positive." if shares else ""
    apart = _differing(found)
    whom = f"Differences are of the {series(apart)} patients read with both tests." if apart else ""
    head = f"Agreement of the readers, {where}, {first.index} against {first.comparator}"
    return told.paragraph(f"{head}: {series(clauses, ';')}.", whom, prevalence)


def agreement_methods(results: Results, cited: Bibliography) -> str:
    """Return how agreement was estimated, each coefficient that ran with its reference; empty for one reader.

    Examples
    --------
    >>> from psmatrial.analysis.example import example
    >>> from psmatrial.analysis.run import compare
    >>> text = agreement_methods(compare(*example()), Bibliography())
    >>> text.partition(";")[0].partition(": ")[2]
    'pairwise agreement [1], agreement of all readers [2], Fleiss kappa [1] and Gwet AC1 [3]'
    """
    ran = [row for quantity in QUANTITIES for row in _rows(results) if row.quantity == quantity]
    single = dict.fromkeys(row.method for row in ran if row.quantity != DIFFERENCE)
    compared = dict.fromkeys(row.method for row in ran if row.quantity == DIFFERENCE)
    if not single:
        return ""

    def named(quantity: str, name: str) -> str:
        entry = further_method(quantity, name)
        return f"{_label(name)} {cited.cite(entry.reference)}"

    text = f"Agreement between the readers: {series([named('agreement', name) for name in single])}"
    if compared:
        references = dict.fromkeys(further_method(DIFFERENCE, name).reference for name in compared)
        numbered = " ".join(map(cited.cite, references))
        text += f"; differences between the tests, read in the same patients, by linearised variances {numbered}"
    return f"{text}."


def _rows(results: Results) -> list[Row]:
    """Return the coefficients of all readers at the primary endpoint."""
    endpoint = results.primary["endpoint"]
    found = main_contrast(results, endpoint=endpoint, stratum="all", reader=None)
    return [row for row in found if row.quantity in QUANTITIES]


def _coefficients(results: Results) -> dict[str, dict[str, Row]]:
    """Return the rows of each coefficient by their quantity."""
    found: dict[str, dict[str, Row]] = {}
    for row in _rows(results):
        found.setdefault(row.method, {})[row.quantity] = row
    return {name: parts for name, parts in found.items() if "index-agreement" in parts}


def _differing(found: dict[str, dict[str, Row]]) -> list[str]:
    """Return the patients of differences that are not those of both their coefficients."""
    counts: dict[str, None] = {}
    for parts in found.values():
        row = parts.get(DIFFERENCE)
        whole = {parts[quantity].n for quantity in QUANTITIES[:2] if quantity in parts}
        if row is not None and row.value is not None and row.n is not None and whole != {row.n}:
            counts[str(row.n)] = None
    return list(counts)


def _clause(name: str, parts: dict[str, Row], told: Telling) -> str:
    """Return one coefficient of both tests and their difference."""
    index, other = (_value(parts[quantity], told) for quantity in QUANTITIES[:2])
    text = f"{_label(name)} {index} against {other}"
    row = parts.get(DIFFERENCE)
    if row is None or row.value is None:
        return text
    return f"{text}, difference {_value(row, told)}"


def _label(name: str) -> str:
    """Return a coefficient as it is called inside a sentence."""
    return NAMES.get(name) or further_method("agreement", name).label


def _value(row: Row, told: Telling) -> str:
    """Return a coefficient with its limits; the level stands at the first."""
    if row.value is None:
        return f"not defined{told.mark(row)}"
    text, limits = shown(row)
    if limits == numbers.ABSENT:
        return f"{told.number(row, text)}{told.mark(row)}"
    level = f"{numbers.level(row.level)} CI " if told.once("agreement") else ""
    return f"{told.number(row, f'{text} ({level}{limits})')}{told.mark(row)}"
