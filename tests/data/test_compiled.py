"""Compiled loops find in lines what arrays find in them, and keep what these keep."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numba.core.errors import TypingError

from psmatrial.data import compiled, fields, kept, machine_code
from psmatrial.data.engine import ARRAYS, HUGE, engine
from psmatrial.data.keys import Part, key, keys
from psmatrial.data.ledger import Ledger
from psmatrial.data.problems import Problems

CELLS = (
    "",
    "R1",
    "R10",
    "PSMA",
    "pelvic nodes",
    "prostate bed",
    "\u00e9t\u00e9",
    "x" * 8,
    "x" * 9,
    "x" * 70,
    "-",
    "\x01",
    "\x00f",
)
HARD = st.text(st.sampled_from("ab,-\x01\x0b\u00ac\u0a0a"), max_size=20)


@st.composite
def blocks(draw):
    """Draw lines, some of which may be wider or narrower than the others."""
    width = draw(st.integers(1, 5))
    cell = st.one_of(st.sampled_from(CELLS), HARD.map(lambda text: text.replace(",", "")))
    rows = draw(st.lists(st.lists(cell, min_size=width, max_size=width), min_size=1, max_size=40))
    if draw(st.integers(0, 3)) == 0:
        rows[draw(st.integers(0, len(rows) - 1))] = draw(st.lists(cell, max_size=6))
    return width, "".join(",".join(row) + "\n" for row in rows)


@settings(deadline=None, max_examples=400)
@given(drawn=blocks(), more=st.integers(0, 2), draw=st.data())
def test_lines_are_the_same_by_compiled_loops_and_by_arrays(drawn, more, draw):
    width, text = drawn
    ours, theirs = (one.fields(text.encode(), "utf-8", ",", width) for one in (compiled, fields))
    assert (ours is None) == (theirs is None)
    if ours is None:
        return
    assert len(ours) == len(theirs)
    rows = np.arange(len(ours))[::2]
    for place in range(width):
        assert ours.texts(place, rows) == theirs.texts(place, rows)
        assert (ours.changes(place) == theirs.changes(place)).all()
        assert ours.longest(0, place) == theirs.longest(0, place)
    # Columns side by side in two parts, the first of which may be longer than what is known of it.
    cut = draw.draw(st.integers(1, width))
    ends = [(0, cut - 1), (cut, width - 1)] if cut < width else [(0, cut - 1)]
    parts = [Part(*end, max(1, -(-ours.longest(*end) // 8) + more - (not end[0]))) for end in ends]
    cells = zip(*(ours.texts(place, np.arange(len(ours))) for place in range(width)), strict=True)
    texts = {tuple(",".join(row[first : last + 1]) for first, last in ends) for row in cells}
    known = keys(parts, {key(row, [part.words for part in parts], "utf-8") for row in sorted(texts)[::2]})
    found = ours.known(known)
    assert (found == theirs.known(known)).all()
    assert more == 0 or (found >= 0).any()


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 1), st.integers(1, 4), st.integers(0, 5)), min_size=1, max_size=30),
    st.binary(min_size=12, max_size=12),
)
def test_results_are_kept_the_same(rows, before):
    slots, codes, patients = (np.array(column) for column in zip(*rows, strict=True))
    states = []
    for keep in (compiled.keep, kept.keep):
        ledger = Ledger(Problems("reads.csv"))
        ledger.people([f"P{number}" for number in range(6)], range(6), [""] * 6)
        for name in ("PSMA", "fluciclovine"):
            slot = ledger.slot((name, "", ""), 1)
            ledger.codes[slot][:6] = bytes(byte % 2 for byte in before[6 * slot :][:6])
        others = keep(ledger, slots.astype(np.uint16), codes.astype(np.uint8), patients, 100)
        states.append((ledger.codes, [lines.tolist() for lines in ledger.lines], list(others)))
    assert states[0] == states[1]


def test_compiled_loops_are_for_huge_files_alone():
    assert engine(HUGE - 1) is ARRAYS
    assert engine(HUGE).fields is compiled.fields


@pytest.fixture
def nothing_kept(monkeypatch, tmp_path):
    """Let no machine code be found, and give it one folder to be kept in."""
    machine_code.loops.cache_clear()
    source = tmp_path / "loops.py"
    source.write_bytes(machine_code._SOURCE.read_bytes())
    monkeypatch.setattr(machine_code, "_SOURCE", source)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "own"))
    yield tmp_path
    machine_code.loops.cache_clear()


def test_without_the_library_arrays_do_it(monkeypatch):
    monkeypatch.delattr("psmatrial.data.compiled")
    monkeypatch.setitem(sys.modules, "psmatrial.data.compiled", None)
    assert engine(HUGE) is ARRAYS


@pytest.mark.usefixtures("nothing_kept")
def test_without_the_compiler_arrays_do_it(monkeypatch):
    monkeypatch.delitem(sys.modules, "psmatrial.data.loops", raising=False)
    monkeypatch.setitem(sys.modules, "numba", None)
    assert engine(HUGE) is ARRAYS


def test_without_a_folder_for_what_is_compiled_arrays_do_it(nothing_kept):
    (nothing_kept / "__pycache__").write_text("not a folder")
    (nothing_kept / "own").write_text("not a folder")
    assert engine(HUGE) is ARRAYS


def test_what_is_compiled_is_kept_in_the_user_s_folder_where_it_cannot_be_beside_the_loops(nothing_kept):
    (nothing_kept / "__pycache__").write_text("not a folder")
    assert engine(HUGE).fields is compiled.fields
    assert len(list((nothing_kept / "own" / "psmatrial").iterdir())) == 1


def test_what_is_kept_is_loaded_without_the_compiler_and_made_again_where_damaged(monkeypatch, nothing_kept):
    machine_code.loops()
    (path,) = (nothing_kept / "__pycache__").iterdir()
    whole = path.read_bytes()
    machine_code.loops.cache_clear()
    with monkeypatch.context() as patch:
        patch.setattr(machine_code, "_compiled", None)
        machine_code.loops()
    for damaged in (b"", whole[:-1], whole[:-1] + bytes([whole[-1] ^ 1]), b"{}\n" + whole):
        path.write_bytes(damaged)
        machine_code.loops.cache_clear()
        machine_code.loops()
        assert path.read_bytes() == whole


@pytest.mark.usefixtures("nothing_kept")
def test_a_compiler_that_does_not_take_the_loops_leaves_the_work_to_arrays(monkeypatch):
    def cfunc(_):
        raise TypingError("not a type")

    monkeypatch.delitem(sys.modules, "psmatrial.data.loops", raising=False)
    monkeypatch.setattr("numba.cfunc", cfunc)
    assert engine(HUGE) is ARRAYS


def test_loops_that_call_anything_are_not_kept(monkeypatch, nothing_kept):
    from numba import cfunc

    @cfunc("int64(int64, int64)")
    def ratio(over, under):
        return over // under

    monkeypatch.setattr("psmatrial.data.loops.ALL", (ratio,))
    assert engine(HUGE) is ARRAYS
    assert not (nothing_kept / "__pycache__").exists()
