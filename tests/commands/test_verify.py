"""psmatrial verify: a report is proved, and whatever was changed is named."""

from __future__ import annotations

import json
import shutil

import pytest

from psmatrial.analysis.example import example
from psmatrial.analysis.run import compare
from psmatrial.cli import exit_code
from psmatrial.errors import InputError
from psmatrial.reports.folder import write
from psmatrial.reports.report import files
from psmatrial.reports.verify import verified

READS, PLAN = example()


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("verify") / "calais2019"
    write(folder, lambda: files(compare(READS, PLAN), ["html", "pdf", "json", "csv"]))
    return folder


@pytest.fixture
def report(written, tmp_path):
    return shutil.copytree(written, tmp_path / "report")


def test_an_untouched_report_is_verified_to_the_byte(report):
    found = verified(report, READS)
    assert found.differences == ()
    assert found.checked[-1] == "every file against a new rendering, byte by byte"


def test_another_name_of_the_same_input_is_no_difference(report, tmp_path):
    renamed = shutil.copy(READS, tmp_path / "renamed.csv")
    assert exit_code(["verify", str(report), str(renamed)]) == 0


def test_a_changed_file_is_named(report, capsys):
    page = report / "report.html"
    page.write_bytes(page.read_bytes().replace(b"0.0026", b"0.0016"))
    assert exit_code(["verify", str(report)]) == 1
    assert "report.html was changed after it was written" in capsys.readouterr().out


def test_a_missing_file_is_named(report):
    (report / "results.csv").unlink()
    assert verified(report).differences == ("results.csv is missing or cannot be read",)


def test_a_changed_number_is_named_by_its_row_with_both_values(report):
    saved = report / "results.json"
    record = json.loads(saved.read_text(encoding="utf-8"))
    row = next(row for row in record["results"] if row["id"] == "patient.all.rate-difference.tango")
    row["low"] = 0.13
    saved.write_text(json.dumps(record), encoding="utf-8")
    named = verified(report, READS).differences
    assert any(
        text.startswith("results.patient.all.rate-difference.tango.low: 0.13 in the report, 0.1213") for text in named
    )


def test_another_input_is_named_as_another_input(report, tmp_path):
    text = READS.read_text(encoding="utf-8")
    other = tmp_path / "reads.csv"
    other.write_text(text.replace(",negative,", ",positive,", 1), encoding="utf-8")
    assert verified(report, other).differences == (
        "the input is another file than the one of the report: its SHA-256 differs",
    )


def test_a_folder_that_is_no_report_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"no manifest\.json"):
        verified(tmp_path)


def test_json_says_what_was_checked_and_what_differs(report, capsys):
    assert exit_code(["verify", str(report), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["verified"] is True
