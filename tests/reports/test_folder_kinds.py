"""A blind rehearsal and a real report never stand in each other's place, whatever stopped the run before."""

from __future__ import annotations

import json
import os

import pytest

from psmatrial.errors import OutputError
from psmatrial.reports.folder import write
from tests.reports.folders import NEW, OLD, held, report


class StoppedError(BaseException):
    """A signal, as Python sees it."""


KINDS = pytest.mark.parametrize("blind", [False, True])


@KINDS
def test_a_report_is_replaced_by_one_of_its_kind_alone(place, blind):
    write(place, lambda: OLD, blind=blind)
    before = held(place)
    with pytest.raises(OutputError, match=r"does not take its place\. Give another folder") as caught:
        write(place, lambda: NEW, blind=not blind)
    assert caught.value.exit_code == 4
    assert held(place) == before
    write(place, lambda: NEW, blind=blind)
    assert report(place) == NEW


def test_the_manifest_of_a_rehearsal_says_so_and_that_of_a_real_report_has_no_word_more(place, tmp_path):
    write(place, lambda: NEW)
    assert set(json.loads((place / "manifest.json").read_text())) == {"schema", "files"}
    write(tmp_path / "blind", lambda: NEW, blind=True)
    assert json.loads((tmp_path / "blind" / "manifest.json").read_text())["blind"] is True


@KINDS
@pytest.mark.parametrize("first", [False, True])
def test_wherever_a_run_was_stopped_the_other_kind_does_not_take_over(tmp_path, monkeypatch, blind, first):
    stopped = 0
    for at in range(1, 60):
        place = tmp_path / f"out{at}"
        if not first:
            write(place, lambda: OLD, blind=blind)
        with monkeypatch.context() as patch:
            count, real = [0], os.replace

            def step(*args, count=count, at=at, real=real, **more):
                count[0] += 1
                if count[0] == at:
                    raise StoppedError
                return real(*args, **more)

            patch.setattr(os, "replace", step)
            try:
                write(place, lambda: NEW, blind=blind)
            except StoppedError:
                stopped += 1
        if count[0] < at:
            break
        if place.is_dir() and any(name in held(place) for name in (*NEW, *OLD)):
            with pytest.raises(OutputError, match="does not take its place"):
                write(place, lambda: NEW, blind=not blind)
        write(place, lambda: NEW, blind=blind)
        assert report(place) == NEW
    assert stopped > len(NEW)


@pytest.mark.parametrize("text", ["", "[]", "null", '{"files": 3}', "\xff"])
def test_what_is_no_manifest_is_of_no_kind(place, text):
    place.mkdir()
    (place / "manifest.json").write_text(text, encoding="latin-1")
    with pytest.raises(OutputError, match="holds other files and no report"):
        write(place, lambda: NEW, blind=True)


RECORDS = ["plan.toml", "diff.json", "pool.json", "reproduction.json"]


@pytest.mark.parametrize("held_record", RECORDS)
@pytest.mark.parametrize("new_record", RECORDS)
def test_what_one_command_wrote_is_not_replaced_by_what_another_writes(place, held_record, new_record):
    old = {"report.html": b"old", held_record: b"{}"}
    write(place, lambda: old)
    if held_record == new_record:
        write(place, lambda: {new_record: b"new"})
        assert report(place) == {new_record: b"new"}
        return
    with pytest.raises(OutputError, match=r"holds a report of `\w+`, and a report of `\w+` does not take its place"):
        write(place, lambda: {new_record: b"new"})
    assert report(place) == old
