"""Numbers of which a file of SAS keeps the first bytes alone are those that were typed."""

from __future__ import annotations

import struct
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psmatrial.data.frame import sheet_of
from psmatrial.data.sources._statistical import _typed

PSA = st.integers(1, 99_999).map(lambda thousandths: thousandths / 1000)


def facts(width, file_format="sas7bdat", kind="double"):
    return SimpleNamespace(
        readstat_variable_types={"psa": kind}, variable_storage_width={"psa": width}, file_format=file_format
    )


@given(PSA, st.integers(4, 8))
def test_a_psa_is_the_one_that_was_typed_however_many_bytes_are_kept(typed, width):
    kept = struct.unpack(">d", struct.pack(">d", typed)[:width] + bytes(8 - width))[0]
    assert _typed(facts(width), "psa")(kept) == typed


@pytest.mark.parametrize(("width", "file_format"), [(8, "xport"), (4, "sav"), (4, "dta")])
def test_what_is_kept_whole_is_as_it_is(width, file_format):
    assert _typed(facts(width, file_format), "psa")(0.19999998807907104) == 0.19999998807907104


def test_categories_of_single_precision_are_the_numbers_that_were_typed():
    pandas, numpy = pytest.importorskip("pandas"), pytest.importorskip("numpy")
    psa = pandas.Categorical(numpy.array([0.2, 0.35, 0.2], dtype="float32"))
    assert [cells for _, cells in sheet_of(pandas.DataFrame({"psa": psa})).rows] == [["0.2"], ["0.35"], ["0.2"]]
