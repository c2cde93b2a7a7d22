"""Write the parts of the manual that are made from the code: ``python docs/make_reference.py``.

A part stands between ``<!-- made from the code: NAME -->`` and ``<!-- end -->``. The tests make each part again and
compare, so that a page cannot say what the program no longer does.
"""
# ruff: noqa: INP001 - a program beside the pages that it fills, not a package

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import Field, fields
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from click.testing import CliRunner  # noqa: E402 - the package of this checkout must be found first

from psmatrial.analysis.plan import Plan  # noqa: E402
from psmatrial.analysis.plan_text import toml  # noqa: E402
from psmatrial.analysis.reproduce import reproductions  # noqa: E402
from psmatrial.cli import COMMANDS, group  # noqa: E402
from psmatrial.data.rules import RESULTS  # noqa: E402
from psmatrial.data.vocabularies import VOCABULARIES  # noqa: E402
from psmatrial.displays.words.coding import codes_of  # noqa: E402
from psmatrial.menu import Menu  # noqa: E402
from psmatrial.models.catalogue import DETECTION, SURVIVAL  # noqa: E402
from psmatrial.stats.further_methods import FURTHER  # noqa: E402
from psmatrial.stats.methods import CATALOGUE  # noqa: E402

PART = re.compile(r"(<!-- made from the code: (?P<name>[a-z-]+) -->\n).*?(?=<!-- end -->)", re.DOTALL)
# What click uses on a terminal of 80 columns.
WIDTH = 78
KINDS = {
    "text": "text",
    "number": "number",
    "flag": "true or false",
    "texts": "list of texts",
    "numbers": "list of numbers",
    "map": "table of texts",
    "maps": "table of tables",
    "contrasts": "list of tables",
}
WORDS = {
    "equality": "Tests of equal detection",
    "rate-difference": "Difference of the two rates, index minus comparator",
    "rate-ratio": "Ratio of the two rates, index over comparator",
    "rate-difference-margin": "Margin of the difference",
    "rate-ratio-margin": "Margin of the ratio",
    "rate-difference-equivalence": "Equivalence on the scale of the difference",
    "rate-ratio-equivalence": "Equivalence on the scale of the ratio",
    "odds-ratio": "Conditional odds ratio, index only over comparator only",
    "index-rate": "One detection rate (`comparator-rate` has the same methods, with x = a + c)",
    "pooled-difference": "Strata: one pooled difference",
    "homogeneity-difference": "Strata: is the difference the same in all?",
    "homogeneity-odds-ratio": "Strata: is the odds ratio the same in all?",
    "global": "Strata: does any of them differ from equality?",
    "trend-index-rate": "Strata: trend of the index test's rate over their order",
    "trend-comparator-rate": "Strata: trend of the comparator's rate over their order",
    "trend-split": "Strata: trend of the split of discordant patients",
    "several-equality": "Three or more tests",
    "pairwise-equality": "Three or more tests, two by two",
    "symmetry": "Several categories: symmetry",
    "marginal-homogeneity": "Several categories: equal margins",
    "pooled-studies": "Several studies: the average of their effects",
    "studies-differ": "Several studies: how much they differ",
    "small-studies": "Several studies: do small ones show larger effects?",
    "further-study": "Several studies: what a further one may show",
    "clustered-equality": "Regions or lesions within patients: tests of equal detection",
    "clustered-difference": "Regions or lesions within patients: difference of the two rates",
    "clustered-index-rate": "Regions or lesions within patients: rate of the index test",
    "clustered-comparator-rate": "Regions or lesions within patients: rate of the comparator",
    "marginal-odds-ratio": "Odds of detection by the index test over those by the comparator",
    "agreement": "Agreement of readers",
    "agreement-difference": "Agreement of readers: difference of two tests",
    "sensitivity": "Truth: positive among the diseased",
    "specificity": "Truth: negative among those without disease",
    "ppv": "Truth: diseased among the positive",
    "npv": "Truth: without disease among the negative",
    "accuracy": "Truth: rightly positive or negative",
    "prevalence": "Truth: how many are diseased",
    "clr": "Truth: correct localisation rate",
    "cdr": "Truth: correct detection rate",
    "vdr": "Truth: verified detection rate",
    "paired-ppv": "Truth: diseased among the positive, of those in whom both tests are compared",
    "ppv-equality": "Truth: are the two positive predictive values equal?",
    "ppv-ratio": "Truth: ratio of the two positive predictive values",
    "npv-equality": "Truth: are the two negative predictive values equal?",
    "npv-ratio": "Truth: ratio of the two negative predictive values",
    "likelihood-ratio-positive": "Truth: likelihood ratio of a positive result",
    "likelihood-ratio-positive-ratio": "Truth: ratio of the two positive likelihood ratios",
    "likelihood-ratio-negative": "Truth: likelihood ratio of a negative result",
    "likelihood-ratio-negative-ratio": "Truth: ratio of the two negative likelihood ratios",
    "relative-true-positive-rate": "Truth of positives only: relative true-positive rate",
    "relative-false-positive-rate": "Truth of positives only: relative false-positive rate",
    "model-odds-ratio": "Model: marginal odds ratio of the two tests",
    "model-equality": "Model: is detection equal?",
    "model-interaction": "Model: change of the marginal odds ratio with each doubling of PSA",
    "model-equal-slopes": "Model: do both tests change alike with PSA?",
    "model-covariate": "Model: odds ratio of PSA or another covariate",
    "model-rate": "Model: detection rate, over the patients or at one PSA",
    "model-rate-difference": "Model: difference of the two rates, over the patients or at one PSA",
    "psa-at-half": "Model: PSA at which half of the patients are found",
    "model-conditional-odds-ratio": "Model: conditional odds ratio, index only over comparator only",
    "model-conditional-interaction": "Model: change of the conditional odds ratio with each doubling of PSA",
    "survival": "Time to an event: share without the event, `survival-at-T` in results",
    "median-time": "Time to an event: median",
    "restricted-mean": "Time to an event: mean up to a horizon",
    "survival-difference": "Time to an event: difference of two groups at a time",
    "restricted-mean-difference": "Time to an event: difference of two means up to a horizon",
    "survival-equality": "Time to an event: are groups equal?",
    "hazard-ratio": "Time to an event: hazard ratio",
    "proportional-hazards": "Time to an event: does the hazard ratio stay the same?",
    "incidence": "Competing ends: share with the event, `incidence-at-T` in results",
    "competing-incidence": "Competing ends: share with the other end",
    "incidence-difference": "Competing ends: difference of two groups at a time",
    "incidence-equality": "Competing ends: does the event come to as many in all groups?",
    "competing-incidence-equality": "Competing ends: does the other end come to as many in all groups?",
    "adjustment": "Adjusted p-values",
}


