"""Compiled loops find in lines what arrays find in them, and keep what these keep."""

from __future__ import annotations

import sys

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from psmatrial.data import compiled, fields, kept
from psmatrial.data.engine import ARRAYS, HUGE, engine
from psmatrial.data.keys import key, keys

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
@given(drawn=blocks(), more=st.integers(0, 2))
def test_lines_are_the_same_by_compiled_loops_and_by_arrays(drawn, more):
    width, text = drawn
    ours, theirs = (one.fields(text.encode(), "utf-8", ",", width) for one in (compiled, fields))
    assert (ours is None) == (theirs is None)
    if ours is None:
        return
    assert (ours.starts == theirs.starts).all()
    assert (ours.ends == theirs.ends).all()
    rows = np.arange(len(ours))[::2]
    for place in range(width):
        assert ours.texts(place, rows) == theirs.texts(place, rows)
        assert (ours.changes(place) == theirs.changes(place)).all()
    places = list(range(width))
    # The first column may be longer than what is known of it.
    counts = [max(1, -(-ours.longest(place) // 8) + more - (place == 0)) for place in places]
    texts = set(zip(*(ours.texts(place, np.arange(len(ours))) for place in places), strict=True))
    known = keys(places, counts, {key(row, counts, "utf-8") for row in sorted(texts)[::2]})
    assert (ours.known(known) == theirs.known(known)).all()


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(1, 4)), min_size=1, max_size=30),
    st.binary(min_size=6, max_size=6),
)
def test_results_are_kept_the_same(rows, before):
    patients, codes = (np.array(column) for column in zip(*rows, strict=True))
    states = []
    for keep in (compiled.keep, kept.keep):
        held, lines = np.frombuffer(bytearray(before), np.uint8) % 2, np.zeros(6, np.uint32)
        places = np.arange(len(rows))[1:]
        others = keep(held, lines, places, patients, codes.astype(np.uint8), 100)
        states.append((held.tolist(), lines.tolist(), others.tolist(), places.tolist()))
    assert states[0] == states[1]


def test_compiled_loops_are_for_huge_files_alone():
    assert engine(HUGE - 1) is ARRAYS
    assert engine(HUGE).fields is compiled.fields


def test_without_the_library_arrays_do_it(monkeypatch):
    monkeypatch.delitem(sys.modules, "psmatrial.data.compiled")
    monkeypatch.delattr("psmatrial.data.compiled")
    monkeypatch.setitem(sys.modules, "numba", None)
    assert engine(HUGE) is ARRAYS


def test_without_a_folder_for_what_is_compiled_arrays_do_it(monkeypatch):
    monkeypatch.delitem(sys.modules, "psmatrial.data.compiled")
    monkeypatch.delattr("psmatrial.data.compiled")

    def njit(**_):
        raise RuntimeError("cannot cache function")

    monkeypatch.setattr("numba.njit", njit)
    assert engine(HUGE) is ARRAYS
