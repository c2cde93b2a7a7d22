"""Many cells that are looked at together for what could identify a person."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from psmatrial.data.identifiers import Extras


@given(st.from_regex(r"[0-9]{1,4}\.[0-9]{1,4}", fullmatch=True), st.sampled_from(["suvmax", "note", "stage", "age"]))
def test_many_cells_at_once_tell_what_each_tells_alone(text, column):
    alone, together = (Extras([(0, column)]) for _ in range(2))
    assert together.pass_all([[text, "12.5"]]) == (not alone.found([text]))


def test_of_many_cells_the_one_that_tells_is_found():
    for column, text in (("suvmax", "12.03.2018"), ("age", "93.5"), ("note", "+49 171 2345678")):
        assert not Extras([(0, column)]).pass_all([["1.5", "22.75", text]])