def updated(page: str) -> str:
    """Return a page with every part that is made from the code made again."""
    return PART.sub(lambda match: f"{match[1]}\n{PARTS[match['name']]()}\n\n", page)


def help_text(*command: str) -> str:
    """Return what ``--help`` prints on a terminal of 80 columns."""
    found = CliRunner().invoke(group, [*command, "--help"], prog_name="psmatrial", terminal_width=WIDTH)
    return found.output.rstrip()


def general_help() -> str:
    """Return the help of the program in a block."""
    return f"```text\n{help_text()}\n```"


def commands() -> str:
    """Return every command with its help."""
    return "\n\n".join(f"## {name}\n\n```text\n{help_text(name)}\n```" for name in COMMANDS.names())


def plan_keys() -> str:
    """Return every key of the plan in tables, section by section."""
    parts = ["### At the top of the file", "", *_table(item for item in fields(Plan) if not _section(item))]
    for item in fields(Plan):
        if _section(item):
            kind: Any = item.default_factory
            parts += ["", f"### `[{item.name}]`: {item.metadata['says']}", "", *_table(iter(fields(kind)))]
    return "\n".join(parts)


def _section(item: Field[Any]) -> bool:
    return bool(item.metadata["kind"] == "section")


def _table(items: Iterator[Field[Any]]) -> list[str]:
    """Return keys as the lines of a table."""
    lines = ["| Key | What it says | Kind | Default | Accepted |", "| --- | --- | --- | --- | --- |"]
    for item in items:
        facts = item.metadata
        accepted = ", ".join(f"`{word}`" for word in facts["accepted"])
        says = facts["says"].replace("*", r"\*").replace("<", "&lt;").replace("|", r"\|")
        lines.append(f"| `{item.name}` | {says} | {KINDS[facts['kind']]} | {_default(item)} | {accepted} |")
    return lines


def _default(item: Field[Any]) -> str:
    """Return a default as it stands in a plan; nothing where the key is absent until it is given."""
    if item.metadata["kind"] in {"map", "maps", "contrasts"} or item.default is None:
        return "none"
    return f"`{toml(item.default)}`"


def catalogue() -> str:
    """Return every method of one 2x2 table, quantity by quantity."""
    shown = [entry for entry in CATALOGUE if entry.quantity != "comparator-rate"]
    return _methods(shown)


