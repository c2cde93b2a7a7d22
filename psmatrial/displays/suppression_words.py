"""What is said where small counts are withheld: the answer as far as it may be given, and that the rest is not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from psmatrial.analysis.results import Results, Row
from psmatrial.displays import numbers
from psmatrial.displays.policies import whom
from psmatrial.displays.words.english import counted, in_points

WHERE = "What is withheld, and why"


def suppression(results: Results) -> Mapping[str, Any] | None:
    """Return threshold and list of what is withheld; None where nothing is.

    Examples
    --------
    >>> suppression(Results({}, {}, {}, {}, {}, ()))
    """
    found: Mapping[str, Any] | None = results.further.get("suppressed")
    return found


def primary_withheld(results: Results) -> bool:
    """Return whether the primary table is not shown in full."""
    return suppression(results) is not None and results.row(results.primary["row"]).withheld


def withheld_rates(results: Results) -> tuple[Row, Row] | None:
    """Return the planned rates of a primary table that is not shown in full; None where they are withheld too."""
    head, name = results.primary["row"].rsplit(".equality.", 1)[0], results.plan["primary"]["rate"]
    index, other = (results.row(f"{head}.{quantity}.{name}") for quantity in ("index-rate", "comparator-rate"))
    return None if index.withheld else (index, other)


def _plain(_: Row, text: str) -> str:
    """Return the text of a number as it is."""
    return text


def withheld_answer(results: Results, number: Callable[[Row, str], str] = _plain) -> str:
    """Return the answer in one sentence, as far as a primary table that is not shown in full allows it.

    ``number`` puts each number that is printed, after its row.
    """
    test, rates = results.row(results.primary["row"]), withheld_rates(results)
    where = f" in {test.region}" if test.region else ""
    if rates is not None:
        index, other = (number(rate, numbers.share(rate.numerator, rate.denominator)) for rate in rates)
        difference = withheld_difference(results)
        return (
            f"{test.index} found disease{where} in {index}, {test.comparator} in {other}: difference "
            f"{number(difference, in_points(numbers.points(difference.value)))}. "
            "Its interval and its p-value are withheld."
        )
    if test.n is None:
        return f"What {test.index} and {test.comparator} found{where} is withheld, and in how many patients."
    patients = counted(test.n, "patient")
    both = whom(results, f"both {test.index} and {test.comparator}")
    said = f"had a result{both.removeprefix('with a result')}" if both.startswith("with") else f"were {both}"
    return f"{patients} {said}. What each found{where} is withheld."


def withheld_difference(results: Results) -> Row:
    """Return the planned difference of the primary table."""
    head = results.primary["row"].rsplit(".equality.", 1)[0]
    return results.row(f"{head}.rate-difference.{results.plan['primary']['difference']}")


def withheld_patients(analysed: int | None, whose: str = "with a result under both tests") -> str:
    """Say who was analysed where it is withheld how many patients there were and who was left out.

    ``whose`` says after the noun who they are.

    Examples
    --------
    >>> withheld_patients(50)
    '50 patients had a result under both tests and were analysed; who was left out is withheld.'
    """
    said = "had a result under both tests" if whose.startswith("with") else f"were {whose}"
    if analysed is None:
        return f"How many patients {said} is withheld."
    end = " and were analysed" if whose.startswith("with") else ""
    return f"{counted(analysed, 'patient')} {said}{end}; who was left out is withheld."


def suppression_note(results: Results) -> str:
    """Say on the first page that small counts are withheld, and of the primary result what; empty where none are."""
    found = suppression(results)
    if found is None:
        return ""
    below = found["below"]
    text = f"Counts below {below} are withheld, and everything that would give one away"
    if not primary_withheld(results):
        return f"{text}; the primary result is shown in full. See “{WHERE}”."
    if withheld_rates(results):
        why = (
            f"A cell of the primary table is below {below}: the interval of the difference, the odds ratio or a p-value"
        )
        return f"{text}. {why} would tell it. See “{WHERE}”."
    return f"{text}. {found['withheld'][0]['why']} See “{WHERE}”."


def suppression_method(results: Results) -> str:
    """Return the sentence of a methods text; empty where nothing is withheld."""
    found = suppression(results)
    if found is None:
        return ""
    return (
        f" Counts below {found['below']}, zero among them, were withheld with everything from which one would follow: "
        f"every hidden count of the primary table and its strata keeps {found['below']} possible values or more."
    )
