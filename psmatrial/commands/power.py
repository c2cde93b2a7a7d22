"""A trial to come: its power, or how many patients it needs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from psmatrial.commands import _options as options
from psmatrial.commands._number import DIFFERENCE, LEVEL, PART, RATIO, Lost
from psmatrial.commands._working import working
from psmatrial.errors import InputError, UsageError, choices

if TYPE_CHECKING:
    from psmatrial.analysis.power import Design

# What is printed: one document, or text.
Answer = tuple[Callable[[], dict[str, Any]], Callable[[], str]]
# The tests that are quick, and the powers that are usual.
USUAL, TARGETS = ("exact", "mid-p", "asymptotic", "corrected"), (0.8, 0.9)

_ASSUMED = options.together(
    click.option("--index-only", type=PART, metavar="38%", help="Patients found by the index test only."),
    click.option("--comparator-only", type=PART, metavar="8%", help="By the comparator only."),
    click.option("--index", type=PART, metavar="56%", help="The index rate."),
    click.option("--comparator", type=PART, metavar="26%", help="The comparator rate."),
    click.option("--difference", type=DIFFERENCE, metavar="30%", help="Index rate minus comparator rate."),
    click.option("--discordant", type=PART, metavar="46%", help="Patients on whom the tests disagree."),
    click.option("--odds-ratio", type=RATIO, metavar="4.8", help="Index only / comparator only."),
)


class Several(click.ParamType):  # type: ignore[type-arg]
    """Values between commas.

    Parameters
    ----------
    of
        What each of them is.
    """

    name = "list"

    def __init__(self, of: click.ParamType) -> None:  # type: ignore[type-arg]
        """Take what each is."""
        self.of = of

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[Any, ...]:
        """Return the values that a text says."""
        if isinstance(value, tuple):
            return value
        if re.fullmatch(r"[1-9],[0-9]{3}", value):
            self.fail(f"{value!r} are two numbers here. Give {value.replace(',', '')} if one is meant.", param, ctx)
        return tuple(self.of.convert(part.strip(), param, ctx) for part in value.split(","))


PATIENTS = click.IntRange(min=1)
PATIENTS.name = "number of patients"


@click.command(
    epilog="""\b
Examples:
  psmatrial power --index-only 25% --comparator-only 5%
  psmatrial power --index 56% --comparator 26% --n 50
  psmatrial power --difference 22% --discordant 32% --power 90%
  psmatrial power --difference 22% --discordant 32% --dropout 10%
  psmatrial power --n 100 --power 80% --discordant 30%
  psmatrial power --index 50% --comparator 50% --discordant 20% --margin -10%
"""
)
@_ASSUMED
@click.option(
    "--n",
    "patients",
    type=Several(PATIENTS),
    multiple=True,
    metavar="50,80",
    help="Power of so many patients with both tests.",
)
@click.option(
    "--power",
    "targets",
    type=Several(PART),
    multiple=True,
    metavar="80%,90%",
    help="Patients for such power; with --n, the difference found with it.",
)
@click.option("--test", "tests", multiple=True, metavar="NAME", help="Only this test of equality. Repeat.")
@click.option(
    "--margin",
    type=DIFFERENCE,
    metavar="-10%",
    help="Signed margin of the difference, for non-inferiority (below 0) or superiority by a margin.",
)
@click.option(
    "--dropout",
    type=Lost(),
    metavar="10%",
    help="Enrolled patients who will not have both tests: also say how many to enrol.",
)
@click.option("--level", type=LEVEL, default=0.95, show_default=True, metavar="0.95", help="Confidence level.")
@options.as_json
@options.quiet_beside_answer
def command(*, as_json: bool, quiet: bool, **given: Any) -> None:
    """How often a paired trial will find what is true, or how many patients it needs for that.

    Say what you assume: how many patients are found by one test only, or both rates and how often the tests disagree.
    Of the rates alone three cases are told, from tests that agree as often as they can to tests that find patients
    independently of each other. Power is computed from every possible table, not simulated and not approximated. It
    counts what is found in the right direction. Without --n, the patients for a power of 80% and of 90%. With both
    --n and --power, the smallest difference that is found so often: for it give --discordant, --comparator, or both.
    """
    from psmatrial.analysis.power import Design

    asked = {name: given.pop(name) for name in ("patients", "targets", "tests", "margin", "level", "dropout")}
    _check(asked)
    design = Design(
        tuple(dict.fromkeys(asked["tests"])) or USUAL,
        asked["level"],
        asked["margin"],
        _joined(asked["patients"]),
        _joined(asked["targets"]) or TARGETS,
        asked["dropout"],
    )
    stated = {name: value for name, value in given.items() if value is not None}
    answer = _difference if asked["patients"] and asked["targets"] else _plan
    document, text = answer(stated, design, quiet)
    if as_json:
        from psmatrial.analysis.results import json_text

        click.echo(json_text(document()), nl=False)
        return
    click.echo(text())


def _plan(stated: dict[str, float], design: Design, quiet: bool) -> Answer:
    """Return the power of so many patients, or how many are needed."""
    from psmatrial.analysis.assumed import assumed
    from psmatrial.analysis.power import document, planned

    assumptions = assumed(stated)
    with _working(quiet):
        found = planned(assumptions, design)

    def text() -> str:
        from psmatrial.displays.power import power_text

        return power_text(assumptions, design, found)

    return lambda: document(assumptions, design, found), text


def _difference(stated: dict[str, float], design: Design, quiet: bool) -> Answer:
    """Return the difference that so many patients find with such power."""
    from psmatrial.analysis.detectable import detected, document
    from psmatrial.analysis.fixed import fixed

    assumptions = fixed(stated)
    with _working(quiet):
        found = detected(assumptions, design)

    def text() -> str:
        from psmatrial.displays.detectable import detectable_text

        return detectable_text(assumptions, design, found)

    return lambda: document(assumptions, design, found), text


@contextmanager
def _working(quiet: bool) -> Iterator[None]:
    """Say that power is worked out; everything was given as an option, so what is wrong is one."""
    try:
        with working("working out the power", silent=quiet):
            yield
    except InputError as error:
        raise UsageError(error.problems) from None


def _check(asked: dict[str, Any]) -> None:
    """Refuse what does not go together, and what no plan may say either."""
    from psmatrial.analysis.plan import Plan, Primary
    from psmatrial.commands._plan import checked_options
    from psmatrial.stats.power.critical import TESTS

    if asked["tests"] and asked["margin"] is not None:
        raise UsageError("--test and --margin do not go together.", "With a margin the score test of it is used.")
    for name in asked["tests"]:
        if name not in TESTS:
            raise UsageError(f"--test: there is no power of a test {name!r}.", choices(name, TESTS))
    checked_options(Plan(level=asked["level"], primary=Primary(margin=asked["margin"])))


def _joined(lists: tuple[tuple[Any, ...], ...]) -> tuple[Any, ...]:
    """Return what several options list, each once."""
    return tuple(dict.fromkeys(value for values in lists for value in values))
