"""A trial to come: its power, or how many patients it needs."""

from __future__ import annotations

from typing import Any

import click

from psmatrial.commands import _options as options
from psmatrial.commands._number import DIFFERENCE, LEVEL, MARGIN, PART
from psmatrial.commands._working import working
from psmatrial.errors import InputError, UsageError, choices

# Patients up to whom power is told.
LARGEST = 200_000
# The tests that are quick.
USUAL = ("exact", "mid-p", "asymptotic", "corrected")

_ASSUMED = options.together(
    click.option("--index-only", type=PART, metavar="38%", help="Patients found by the index test only."),
    click.option("--comparator-only", type=PART, metavar="8%", help="By the comparator only."),
    click.option("--index", type=PART, metavar="56%", help="The index rate."),
    click.option("--comparator", type=PART, metavar="26%", help="The comparator rate."),
    click.option("--difference", type=DIFFERENCE, metavar="30%", help="Index rate minus comparator rate."),
    click.option("--discordant", type=PART, metavar="46%", help="Patients on whom the tests disagree."),
)


class Numbers(click.ParamType):  # type: ignore[type-arg]
    """Numbers of patients, one after the other."""

    name = "numbers of patients"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, ...]:
        """Return the numbers that a text says."""
        if isinstance(value, tuple):
            return value
        try:
            found = tuple(int(part) for part in str(value).split(","))
        except ValueError:
            self.fail(f"{value!r} are no numbers of patients. Give one such as 50, or several: 50,80.", param, ctx)
        for n in found:
            if not 1 <= n <= LARGEST:
                self.fail(f"{n} is no number of patients between 1 and {LARGEST}.", param, ctx)
        return found


@click.command(
    epilog="""\b
Examples:
  psmatrial power --index-only 25% --comparator-only 5%
  psmatrial power --index 56% --comparator 26% --n 50
  psmatrial power --difference 22% --discordant 32% --power 90%
  psmatrial power --index 50% --comparator 50% --discordant 20% --margin -0.10
"""
)
@_ASSUMED
@click.option("--n", "patients", type=Numbers(), metavar="50,80", help="The power of so many patients.")
@click.option(
    "--power",
    "targets",
    type=PART,
    multiple=True,
    metavar="80%",
    help="The patients for this power, if not 80% and 90%. Repeat.",
)
@click.option("--test", "tests", multiple=True, metavar="NAME", help="Only this test of equality. Repeat.")
@click.option("--margin", type=MARGIN, metavar="-0.10", help="Signed margin of the difference: the test of it instead.")
@click.option("--level", type=LEVEL, default=0.95, show_default=True, metavar="0.95", help="Confidence level.")
@options.as_json
@options.quiet_beside_answer
def command(*, as_json: bool, quiet: bool, **given: Any) -> None:
    """How often a paired trial will find what is true, or how many patients it needs for that.

    Say what you assume: how many patients are found by one test only, or both rates and how often the tests disagree.
    Of the rates alone three cases are told, from tests that agree as often as they can to tests that find patients
    independently of each other. Power is computed from every possible table, not simulated and not approximated. It
    counts what is found in the right direction.
    """
    from psmatrial.analysis.assumed import assumed
    from psmatrial.analysis.power import Design, document, planned
    from psmatrial.stats.power.critical import TESTS

    if given["patients"] and given["targets"]:
        raise UsageError("--n and --power do not go together.", "One is asked, the other is the answer.")
    if given["tests"] and given["margin"] is not None:
        raise UsageError("--test and --margin do not go together.", "With a margin the score test of it is used.")
    for name in given["tests"]:
        if name not in TESTS:
            raise UsageError(f"--test: there is no power of a test {name!r}.", choices(name, TESTS))
    settings = {name: given.pop(name) for name in ("patients", "targets", "tests", "margin", "level")}
    assumptions = assumed({name: value for name, value in given.items() if value is not None})
    design = Design(
        tuple(dict.fromkeys(settings["tests"])) or USUAL,
        settings["level"],
        settings["margin"],
        settings["patients"] or (),
        settings["targets"] or (0.8, 0.9),
    )
    try:
        with working("working out the power", silent=quiet):
            found = planned(assumptions, design)
    except InputError as error:
        # Everything was given as an option.
        raise UsageError(error.problems) from None
    if as_json:
        from psmatrial.analysis.results import json_text

        click.echo(json_text(document(assumptions, design, found)), nl=False)
        return
    from psmatrial.displays.power import power_text

    click.echo(power_text(assumptions, design, found))
