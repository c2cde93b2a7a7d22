"""The closing words on a terminal: the answer in a few lines of at most 80 columns."""

from __future__ import annotations

import textwrap

from psmatrial.analysis.results import Results, Row
from psmatrial.displays import numbers

WIDTH = 80


def summary(results: Results) -> list[str]:
    """Return the answer as lines of text."""
    plan = results.plan["primary"]
    head = results.primary["row"].rsplit(".equality.", 1)[0]

    def row(quantity: str, method: str) -> Row:
        return results.row(f"{head}.{quantity}.{method}")

    index, other = row("index-rate", plan["rate"]), row("comparator-rate", plan["rate"])
    difference, odds = row("rate-difference", plan["difference"]), row("odds-ratio", plan["odds_ratio"])
    test = row("equality", plan["test"])
    answer = [
        f"{index.index} {numbers.share(index.numerator, index.denominator)} against "
        f"{index.comparator} {numbers.share(other.numerator, other.denominator)}",
        f"difference {numbers.points(difference.value)} points ({numbers.points_interval(difference.low, difference.high)}), "
        f"{numbers.p_phrase(test.p_value)} ({plan['test']} McNemar)",
        f"conditional odds ratio {numbers.ratio(odds.value)} ({numbers.ratio_interval(odds.low, odds.high)})",
    ]
    excluded = sum(item["n"] for item in results.patients["excluded"])
    if excluded:
        answer.append(
            f"{results.patients['analysed']} of {results.patients['read']} patients analysed; {excluded} excluded, see the report"
        )
    notes = [note for item in (difference, odds, test) for note in item.notes]
    origin = results.plan["origin"]
    if origin["kind"] != "trial":
        notes.append(f"These data are {origin['kind']}. {origin['statement']}".strip())
    lines = [results.study["title"], "", *(f"  {line}" for line in answer)]
    lines += ["", *(line for note in dict.fromkeys(notes) for line in textwrap.wrap(note, WIDTH))] if notes else []
    return [part for line in lines for part in (textwrap.wrap(line, WIDTH, subsequent_indent="    ") or [""])]
