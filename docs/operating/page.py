"""The page of the manual: its text, with every table and figure filled in from the numbers."""

from __future__ import annotations

import re

from operating.facts import down, figures, percent, untrue, up
from operating.numbers import (
    ALTERNATIVES,
    FOLDER,
    SIZES,
    TRIAL_SIZE,
    Error,
    Summary,
    at_trial,
    errors,
    methods,
    summary,
)

KEPT = "✓"
NOT_ASKED = "–"


def page() -> str:
    """Return the whole page, or raise where a sentence of it is no longer true."""
    if false := untrue():
        raise ValueError(f"The numbers do not say what docs/operating/template.md claims: {'; '.join(false)}.")
    parts = {
        "error": error_table(),
        "power": power_table(),
        "difference": table("rate-difference"),
        "difference-fifty": fifty("rate-difference"),
        "ratio": table("rate-ratio"),
        "ratio-fifty": fifty("rate-ratio"),
        "odds": table("odds-ratio"),
        "odds-fifty": fifty("odds-ratio"),
        "rate": table("index-rate"),
        **figures(),
    }
    template = (FOLDER / "template.md").read_text(encoding="utf-8")
    return re.sub(r"\{([a-z0-9-]+)\}", lambda match: parts[match[1]], template)


def lines(head: list[str], rows: list[list[str]]) -> str:
    """Return a table; the first column is text, the others are numbers."""
    rule = ["---", *["---:"] * (len(head) - 1)]
    return "\n".join("| " + " | ".join(row) + " |" for row in [head, rule, *rows])


def table(quantity: str) -> str:
    """Return lowest and mean coverage and mean width of every method at every number of patients."""
    rows = [[f"`{name}`", *(cell(summary(quantity, name, n)) for n in SIZES)] for name in methods(quantity)]
    return lines(["Method", *(f"n = {n}" for n in SIZES)], rows)


def cell(found: Summary | None) -> str:
    """Return the numbers of one cell of a table of intervals."""
    if found is None:
        return NOT_ASKED
    mark = f" {KEPT}" if found.kept else ""
    return f"{down(found.lowest)}{mark} / {percent(found.mean)} / {percent(found.width)}"


def fifty(quantity: str) -> str:
    """Return with 50 patients how much of the grid is below the level, how the truth is missed, and the trial."""
    rows = []
    for name in methods(quantity):
        found, trial = summary(quantity, name, TRIAL_SIZE), at_trial(quantity, name)
        if found is not None:
            whole = [percent(share) for share in (found.below95, found.below94, found.too_high, found.too_low)]
            rows.append([f"`{name}`", *whole, percent(trial.lowest), percent(trial.width)])
    head = ["Method", "truths below 95", "below 94", "too high", "too low", "trial: coverage", "trial: width"]
    return lines(head, rows)


def error_table() -> str:
    """Return the error of every test of equality at every number of patients."""
    rows = [[f"`{name}`", *(error_cell(errors()[name, n]) for n in SIZES)] for name in methods("equality")]
    return lines(["Test", *(f"n = {n}" for n in SIZES)], rows)


def error_cell(found: Error) -> str:
    """Return the numbers of one cell of the table of tests."""
    mark = f" {KEPT}" if found.kept else ""
    return f"{up(found.largest)}{mark} / {up(found.usual)} / {percent(found.mean)}"


def power_table() -> str:
    """Return the power of every test of equality at some truths."""
    sizes = zip(ALTERNATIVES, ((20, 30, 50), (50, 100), (100, 200)), strict=True)
    asked = [(place, n) for place, some in sizes for n in some]
    rows = [
        [f"`{name}`", *(percent(errors()[name, n].power[place]) for place, n in asked)] for name in methods("equality")
    ]
    return lines(["Test", *(f"{only(place)}, n = {n}" for place, n in asked)], rows)


def only(place: tuple[float, float]) -> str:
    """Return the two discordant rates in percent."""
    discordance, difference = place
    return f"{50 * (discordance + difference):.0f} against {50 * (discordance - difference):.0f}"
