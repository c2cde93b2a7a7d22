"""psmatrial verify: warnings of a report that were taken out or made up are differences, and honest ones are none."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest

from psmatrial.analysis.example import example
from psmatrial.analysis.results import loaded
from psmatrial.analysis.run import compare
from psmatrial.reports.folder import write
from psmatrial.reports.report import files
from psmatrial.reports.verify import verified

HEAD = "patient_id,reader,modality,result,psa"


@pytest.fixture
def made(tmp_path):
    """Return a file with three warnings of its own kind, and the report of it under the default plan."""
    rows = [
        f"P{number},{reader},{test},{'non-evaluable' if number == 3 and test == 'PSMA' else 'positive'},{psa}"
        for number, psa in enumerate(("0.3", "0.4", "0.7"))
        for reader in ("R1", "R2", "R3")
        for test in ("PSMA", "fluciclovine")
    ]
    rows[0] = rows[0].replace("positive", "equivocal")
    file = tmp_path / "reads.csv"
    file.write_text("\n".join([HEAD, *rows, ",,,,"]) + "\n")
    write(tmp_path / "report", lambda: files(compare(file), ["html", "json"]))
    return file, tmp_path / "report"


def forged(report, warnings):
    """Write a report again as if other warnings had been given, its manifest with it."""
    saved = loaded(report)
    shutil.rmtree(report)
    made = replace(saved, provenance={**saved.provenance, "warnings": warnings})
    write(report, lambda: files(made, ["html", "json"]))


def test_the_defaults_that_the_plan_in_full_does_not_tell_again_are_no_difference(made):
    file, report = made
    said = loaded(report).provenance["warnings"]
    assert "majority of the 3 readers in the file" in said
    assert any(text.startswith("PSA strata") for text in said)
    assert verified(report, file).differences == ()


def test_another_name_of_the_input_in_a_warning_is_none(made, tmp_path):
    file, report = made
    assert any(text.startswith("reads.csv") for text in loaded(report).provenance["warnings"])
    assert verified(report, file.rename(tmp_path / "other name.csv")).differences == ()


def test_every_warning_of_the_new_run_that_was_taken_out_is_named(made):
    file, report = made
    said = loaded(report).provenance["warnings"]
    forged(report, [])
    found = verified(report, file).differences
    assert [text for text in found if "lacks the warning of a new run: '1 equivocal reading counts" in text]
    assert len(found) == len(said) - 3  # of the tests, the readers and the strata the plan in full says nothing


@pytest.mark.parametrize("text", ["The statistician had no objection.", "majority of the 4 readers in the file"])
def test_a_warning_that_nothing_explains_is_named(made, text):
    file, report = made
    forged(report, [*loaded(report).provenance["warnings"], text])
    assert verified(report, file).differences == (f"the report has a warning that a new run does not give: {text!r}",)


def test_a_default_that_stands_twice_is_named(made):
    file, report = made
    forged(report, [*loaded(report).provenance["warnings"], "majority of the 3 readers in the file"])
    assert len(verified(report, file).differences) == 1


RARE = [
    ("reader", "CAL-01,R1,", "CAL-01,R11,", "'R11' has 6 readings, 'R1' has 294."),
    ("region", ",prostate bed,", ",prostate bad,", "'prostate bad' has 6 readings, 'prostate bed' has 294."),
]


@pytest.mark.parametrize(("role", "name", "rare", "said"), RARE)
def test_a_rare_name_that_is_doubted_where_the_plan_leaves_it_to_the_file_is_no_difference(
    tmp_path, role, name, rare, said
):
    file, report = tmp_path / "reads.csv", tmp_path / "report"
    lines = example()[0].read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(line.replace(name, rare) if line.startswith("CAL-01,") else line for line in lines))
    write(report, lambda: files(compare(file), ["html", "json"]))
    [warning] = [text for text in loaded(report).provenance["warnings"] if said in text]
    assert warning.startswith(f"reads.csv:2: {role}: ")
    assert verified(report, file.rename(tmp_path / "other name.csv")).differences == ()
    forged(report, [*loaded(report).provenance["warnings"], warning])
    assert len(verified(report, tmp_path / "other name.csv").differences) == 1
