"""An empty study with every field explained, for `psmatrial init --study`."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping

from psmatrial.data import study_keys as keys

HEAD = """A published study, to be checked by: psmatrial reproduce THIS-FILE.toml

Every number is text, in quotes, exactly as it is printed: "8.0" is not "8". Fill in what the paper prints and take
away the mark # before what you fill in; the explanations stand after # and a space. A number that is only recalled
is written { printed = "0.03", seen = false }; one that the paper should print and does not is "not seen"."""
FIRST = """title = "What was studied, in a line"
citation = "Where it was published"
kind = "paired"
paired = true"""
SKIPPED = ("title", "citation", "kind", "paired", "arms", "methods", "sources", "fact", "outcome", "expected")
EXAMPLES = {
    "doi": '"10.1000/example"',
    "doi_seen": "true",
    "registration": '["NCT00000000"]',
    "design": '"Prospective; both scans within 15 days"',
    "n": '"50"',
    "readers": "3",
    "level": "0.95",
    "seen": "true",
    "where": '"paper"',
    "label": '"Patient, any region"',
    "unit": '"patient"',
    "note": '"..."',
    "parts": '["psa-low", "psa-high"]',
    "adjusted": '["odds_ratio", "p"]',
}


def study_template() -> str:
    """Return an empty study in TOML: every key with what it says and an example.

    What is not commented out is valid as it stands, and so is every line once its mark is taken away.

    Examples
    --------
    >>> print(study_template()[:73])
    # A published study, to be checked by: psmatrial reproduce THIS-FILE.toml
    """
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    """Go through the lines of the template."""
    for paragraph in HEAD.split("\n\n"):
        yield from _comment(paragraph)
        yield "#"
    for line in FIRST.splitlines():
        yield from _comment(keys.STUDY[line.partition(" ")[0]][1])
        yield line
    for word, (_, says) in keys.STUDY.items():
        if word not in SKIPPED:
            yield from _comment(says)
            yield f"#{word} = {EXAMPLES[word]}"
    yield from _tables()
    yield from _outcome()
    yield from ("", *_comment("Further outcomes, such as strata, each with their own [[outcome]] and id."))
    yield from ("", *_comment(keys.STUDY["fact"][1]), "#[[fact]]")
    yield from ('#id = "follow-up"', '#says = "median follow-up, months"', '#printed = "8"')
    yield from ("", *_comment(keys.STUDY["expected"][1]), "#[[expected]]")
    yield from ('#item = "overall.p"', '#verdict = "not-reproduced"', '#reason = "..."')


def _tables() -> Iterator[str]:
    """Go through the small tables of the study."""
    yield from ("", *_comment(f"{keys.STUDY['arms'][1]}; index minus comparator is the direction of every effect"))
    yield from ("[arms]", 'index = "PSMA PET"', 'comparator = "fluciclovine PET"')
    yield from ("", *_comment(keys.STUDY["methods"][1]), "[methods]")
    yield from ('#p = "exact"', '#interval = "clopper-pearson"', '#odds_ratio = "clopper-pearson"')
    yield from ('#agreement = "pairwise"', "", *_comment(keys.STUDY["sources"][1]), "[sources]")
    yield '#paper = "https://doi.org/10.1000/example"'


def _outcome() -> Iterator[str]:
    """Go through one outcome with all that can be printed of it."""
    yield from ("", *_comment(keys.STUDY["outcome"][1]), "[[outcome]]")
    yield from (*_comment(keys.OUTCOME["id"][1]), 'id = "overall"')
    for word in ("label", "unit", "n", "level", "seen", "where", "note", "parts", "adjusted"):
        yield from (*_comment(keys.OUTCOME[word][1]), f"#{word} = {EXAMPLES[word]}")
    tables = {"index": keys.ARM, "comparator": {}, "effect": keys.EFFECT, "cells": keys.CELLS}
    for name, known in {**tables, "cell_percents": keys.CELL_PERCENTS}.items():
        yield from ("", f"[outcome.{name}]")
        yield from _keys(known) if known else _comment("the same keys as index")
    yield from ("", *_comment(keys.OUTCOME["pattern"][1]), "#[[outcome.pattern]]")
    yield from ('#index = "TP"', '#comparator = "FN"', '#n = "7"')


def _keys(known: Mapping[str, keys.Key]) -> Iterator[str]:
    """Go through the printed numbers of one table."""
    for word, key in known.items():
        yield from _comment(key.says)
        yield f'#{word} = "{key.example}"'


def _comment(text: str) -> list[str]:
    """Return words as comment lines."""
    return textwrap.wrap(text, 110, initial_indent="# ", subsequent_indent="# ", break_on_hyphens=False)
