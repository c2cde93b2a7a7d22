"""What the sentences of one paragraph share: what was said before, and what is only an illustration."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from psmatrial.analysis.results import ILLUSTRATION, Row
from psmatrial.displays import numbers
from psmatrial.displays.words.english import sentence
from psmatrial.stats.methods import method

RATES = ("index-rate", "comparator-rate")
MARK = "*"
# Characters that no text has: they frame a number and the id of its row until the paragraph is whole.
OPEN, BETWEEN, CLOSE = "\ufdd0\ufdd1\ufdd2"
FRAMED = re.compile(f"{OPEN}([^{OPEN}{BETWEEN}{CLOSE}]*){BETWEEN}([^{OPEN}{BETWEEN}{CLOSE}]*){CLOSE}")
Runs = tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Telling:
    """What one paragraph has said and need not say again, and whether it showed what is only an illustration.

    With ``framed`` every number carries the id of its row through the sentences, for ``told_runs`` to read.
    """

    said: set[str] = field(default_factory=set)
    marked: bool = False
    framed: bool = False

    def once(self, words: str) -> str:
        """Return words the first time, nothing from then on."""
        if words in self.said:
            return ""
        self.said.add(words)
        return words

    def number(self, row: Row, text: object) -> str:
        """Return the text of a number, framed with the id of the row it prints where that is wanted."""
        return f"{OPEN}{row.id}{BETWEEN}{text}{CLOSE}" if self.framed else str(text)

    def limits(self, row: Row) -> str:
        """Return the limits of a row; level and method stand where its quantity is met for the first time."""
        if row.quantity in RATES:
            text, kind = numbers.rate_interval(row.low, row.high), "rate"
        elif row.quantity == "odds-ratio":
            text, kind = numbers.ratio_interval(row.low, row.high), row.quantity
        else:
            text, kind = numbers.points_interval(row.low, row.high), row.quantity
        if not self.once(kind):
            return text
        return f"{numbers.level(row.level)} CI {text}, {label(row)}"

    def rate(self, row: Row) -> str:
        """Return the percentage of a rate with its limits, in parentheses."""
        percent = numbers.share(row.numerator, row.denominator).partition("(")[2]
        return f"({percent.rstrip(')')}; {self.limits(row)}){self.mark(row)}"

    def p_value(self, row: Row) -> str:
        """Return a p-value; the test and its side stand where one is met for the first time."""
        named = f", {label(row)}, {row.alternative or 'two-sided'}" if self.once("p") else ""
        return f"{self.number(row, numbers.p_phrase(row.p_value))}{self.mark(row)}{named}"

    def mark(self, row: Row) -> str:
        """Return the mark of a number that the publication does not determine; nothing after any other."""
        self.marked |= row.illustration
        return MARK if row.illustration else ""

    def paragraph(self, *sentences: str) -> str:
        """Return sentences as a paragraph, with the meaning of the mark where it was used."""
        meaning = f"{MARK} {sentence(ILLUSTRATION)}" if self.marked else ""
        return " ".join(filter(None, (*sentences, meaning)))


def label(row: Row) -> str:
    """Return the printed name of a row's method."""
    return method(row.quantity, row.method).label


def told_runs(text: str) -> Runs:
    """Return a paragraph in runs, each with the id of the row it prints, or nothing.

    Examples
    --------
    >>> told_runs(f"Found in {Telling(framed=True).number(Row('r'), '28 of 50')}.")
    (('Found in ', ''), ('28 of 50', 'r'), ('.', ''))
    """
    parts = FRAMED.split(text)
    found = [(parts[0], "")]
    for row, shown, after in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        found += [(shown, row), (after, "")]
    return tuple(run for run in found if run[0])
