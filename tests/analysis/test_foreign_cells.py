"""Names of rows in another program's file: none that could be a person's is repeated, and none of ours is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from psmatrial.analysis.foreign_cells import foreign_sheet
from psmatrial.analysis.foreign_map import ForeignMap
from psmatrial.analysis.plan_file import read_plan
from psmatrial.analysis.run import compare
from psmatrial.errors import InputError

DATA = Path(__file__).resolve().parents[2] / "data"


@pytest.mark.parametrize("name", ["a.b@clinic.org", "2024-03-01", "ab@c.org"])
def test_a_name_that_could_be_a_persons_is_refused_and_not_repeated(tmp_path, name):
    path = tmp_path / "theirs.csv"
    path.write_text(f"id,value\npatient.all.rate-difference.tango,0.3\n{name},1\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"theirs.csv:3: id: the name of the row looks like") as caught:
        foreign_sheet(path, ForeignMap()).problems.refuse()
    assert name not in str(caught.value)


def test_the_rows_of_every_reader_region_and_stratum_keep_their_names(tmp_path):
    folder = DATA / "three-tests"
    found = compare(folder / "reads.csv", read_plan(folder / "plan.toml"))
    ids = [row.id for row in found.rows]
    assert any("@" in one for one in ids)
    path = tmp_path / "theirs.csv"
    path.write_text("id,value\n" + "".join(f"{one},1\n" for one in ids), encoding="utf-8")
    assert list(foreign_sheet(path, ForeignMap()).rows) == ids
