"""A file written and read in one step."""

from __future__ import annotations

import pytest

from psmatrial.data.cohort import read_cohort
from psmatrial.errors import InputError

HEADER = "patient_id,reader,modality,region,result,psa"


@pytest.fixture
def cohort(tmp_path):
    def read(*lines, header=HEADER, layout=None, name="reads.csv"):
        path = tmp_path / name
        path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
        return read_cohort(path, layout)

    return read


@pytest.fixture
def refused(cohort):
    def lines(*rows, **more):
        with pytest.raises(InputError) as caught:
            cohort(*rows, **more)
        return [str(problem) for problem in caught.value.problems]

    return lines
