"""A frame gives the same cohort as the file it was read from."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from psmatrial.data.cohort import read_cohort
from psmatrial.data.frame import text_of
from psmatrial.errors import InputError

READS = Path(__file__).resolve().parents[2] / "data" / "calais2019" / "reads.csv"


def test_the_shipped_trial_is_the_same_cohort_as_text_or_as_numbers():
    of_file = read_cohort(READS)
    as_text, as_numbers = read_cohort(pd.read_csv(READS, dtype=str)), read_cohort(pd.read_csv(READS))
    for found in (as_text, as_numbers):
        assert (found.patients, found.codes, found.readers) == (of_file.patients, of_file.codes, of_file.readers)
    assert as_text.psa == of_file.psa
    assert [float(text) for text in as_numbers.psa] == [float(text) for text in of_file.psa]


def test_equal_frames_have_equal_hashes_and_others_do_not():
    frame = pd.read_csv(READS, dtype=str)
    assert read_cohort(frame).sha256 == read_cohort(frame.copy()).sha256
    assert read_cohort(frame).sha256 != read_cohort(frame.iloc[:-1]).sha256


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (float("nan"), ""),
        (pd.NA, ""),
        (pd.NaT, ""),
        (np.float64("nan"), ""),
        (np.float64(0.35), "0.35"),
        (np.float32(0.5), "0.5"),
        (np.float32(0.2), "0.2"),
        (np.float32(1e-05), "0.00001"),
        (np.float32(16777216), "16777216.0"),
        (np.float16(0.3), "0.3"),
        (np.int64(7), "7"),
        (2**60, "1152921504606846976"),
        (1e-05, "0.00001"),
        (0.1 + 0.2, "0.30000000000000004"),
        ("NA", "NA"),
    ],
)
def test_values_become_the_text_that_would_be_typed(value, text):
    assert text_of(value) == text


@pytest.mark.parametrize("kind", ["float32", "Float32", "float16", "object", "Sparse[float32]"])
def test_floats_of_fewer_bits_are_the_decimals_that_were_typed(kind):
    typed = ["0.2", "0.3", "0.7", "1.1", "1.25"]
    narrow = np.array(typed, dtype="float16" if kind == "float16" else "float32")
    psa = pd.Series(list(narrow) if kind == "object" else narrow, dtype=kind)
    names = [f"P{place:02}" for place in range(5)]
    frame = pd.DataFrame({"patient_id": names, "modality": "PSMA", "result": "positive", "psa": psa})
    assert read_cohort(frame).psa == tuple(typed)


@pytest.mark.parametrize(("kind", "bits"), [("float[pyarrow]", "float32"), ("halffloat[pyarrow]", "float16")])
def test_columns_of_arrow_say_their_bits_in_other_words(kind, bits):
    assert text_of(float(getattr(np, bits)(0.3)), kind) == "0.3"
    assert text_of(0.3, "double[pyarrow]") == "0.3"


def test_problems_of_a_frame_name_its_row():
    frame = pd.DataFrame({"patient_id": ["P01", "P02"], "modality": "PSMA", "result": ["positive", "pos"]})
    with pytest.raises(InputError, match="frame:2: result: 'pos' is not a result"):
        read_cohort(frame)


def test_timestamps_are_dates_and_refused():
    frame = pd.DataFrame(
        {"patient_id": ["P01"], "modality": "PSMA", "result": "positive", "when": pd.Timestamp("2019-03-12")}
    )
    with pytest.raises(InputError, match="looks like a date"):
        read_cohort(frame)
