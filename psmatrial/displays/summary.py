"""The closing words on a terminal: the answer in a few lines of at most 80 columns."""

from __future__ import annotations

import textwrap

from psmatrial.analysis.margins import EQUIVALENCE, margin_text
from psmatrial.analysis.results import Results, Row
from psmatrial.displays import numbers
from psmatrial.displays.lesion_words import lesion_lines, lesion_notes, of_lesions
from psmatrial.displays.lock_words import lock_sentences
from psmatrial.displays.outcome_words import outcome_alone, outcome_lines, outcome_notes
from psmatrial.displays.suppression_words import primary_withheld, suppression, suppression_note, withheld_answer
from psmatrial.displays.watermark import watermark
from psmatrial.displays.words.english import in_points
from psmatrial.stats.methods import method
from psmatrial.stats.multiplicity import error_rate

WIDTH = 80
USUAL_LEVEL = 0.95


def summary(results: Results) -> list[str]:
    """Return the answer as lines of text; the first line of a blind rehearsal says that it is one."""
    answer, notes = _said(results)
    if not results.patients["analysed"] and not suppression(results):
        return [*_head(results), "", *_wrapped(f"  {answer[0]}")]
    if results.plan["level"] != USUAL_LEVEL:
        answer.append(f"intervals are two-sided at {numbers.level(results.plan['level'])}")
    patients = results.patients
    if excluded := sum(item["n"] for item in patients["excluded"]):
        answer.append(
            f"{patients['analysed']} of {patients['read']} patients analysed; {excluded} left out, see the report"
        )
    origin = results.plan["origin"]
    if origin["kind"] != "trial":
        notes.append(f"These data are {origin['kind']}. {origin['statement']}".strip())
    notes += lock_sentences(results)
    lines = [*_head(results), "", *(f"  {line}" for line in answer)]
    lines += ["", *(line for note in dict.fromkeys(notes) for line in textwrap.wrap(note, WIDTH))] if notes else []
    return [part for line in lines for part in _wrapped(line)]


def _head(results: Results) -> list[str]:
    """Return the title, and before it the mark of a blind rehearsal."""
    return [*filter(None, [watermark(results)]), *_wrapped(results.study["title"])]


def _said(results: Results) -> tuple[list[str], list[str]]:
    """Return the answer, a line each, and what its numbers have to say: of outcomes, of lesions, or of patients."""
    if outcome_alone(results):
        return outcome_lines(results), outcome_notes(results)
    return (lesion_lines(results), lesion_notes(results)) if of_lesions(results) else _answer(results)


def _answer(results: Results) -> tuple[list[str], list[str]]:
    """Return the answer of a comparison of patients, a line each, and what its numbers have to say."""
    plan = results.plan["primary"]
    head = results.primary["row"].rsplit(".equality.", 1)[0]

    def row(quantity: str, name: str) -> Row:
        return results.row(f"{head}.{quantity}.{name}")

    index, other = row("index-rate", plan["rate"]), row("comparator-rate", plan["rate"])
    difference, odds = row("rate-difference", plan["difference"]), row("odds-ratio", plan["odds_ratio"])
    test = row("equality", plan["test"])
    if primary_withheld(results):
        return [withheld_answer(results)], [suppression_note(results)]
    if not index.n:
        nothing = f"No patient has a result under both {index.index} and {index.comparator}: nothing can be compared."
        return [nothing], []
    shares = [numbers.share(rate.numerator, rate.denominator) for rate in (index, other)]
    points = f"{in_points(numbers.points_of(difference))} ({numbers.points_interval(difference.low, difference.high)})"
    where = f" in {index.region}" if index.region else ""
    answer = [
        f"{index.index} {shares[0]} against {index.comparator} {shares[1]}{where}",
        f"difference {points}, {numbers.p_phrase(test.p_value)} ({method('equality', plan['test']).label})",
        f"conditional odds ratio {numbers.ratio_of(odds)} ({numbers.ratio_interval(odds.low, odds.high)})",
        *margin_phrases(results),
    ]
    notes = [note for item in (difference, odds, test) for note in item.notes]
    return answer, [*notes, *filter(None, [suppression_note(results)])]


def margin_phrases(results: Results) -> list[str]:
    """Return the score tests of the planned margins in words, on the planned analysis set; none without a margin."""
    return [
        f"{words} {numbers.p_phrase(row.p_value)} (score){margin_verdict(results, row)}"
        for words, row in margin_tests(results)
    ]


def margin_verdict(results: Results, row: Row) -> str:
    """Return whether the test of a margin shows its claim, and at which level; empty without a p-value."""
    if row.p_value is None:
        return ""
    level = margin_level(results)
    return f", {'shown' if row.p_value <= level else 'not shown'} at the one-sided level {level:g}"


def margin_level(results: Results) -> float:
    """Return the one-sided level at which margins are tested: that of the matching limit of the two-sided interval."""
    return error_rate(results.plan["level"]) / 2


def margin_claims(results: Results) -> dict[str, str]:
    """Return what the planned margins ask, by the quantity of the test; nothing without a margin."""
    planned, claims = results.plan["primary"], {}
    if planned["margin"] is not None:
        points = margin_text(planned["margin"], "difference")
        claims["rate-difference-margin"] = f"difference above the margin of {in_points(points)}"
        claims["rate-difference-equivalence"] = f"difference within {in_points(points.lstrip('+-−'))} either way"
    if planned["ratio_margin"] is not None:
        ratio = margin_text(planned["ratio_margin"], "ratio")
        claims["rate-ratio-margin"] = f"ratio above the margin of {ratio}"
        claims["rate-ratio-equivalence"] = f"ratio between the margins of {ratio} and its inverse"
    return {name: words for name, words in claims.items() if planned["equivalence"] or name not in EQUIVALENCE}


def margin_tests(results: Results) -> list[tuple[str, Row]]:
    """Return the score tests of the planned margins, each with the words that stand before its p-value, if any."""
    head = results.primary["row"].rsplit(".equality.", 1)[0]
    found = {row.quantity: row for row in results if row.method == "score" and row.id.startswith(f"{head}.rate-")}
    if results.plan["reading"]["missing"] == "worst":
        # The worst case of equivalence is not that of the other tests.
        pair = results.plan["contrasts"][0]
        worst = results.select(index=pair["index"], comparator=pair["comparator"], stratum_by="missing", method="score")
        found |= {row.quantity: row for row in worst if row.stratum == "worst"}
    return [
        (f"{words}:{'' if name in EQUIVALENCE else ' one-sided'}", found[name])
        for name, words in margin_claims(results).items()
        if name in found and found[name].p_value is not None
    ]


def _wrapped(line: str) -> list[str]:
    """Return a line in parts of at most 80 columns."""
    return textwrap.wrap(line, WIDTH, subsequent_indent="    ") or [""]
