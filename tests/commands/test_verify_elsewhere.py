"""psmatrial verify on another Python or platform: last digits differ, and are told from changed numbers."""

from __future__ import annotations

import json
import math
import shutil
import sys
from dataclasses import replace

import pytest

from psmatrial.analysis.example import example
from psmatrial.analysis.run import compare
from psmatrial.reports.folder import write
from psmatrial.reports.report import files
from psmatrial.reports.verify import verified
from tests.reports.folders import ROOT, changed

READS, PLAN = example()


@pytest.fixture(scope="module")
def written_elsewhere(tmp_path_factory):
    """Write a report with the last digit of one number as another Python sums it."""

    def summed(row):
        nudged = row.id == "regions.all.clustered-equality.eliasziw-donner"
        return replace(row, statistic=math.nextafter(row.statistic, 0)) if nudged else row

    results = compare(READS, PLAN)
    results = replace(results, rows=tuple(map(summed, results.rows)))
    folder = tmp_path_factory.mktemp("elsewhere") / "report"
    write(folder, lambda: files(results, ["html", "json", "csv"]))
    return folder


@pytest.fixture
def elsewhere(written_elsewhere, tmp_path):
    return shutil.copytree(written_elsewhere, tmp_path / "report")


def _made_on(folder, **system):
    """Let the record of the run name another Python or platform."""
    run = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    (folder / "run.json").write_text(json.dumps({**run, **system}), encoding="utf-8")


OTHER = [({"python": "3.10.4"}, "Python 3.10.4 on "), ({"platform": "plan9-mips"}, " on plan9-mips (here Python 3.")]


@pytest.mark.parametrize(("system", "told"), OTHER)
def test_a_last_digit_of_another_python_or_platform_is_no_difference_and_the_files_are_those_of_the_numbers(
    elsewhere, system, told
):
    _made_on(elsewhere, **system)
    found = verified(elsewhere, READS)
    assert (found.differences, found.not_checked) == ((), ())
    assert found.checked[-1].startswith(
        "every file against a new rendering, byte by byte, of the recorded numbers: the report was made with Python "
    )
    assert told in found.checked[-1]


def test_a_last_digit_of_the_same_python_is_a_difference(elsewhere):
    _made_on(elsewhere, python=f"{sys.version_info.major}.{sys.version_info.minor}.99")
    assert verified(elsewhere, READS).differences == tuple(
        f"{name} is rendered otherwise now" for name in ("report.html", "results.csv", "results.json")
    )


@pytest.mark.parametrize("record", [None, "[]", "{}", '{"python": 3, "platform": null}', "no JSON"])
def test_a_report_that_does_not_say_with_which_python_it_was_made_is_held_against_its_numbers(elsewhere, record):
    (elsewhere / "run.json").unlink()
    if record:
        (elsewhere / "run.json").write_text(record, encoding="utf-8")
    found = verified(elsewhere, READS)
    assert (found.differences, found.not_checked) == ((), ())
    assert found.checked[-1].endswith(": the report does not say with which Python it was made")


def test_a_file_that_another_python_made_otherwise_is_named_as_not_checked(elsewhere):
    _made_on(elsewhere, python="3.10.4")
    changed(elsewhere, "report.html", b"<p>as another Python writes it</p>")
    found = verified(elsewhere, READS)
    assert found.differences == ()
    assert len(found.not_checked) == 1
    assert found.not_checked[0].startswith("report.html byte by byte: the report was made with Python 3.10.4 on ")
    assert found.checked[-1].startswith("every other file against a new rendering")


@pytest.mark.parametrize("name", ["results.csv", "results.json", "plan.toml", "references.bib"])
def test_a_changed_file_that_no_library_draws_is_a_difference_on_another_platform_too(elsewhere, name):
    _made_on(elsewhere, platform="plan9-mips")
    changed(elsewhere, name, (elsewhere / name).read_bytes() + b"\n")
    found = verified(elsewhere, READS)
    assert (found.differences, found.not_checked) == ((f"{name} is rendered otherwise now",), ())


def test_a_number_further_apart_is_a_difference_on_another_python_too(elsewhere):
    _made_on(elsewhere, python="3.10.4")
    record = json.loads((elsewhere / "results.json").read_text(encoding="utf-8"))
    row = next(row for row in record["results"] if row["id"] == "patient.all.rate-difference.tango")
    row["low"] += 1e-9
    changed(elsewhere, "results.json", json.dumps(record).encode())
    [text] = verified(elsewhere, READS).differences
    assert text.startswith("results.patient.all.rate-difference.tango.low: ")


def test_the_committed_report_is_verified_on_every_python():
    found = verified(ROOT / "reports" / "calais2019", READS)
    assert (found.differences, found.not_checked) == ((), ())
