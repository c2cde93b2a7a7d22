"""The suffix of a file says how it is read; some kinds are never opened."""

from __future__ import annotations

from pathlib import Path

import pytest

from psmatrial.data.cohort import read_cohort
from psmatrial.errors import InputError


@pytest.mark.parametrize("name", ["x.pkl", "x.npy", "x.joblib", "x.feather", "x.RData", "x.rds", "x.docx", "x"])
def test_files_of_other_kinds_are_refused_by_name_and_never_opened(tmp_path, name):
    (tmp_path / name).write_bytes(b"x")
    with pytest.raises(InputError, match=r"\.csv, "):
        read_cohort(tmp_path / name)


def test_a_folder_or_a_missing_file_without_an_ending_says_so(tmp_path):
    with pytest.raises(InputError, match="this is a folder"):
        read_cohort(tmp_path)
    with pytest.raises(InputError, match="there is no such file"):
        read_cohort(tmp_path / "reads")


def test_the_shipped_trial_is_accepted_without_a_warning():
    found = read_cohort(Path(__file__).resolve().parents[2] / "data" / "calais2019" / "reads.csv")
    assert (found.n, found.rows, len(found.readers), len(found.regions)) == (50, 900, 3, 3)
    assert found.warnings == ()
