"""What the methods that were not planned say: saved with the results, read back, and nothing else."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from psmatrial.analysis.explain import explanation
from psmatrial.analysis.other_answers import MANY, other_answers, saved_answers
from psmatrial.analysis.results import Results, Row, loaded
from psmatrial.model import PairedTable
from psmatrial.stats.methods import methods
from tests.cohorts import trial


def row(table: PairedTable, quantity: str = "equality", name: str = "exact", **fields: object) -> Row:
    """Return a row of a table."""
    both, index_only, comparator_only, neither = table.cells
    counts = {"both": both, "index_only": index_only, "comparator_only": comparator_only, "neither": neither}
    return Row("r", quantity=quantity, method=name, n=table.n, **counts, **fields)


@pytest.fixture(scope="module")
def saved(tmp_path_factory) -> Results:
    file = tmp_path_factory.mktemp("saved") / "results.json"
    file.write_text(trial().json(), encoding="utf-8")
    return loaded(file)


def test_every_cheap_method_of_a_planned_quantity_answers_for_each_table(saved):
    for one in saved:
        cells = (one.both, one.index_only, one.comparator_only, one.neither)
        if one.both is None or one.reader or one.stratum_by == "choice" or one.quantity.endswith("margin"):
            continue
        found = {other.method for other in explanation(saved, one).others} | {one.method}
        assert found >= {e.name for e in methods() if e.quantity == one.quantity and not e.costly}, (one.id, cells)


def test_an_answer_is_what_its_method_computes(saved):
    one = saved.row("extrapelvic.all.odds-ratio.clopper-pearson")
    wilson = next(other for other in explanation(saved, one).others if other.method == "wilson")
    entry = next(e for e in methods() if (e.quantity, e.name) == ("odds-ratio", "wilson"))
    fresh = entry.compute(PairedTable(0, 8, 0, 42), 0.95, "two-sided")
    assert (wilson.low, wilson.high, wilson.n) == (fresh.low, float("inf"), 50)


def test_a_planned_method_is_not_repeated_and_nothing_costly_is_computed():
    (found,) = other_answers([row(PairedTable(9, 19, 4, 18)), row(PairedTable(9, 19, 4, 18), name="mid-p")], 0.95)
    costly = {entry.name for entry in methods() if entry.costly}
    names = {answer["method"] for answer in found["answers"]}
    assert names == {e.name for e in methods() if e.quantity == "equality"} - costly - {"exact", "mid-p"}
    assert {answer["quantity"] for answer in found["answers"]} == {"equality"}


def test_readers_choices_empty_tables_and_very_many_patients_are_left_out():
    table = PairedTable(1, 2, 3, 4)
    left = [
        row(table, reader="R1"),
        row(table, stratum_by="choice"),
        row(table, stratum_by="missing"),
        row(PairedTable(0, 0, 0, 0)),
        row(PairedTable(MANY, 0, 0, 1)),
        Row("r", quantity="global", method="exact"),
    ]
    assert other_answers(left, 0.95) == []


def test_a_one_sided_row_takes_no_two_sided_answer():
    one = row(PairedTable(9, 19, 4, 18), alternative="greater")
    answers = other_answers([one], 0.95)
    assert saved_answers(answers, one) == []
    assert saved_answers(answers, replace(one, alternative="two-sided"))


def test_the_record_is_plain_json_with_nothing_absent():
    for one in json.loads(trial().json())["others"]:
        assert all(None not in answer.values() for answer in one["answers"])