def further_catalogue() -> str:
    """Return every method beyond one 2x2 table."""
    return _methods(FURTHER)


def detection_models() -> str:
    """Return what a model of detection estimates, and each of its methods once."""
    rows = ["| Quantity | What it is | Methods |", "| --- | --- | --- |"]
    for quantity in dict.fromkeys(entry.quantity for entry in DETECTION):
        names = ", ".join(f"`{entry.name}`" for entry in DETECTION if entry.quantity == quantity)
        rows.append(f"| `{quantity}` | {WORDS[quantity].removeprefix('Model: ')} | {names} |")
    once = {entry.name: entry for entry in DETECTION}
    return "\n\n".join(["\n".join(rows), *map(_method, once.values())])


def survival_methods() -> str:
    """Return every method of time to an event."""
    return _methods(SURVIVAL)


def _methods(entries: Any) -> str:
    """Return methods under the headings of their quantities."""
    parts = []
    for quantity in dict.fromkeys(entry.quantity for entry in entries):
        parts.append(f"### `{quantity}`: {WORDS[quantity]}")
        parts += [_method(entry) for entry in entries if entry.quantity == quantity]
    return "\n\n".join(parts)


def _method(entry: Any) -> str:
    """Return one method with formula, reference, when to prefer it and its weakness."""
    mark = " *Experimental.*" if getattr(entry, "experimental", False) else ""
    return (
        f"**`{entry.name}`** {entry.label}.{mark} {entry.prefer} {entry.weakness}\n"
        f"  Formula: `{entry.formula}`\n"
        f"  Reference: {entry.reference}"
    ).replace("\n  ", "  \n")


def reference_counts() -> str:
    """Return how many independent values each file of ``tests/reference`` holds, and of how many programs."""
    lines = ["| File | Records | From |", "| --- | ---: | --- |"]
    total = 0
    for path in sorted((ROOT / "tests" / "reference").glob("*.json")):
        methods = json.loads(path.read_text(encoding="utf-8")).get("methods", ())
        if not methods:
            continue
        count = sum(len(method["records"]) for method in methods)
        total += count
        names = sorted({_program(method["package"]) for method in methods}, key=str.lower)
        lines.append(f"| `{path.name}` | {count} | {', '.join(names)} |")
    return "\n".join([*lines, f"| all | {total} | |"])


def _program(package: str) -> str:
    """Return the name and version of a package, or that it is none."""
    return "high-precision computation" if package.startswith("independent") else f"R {package}"


def studies() -> str:
    """Return the registered studies with the numbers reproduced, those seen and those recalled apart."""
    lines = ["| Study | Kind | What | Seen | Recalled |", "| --- | --- | --- | ---: | ---: |"]
    for run in reproductions([]):
        seen = f"{run.reproduced(seen=True)} of {run.checked}" if run.checked else ""
        recalled = f"{run.reproduced(seen=False)} of {run.checked_recalled}" if run.checked_recalled else ""
        lines.append(f"| `{run.study.id}` | {run.study.kind} | {run.study.title} | {seen} | {recalled} |")
    return "\n".join(lines)


def figures() -> str:
    """Return the figures there are."""
    menu = Menu("displays/figures", "figure")
    rows = [f"| `{name}` | {menu.line(name)} |" for name in menu.names()]
    return "\n".join(["| Figure | What it shows |", "| --- | --- |", *rows])


def scales() -> str:
    """Return what the codes of each scale count as."""
    lines = [f"| Scale | {' | '.join(RESULTS)} |", f"| {' | '.join(['---'] * 5)} |"]
    for scale in VOCABULARIES.names():
        found = codes_of([scale], {})
        lines.append(f"| `{scale}` | {' | '.join(', '.join(c for c in found if found[c] == of) for of in RESULTS)} |")
    return "\n".join(lines)


PARTS: dict[str, Callable[[], str]] = {
    "help": general_help,
    "commands": commands,
    "plan": plan_keys,
    "methods": catalogue,
    "further-methods": further_catalogue,
    "detection-models": detection_models,
    "survival-methods": survival_methods,
    "reference-counts": reference_counts,
    "studies": studies,
    "figures": figures,
    "scales": scales,
}


def pages() -> list[Path]:
    """Return every page that may hold such a part."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def main() -> None:
    """Make every part again and write the pages that changed."""
    for path in pages():
        text = path.read_text(encoding="utf-8")
        if (made := updated(text)) != text:
            path.write_text(made, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
