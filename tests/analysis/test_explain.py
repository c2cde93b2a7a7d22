"""Every number of the trial opens: its table, formula, reference, and the same by the other methods."""

from __future__ import annotations

import json
import re

import pytest

from psmatrial.analysis.explain import explained, filled, table_of
from psmatrial.analysis.results import json_text
from psmatrial.displays.terminal import explanation_text
from psmatrial.errors import UsageError
from psmatrial.model import PairedTable
from psmatrial.stats.methods import CATALOGUE
from tests.cohorts import trial

IDS = [row.id for row in trial()]


@pytest.fixture(scope="module")
def opened():
    return {row_id: explained(trial(), row_id) for row_id in IDS}


def test_every_row_opens_as_text_and_as_json(opened):
    for row_id, found in opened.items():
        again = json.loads(json_text(found))
        assert again["row"]["id"] == row_id
        assert again["method"]["reference"], row_id
        assert again["method"]["formula"], row_id
        text = explanation_text(found)
        assert text.startswith(row_id)
        assert max(map(len, text.splitlines())) <= 80, text
        assert "None" not in text
        assert "nan" not in text


def test_a_row_of_one_table_has_its_counts_and_the_other_methods(opened):
    for row_id, found in opened.items():
        table = table_of(trial().row(row_id))
        if table is None:
            assert found["inputs"] == {}
            continue
        assert [found["inputs"][letter] for letter in "abcd"] == list(table.cells)
        quantity, method = found["row"]["quantity"], found["row"]["method"]
        names = {entry.name for entry in CATALOGUE if entry.quantity == quantity}
        assert {other["method"] for other in found["others"]} == names - {method}


def test_another_method_gives_what_its_own_row_has(opened):
    found = opened["patient.all.rate-difference.tango"]
    newcombe = next(other for other in found["others"] if other["method"] == "newcombe")
    row = trial().row("patient.all.rate-difference.newcombe")
    assert (newcombe["value"], newcombe["low"], newcombe["high"]) == (row.value, row.low, row.high)


def test_the_counts_stand_in_the_formula(opened):
    text = opened["patient.all.equality.asymptotic"]["filled"]
    assert "(19 − 4)²/(19 + 4)" in text


def test_no_letter_of_a_count_is_left_in_a_filled_formula():
    table = PairedTable(9, 19, 4, 18)
    for entry in CATALOGUE:
        text = filled(entry.formula, table, 0.95)
        assert not re.search(r"(?<![A-Za-z])[bcdm](?![A-Za-z])", text), (entry.quantity, entry.name, text)


def test_a_formula_without_a_level_keeps_its_letters():
    assert filled("z and α", PairedTable(1, 2, 3, 4), None) == "z and α"


def test_a_row_that_is_not_there_is_refused_with_the_nearest():
    with pytest.raises(UsageError) as caught:
        explained(trial(), "patient.all.rate-differnce.tango")
    assert str(caught.value) == (
        "there is no row 'patient.all.rate-differnce.tango'. Did you mean 'patient.all.rate-difference.tango'?"
    )
