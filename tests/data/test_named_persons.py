"""Patients kept under their names are refused, and codes of words are not taken for names."""

from __future__ import annotations

import pytest

from psmatrial.data.cohort import read_cohort
from psmatrial.data.identifiers import named_persons
from psmatrial.errors import InputError


@pytest.mark.parametrize(
    "names",
    [
        ["John Smith", "Miller, Anna"],
        ["Miller,Anna"],
        ["MILLER^ANNA", "SMITH, JOHN"],
        ["Anna-Lena O'Neill", "Jos\u00e9 de la Cruz", "John A. Smith"],
        ["\u0418\u0432\u0430\u043d \u041f\u0435\u0442\u0440\u043e\u0432"],
        ["P-001", "John Smith", "Anna Miller"],
        ["Anna Smith", "Anna Miller"],
    ],
)
def test_ids_that_read_as_names_of_persons_are_known(names):
    assert named_persons(names) is not None


@pytest.mark.parametrize(
    "names",
    [
        ["PSMA 001", "UCLA 12", "UCSF 3"],
        ["PSMA-001", "Alpha", "Smith", "JohnSmith"],
        ["UCLA WEST", "UCSF EAST"],
        ["Patient A", "Patient B"],
        ["Case Alpha", "Case Beta", "Case Gamma"],
        ["P-001", "P-002", "John Smith", "Anna Miller"],
        ["Site 1, Anna", "site one"],
        ["John Smith 2", "Anna Miller 3"],
        [],
    ],
)
def test_codes_of_patients_are_no_names(names):
    assert named_persons(names) is None


def test_patients_under_their_names_are_refused_and_not_repeated(tmp_path):
    path = tmp_path / "reads.csv"
    path.write_text('patient_id,modality,result\nJohn Smith,PSMA,positive\n"Miller, Anna",PSMA,negative\n')
    with pytest.raises(InputError) as caught:
        read_cohort(path)
    told = "\n".join(map(str, caught.value.problems))
    assert "reads.csv:2: patient_id: the cell holds what looks like a name" in told
    assert "Smith" not in told
    assert "Anna" not in told
