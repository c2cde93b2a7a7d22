"""Categories of a model, groups of an outcome and treatments stand in the order of Table 1: by size, else by name."""

from __future__ import annotations

import pytest

from tests.analysis.test_beyond import MANAGED
from tests.analysis.test_beyond import results as managed
from tests.analysis.test_detection_model import results as modelled
from tests.analysis.test_outcome import ARMS, KM, ROWS
from tests.analysis.test_outcome import results as followed


def test_categories_of_the_model_that_are_words_stand_as_in_table_1(tmp_path):
    stages = [("stage", ["T10", "T2a", "T2b", "T2a"] * 3)]
    plan = '[baseline]\ncolumns = ["stage"]\n[model]\ncovariates = ["stage"]\n'
    further = modelled(tmp_path, plan, more=stages).further
    assert [one["words"] for one in further["model"]["covariates"]] == [
        f"stage: {level} against T2a" for level in ("T2b", "T10")
    ]
    levels = further["baseline"]["columns"][1]["summaries"][0]["levels"]
    assert [level["label"] for level in levels] == ["T2a", "T2b", "T10"]


@pytest.mark.parametrize(("low", "high"), [("9", "10"), ("9.5", "10"), ("arm 9", "Arm 10")])
def test_groups_stand_by_their_size_and_the_lowest_is_the_reference(tmp_path, low, high):
    rows = [row.replace(",A,", f",{low},").replace(",B,", f",{high},") for row in ROWS]
    found = followed(tmp_path, KM + ARMS, rows)
    difference = found.row("outcome.all.survival-difference-at-4.greenwood")
    # Worked by hand for the same arms: at 4 half of the second are without an event, three quarters of the first.
    assert (difference.index, difference.comparator, difference.value) == (high, low, -0.25)
    assert found.row("outcome.all.hazard-ratio.cox").comparator == low


def test_treatments_without_intents_stand_by_the_numbers_in_their_names(tmp_path):
    rows = ["P1,positive,negative,1,2,RT 66 Gy,RT 8 Gy", "P2,positive,negative,1,2,adt,RT 8 Gy"]
    record = managed(tmp_path, MANAGED, rows).further["management"]
    assert record["before"] == ["adt", "RT 8 Gy", "RT 66 Gy"]
    assert record["counts"] == [[0, 1, 0], [0, 0, 0], [0, 1, 0]]
