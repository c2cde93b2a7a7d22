"""What compare says of a frame is of use in Python: keys of a plan and no options of a command, and no values."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from psmatrial.analysis.plan import Input, Plan, Primary, Reading, Strata
from psmatrial.analysis.run import compare
from psmatrial.errors import InputError, UsageError
from psmatrial.model import Contrast

ROWS = [
    (f"P{patient}", test, result, psa)
    for patient, psa in enumerate((0.3, 0.4, 0.7, 9.0))
    for test, result in (("PSMA", "positive"), ("FACBC", "negative"))
]
FRAME = pd.DataFrame(ROWS, columns=["patient_id", "modality", "result", "psa"])
WIDE = pd.DataFrame({"patient_id": ["P1", "P2"], "psma": ["positive", "negative"], "facbc": ["negative", "positive"]})


def refusal(frame, plan=None):
    with pytest.raises((InputError, UsageError)) as caught:
        compare(frame, plan)
    return str(caught.value)


def test_a_column_of_another_name_is_named_in_a_plan() -> None:
    frame = FRAME.rename(columns={"patient_id": "number"})
    told = refusal(frame)
    assert "If it has another name: Plan(columns={'patient_id': 'NAME'})." in told
    assert "--" not in told
    assert compare(frame, Plan(columns={"patient_id": "number"})).patients["analysed"] == 4


def test_of_an_index_it_is_said_what_makes_it_a_column() -> None:
    told = refusal(FRAME.set_index("patient_id"))
    assert "If it is the index of the frame: reset_index()." in told
    assert compare(FRAME.set_index("patient_id").reset_index()).patients["analysed"] == 4


def test_result_columns_are_named_in_a_plan() -> None:
    told = refusal(WIDE)
    assert "If each test has a result column of its own: Plan(results={'NAME': {'modality': 'TEST'}})." in told
    plan = Plan(results={"psma": {"modality": "PSMA"}, "facbc": {"modality": "FACBC"}})
    assert compare(WIDE, plan).patients["analysed"] == 2


def test_a_column_that_identifies_is_left_out_by_a_plan() -> None:
    for frame in (FRAME.assign(surname="x"), FRAME.assign(remark="born 1 March 1950")):
        told = refusal(frame)
        assert "or give Plan(input=Input(drop_identifiers=True)) to leave it out" in told
        assert "--" not in told
        assert compare(frame, Plan(input=Input(drop_identifiers=True))).patients["analysed"] == 4


def test_a_nearest_name_is_given_as_a_plan() -> None:
    frame = FRAME.rename(columns={"psa": "psa_ng"})
    (warning,) = [text for text in compare(frame).provenance["warnings"] if "'psa'" in text]
    assert "If 'psa_ng' is it: Plan(columns={'psa': 'psa_ng'})." in warning


def test_tests_whose_order_is_not_clear_are_named_in_a_plan() -> None:
    frame = FRAME.replace({"PSMA": "A", "FACBC": "B"})
    assert "Give Plan(contrasts=(Contrast(index, comparator),)); the file has A, B." in refusal(frame)
    assert compare(frame, Plan(contrasts=(Contrast("A", "B"),))).primary["table"]["index_only"] == 4


def test_readers_that_a_frame_does_not_tell_apart_are_named_in_a_plan() -> None:
    plan = Plan()
    told = refusal(FRAME, Plan(reading=type(plan.reading)(readers=("R1", "R2"))))
    assert "Name the column: Plan(columns={'reader': 'NAME'})." in told


@pytest.mark.parametrize("plan", [{"level": 0.9}, 0.9, ["plan.toml"]])
def test_a_plan_of_another_type_is_refused_in_words(plan) -> None:
    told = refusal(FRAME, plan)
    assert told.startswith(f"the plan is of the type {type(plan).__name__}. Give the path of a TOML plan, or a ")


def test_a_lock_of_another_type_is_refused_in_words() -> None:
    with pytest.raises(UsageError, match=r"the lock is of the type dict\. Give the path of a locked plan\."):
        compare(FRAME, lock={"plan": Plan()})


@pytest.mark.parametrize("seed", [3, 2.5, True, b"3", ["3"]])
def test_a_seed_of_another_type_is_refused_in_words(seed) -> None:
    words = f"the seed blind is of the type {type(seed).__name__}. Give it as text, such as blind='2026'."
    with pytest.raises(UsageError, match=re.escape(words)):
        compare(FRAME, blind=seed)


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        (
            {"level": "0.9"},
            "level: '0.9' is not a number. Give a number, such as 0.95. The key says: confidence",
        ),
        ({"level": True}, "level: True is not a number."),
        ({"level": np.float32(0.9)}, "is not a number."),
        ({"id": 3}, "id: 3 is not text."),
        ({"columns": "psa"}, "columns: 'psa' is not a dictionary of texts."),
        ({"columns": {"psa": 3}}, "columns: {'psa': 3} is not a dictionary of texts."),
        ({"results": {"psa": 3}}, "results: {'psa': 3} is not a dictionary of dictionaries of texts."),
        ({"primary": "mid-p"}, "primary: 'mid-p' is not the section Primary. Give Primary() with its keys, as"),
        ({"contrasts": Contrast("A", "B")}, "is not a tuple of Contrast(index, comparator)."),
        (
            {"contrasts": ("PSMA", "FACBC")},
            "contrasts: ('PSMA', 'FACBC') is not a tuple of Contrast(index",
        ),
        ({"primary": Primary(margin="-0.1")}, "primary.margin: '-0.1' is not a number."),
        ({"primary": Primary(margin=-0.1, equivalence="no")}, "primary.equivalence: 'no' is not True or False."),
        ({"reading": Reading(readers="R1")}, "reading.readers: 'R1' is not a tuple of texts."),
        ({"strata": Strata(bins=None)}, "strata.bins: None is not a tuple of texts."),
        ({"strata": Strata(scores=(1, "2"))}, "strata.scores: (1, '2') is not a tuple of numbers."),
        ({"contrasts": (Contrast(3, "FACBC"),)}, "the file has no test 3. Accepted: "),
    ],
)
def test_a_key_of_a_plan_in_python_that_is_of_another_type_is_refused_in_words(stated, words) -> None:
    assert words in refusal(FRAME, Plan(**stated))


def test_tests_may_be_listed() -> None:
    assert compare(FRAME, Plan(contrasts=[Contrast("PSMA", "FACBC")])).primary["table"]["index_only"] == 4


@pytest.mark.parametrize("form", [lambda f: f.to_dict("list"), lambda f: [f], lambda f: f["patient_id"], np.asarray])
def test_readings_of_another_type_are_not_repeated(form) -> None:
    frame = FRAME.replace({"P1": "Erika Mustermann"})
    told = refusal(form(frame))
    assert told.startswith(f"the readings are of the type {type(form(frame)).__name__}, which is no file and no frame.")
    assert "Mustermann" not in told
    assert len(told) < 120
