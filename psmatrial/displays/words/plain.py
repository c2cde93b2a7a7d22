"""What was found, for people who read no statistics: short words, people counted, and what it does not mean."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from psmatrial.analysis.results import ILLUSTRATION, Results, Row
from psmatrial.displays import numbers
from psmatrial.displays.policies import without_result
from psmatrial.displays.suppression_words import primary_withheld, suppression, withheld_rates
from psmatrial.displays.words.english import counted, none_or, of_all, sentence, were
from psmatrial.displays.words.primary import primary_group
from psmatrial.displays.words.readers import absent_words
from psmatrial.displays.words.standing import standards
from psmatrial.stats.multiplicity import error_rate

ENOUGH = 20
HUNDRED = 100
REAL = {
    "rebuilt": (
        "No. Only counts were published. The single people behind them were made up so that all counts fit. "
        "They are not the records of the study."
    ),
    "simulated": "No. These people were made by a computer.",
}
RULES = {
    "majority": "What most of them saw was what counted.",
    "any": "A scan counted as showing disease when any one of them saw it.",
    "all": "A scan counted as showing disease only when all of them saw it.",
    "reader": "What reader {reader} saw was what counted.",
}
MISSING = {
    "negative": "as showing no disease",
    "worst": "against the {scan} scan",
    "best": "in favour of the {scan} scan",
}
TIE = {
    "missing": "",
    "positive": " Where {who} did not agree, the scan counted as showing disease.",
    "negative": " Where {who} did not agree, the scan counted as showing no disease.",
    "adjudicator": " Where {who} did not agree, one more reader, {adjudicator}, decided.",
}
ABSENT = " Where a reader wrote of some parts of the body only, the other parts counted as showing no disease."
LIMITS = (
    "Nothing here says that people lived longer, felt better or were treated better because of a scan.",
    "What is true of many people may not be true of you. Please ask your doctor what a scan would mean for you.",
)
RIGHT = "A scan that shows more is not always right."
UNKNOWN = (
    "These numbers do not tell what the spots on the scans really were. Some may not be disease, and both scans may "
    "have missed some."
)
KNOWN = "The numbers on this page count what the scans showed, not what later proved to be right."
UNSHOWN = "That no clear gap was found does not prove that the two scans are equally good."
CHANCES = (
    (Fraction(1, 100), 100, "100"),
    (Fraction(1, 1000), 1000, "1,000"),
    (Fraction(1, 10_000), 10_000, "10,000"),
)
NEARLY_ALL = Fraction(995, 1000)


def plain_answers(results: Results) -> list[tuple[str, str]]:
    """Return questions with their answers in plain words, about the primary endpoint only.

    Every number is one of the results, as a count of people; nothing is said of parts of the body or groups, for
    which a study is rarely planned.
    """
    first = results.row(results.primary["row"])
    kind = results.plan["origin"]["kind"]
    answers = [("What was compared?", _compared(results))]
    if primary_withheld(results):
        answers += [("What was found?", _found_in_part(results))]
    elif first.n:
        answers += [("What was found?", _found(results)), ("How sure is this?", _sure(results))]
    else:
        answers += [("What was found?", "Nobody has a result of both scans, so nothing can be said.")]
    if left := sum(item["n"] for item in results.patients["excluded"]):
        why = "Why is not told here." if suppression(results) else "The part about patients says why."
        answers.append(("Who was not counted?", f"{_people(left)} {were(left)} left out. {why}"))
    truth = (RIGHT, KNOWN if standards(results) else UNKNOWN)
    known = first.n and not primary_withheld(results)
    limits = (*((UNSHOWN,) if known and not _shown(results) else ()), *truth, *LIMITS)
    answers.append(("What does it not mean?", " ".join(limits)))
    if kind in REAL:
        answers.append(("Are these real people?", REAL[kind]))
    return answers


def _compared(results: Results) -> str:
    """Say what was compared, in whom, and who looked at the scans."""
    first, reading = results.row(results.primary["row"]), results.plan["reading"]
    text = f"Two kinds of scan, {first.index} and {first.comparator}. "
    text += _both(results, first)
    if first.region:
        text += f" The question was what they show in one part of the body: {first.region}."
    if len(reading["readers"]) > 1:
        text += f" {len(reading['readers'])} readers looked at the scans. {_rule(reading)}"
    return f"{text}{ABSENT if absent_words(results) else ''}"


def _both(results: Results, first: Row) -> str:
    """Say how many people had a result of both scans, and what a missing result counted as where it counted."""
    if first.n == 0:
        return "Nobody has a result of both."
    can = "so that each scan can be set against the other in the same person."
    who, without = "Some people" if first.n is None else _people(first.n), without_result(results)
    if without == 0:
        return f"{who} had both, {can}"
    missing = f"a missing result counted {MISSING[results.plan['reading']['missing']].format(scan=first.index)}."
    text = f"{who} {were(first.n or 0)} counted, {can}"
    if without is None:
        return f"{text} {sentence(missing)}"
    return f"{text} {(first.n or 0) - without or 'None'} had a result of both scans, {without} had not: {missing}"


def _rule(reading: Mapping[str, Any]) -> str:
    """Say what counted where several readers looked, and where they did not agree: most of two are both."""
    named = {name: reading[name] for name in ("reader", "adjudicator")}
    if reading["rule"] != "majority":
        return RULES[reading["rule"]].format(**named)
    two = len(reading["readers"]) == 2
    rule = "What both of them saw was what counted." if two else RULES["majority"]
    return rule + TIE[reading["tie"]].format(who="they" if two else "most of them", **named)


def _found(results: Results) -> str:
    """Say in how many people each scan showed disease, and in how many only one of them did."""
    group, rate = primary_group(results), results.plan["primary"]["rate"]
    first = group.first
    index, other = (group.rows[name, rate] for name in ("index-rate", "comparator-rate"))
    text = (
        f"The {first.index} scan showed signs of disease in {_of(index)}. The {first.comparator} scan showed them in "
        f"{_of(other)}. Both scans showed them in {none_or(first.both or 0)} of these people, only {first.index} in "
        f"{none_or(first.index_only or 0)}, only {first.comparator} in {none_or(first.comparator_only or 0)}, and "
        f"neither scan in {none_or(first.neither or 0)}."
    )
    return f"{text} {sentence(ILLUSTRATION)}" if index.illustration or other.illustration else text


def _found_in_part(results: Results) -> str:
    """Say in how many people each scan showed disease, where nothing more may be said, and why."""
    rates, below = withheld_rates(results), (suppression(results) or {})["below"]
    why = (
        f"Numbers of fewer than {below} people are kept back here, so that nobody can be recognised, and with them all "
        "from which they could be reckoned."
    )
    if rates is None:
        return why
    index, other = rates
    return (
        f"The {index.index} scan showed signs of disease in {_of(index)}. The {index.comparator} scan showed them in "
        f"{_of(other)}. {why} That is why nothing is said here of how sure this is."
    )


def _of(row: Row) -> str:
    """Return how many of how many people, and where there are enough of them how many of every hundred."""
    count, n = row.numerator or 0, row.denominator or 0
    text = of_all(count, n, "person", "people")
    if n < ENOUGH or n == HUNDRED or count in (0, n):
        return text
    about = "" if (Fraction(count, n) * HUNDRED).denominator == 1 else "about "
    return f"{text} (that is {about}{numbers.percent(Fraction(count, n)).rstrip('%')} in every 100)"


def _sure(results: Results) -> str:
    """Say how far the gap could be off, and how often chance alone gives one like it."""
    group, planned = primary_group(results), results.plan["primary"]
    difference = group.rows["rate-difference", planned["difference"]]
    test = group.rows["equality", planned["test"]]
    text = f"A study of {_people(difference.n or 0)} can be off. {_gap(difference)}"
    if test.p_value is None or not (difference.index_only or difference.comparator_only):
        return f"{text} In no one did one scan show disease and the other not, so nothing here tells them apart."
    shown = _shown(results)
    end = "So chance alone is not a likely reason." if shown else "So chance alone could be the reason."
    if shown != ((difference.low or 0) > 0 or (difference.high or 0) < 0):
        end += " The two reckonings do not quite agree here; the plan lets the second one decide."
    return (
        f"{text} If in truth the two scans showed disease equally often, a gap at least this big would still come up "
        f"by chance in {_chance(test.p_value)}. {end}"
    )


def _gap(row: Row) -> str:
    """Say the interval of the difference as people in every hundred."""
    low, high = (numbers.points(limit).lstrip(f"+{numbers.MINUS}") for limit in (row.low, row.high))
    head = "Going by these numbers, the true gap may well lie between"
    level = f"(the {numbers.level(row.level)} interval)"
    if low == "0" or high == "0":
        wide, scan = (high, row.index) if low == "0" else (low, row.comparator)
        least = "fewer than 1" if (row.low or 0) > 0 or (row.high or 0) < 0 else "none at all"
        return f"{head} {least} and {wide} more people in every 100 with {scan} {level}."
    if (row.low or 0) > 0:
        return f"{head} {low} and {high} more people in every 100 with {row.index} {level}."
    if (row.high or 0) < 0:
        return f"{head} {high} and {low} more people in every 100 with {row.comparator} {level}."
    return f"{head} {low} more people in every 100 with {row.comparator} and {high} more with {row.index} {level}."


def _chance(p_value: float) -> str:
    """Return a p-value as a count of studies."""
    exact = Fraction(p_value)
    if exact >= NEARLY_ALL:
        return "nearly every study like this one"
    for smallest, size, name in CHANCES:
        if exact >= smallest:
            return f"about {numbers.decimal(exact * size, 0)} of {name} studies like this one"
    return "fewer than 1 of 10,000 studies like this one"


def _shown(results: Results) -> bool:
    """Return whether the planned test says that the two rates differ."""
    test = results.row(results.primary["row"])
    return test.p_value is not None and test.p_value <= error_rate(results.plan["level"])


def _people(count: int) -> str:
    """Return a count of people."""
    return counted(count, "person", "people")
