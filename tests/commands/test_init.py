"""A plan for a file, and never over another one."""

from __future__ import annotations

import json

import pytest

from psmatrial.analysis.example import example
from psmatrial.analysis.plan_file import read_plan
from tests.cohorts import reads, trial_patients
from tests.commands.terminal import run


@pytest.fixture
def file(tmp_path):
    return reads(tmp_path / "my reads.csv", trial_patients())


def test_the_plan_says_what_the_file_has(file, tmp_path):
    found = run("init", file, "-o", tmp_path / "plan.toml")
    assert found.code == 0
    plan = read_plan(tmp_path / "plan.toml")
    assert (plan.id, plan.contrasts[0].index, plan.contrasts[0].comparator) == ("my-reads", "PSMA", "fluciclovine")
    assert plan.strata.bins == ("<0.5", "0.5-<1", "1-<2", "2-<5", ">=5")
    assert found.out == (
        f"Plan: {tmp_path / 'plan.toml'}\nNext: psmatrial compare '{file}' --plan {tmp_path / 'plan.toml'}\n"
    )


def test_the_plan_gives_the_numbers_of_no_plan(file, tmp_path):
    run("init", file, "-o", tmp_path / "plan.toml")
    for name, options in (("one", ()), ("two", ("--plan", tmp_path / "plan.toml"))):
        assert run("compare", file, *options, "-o", tmp_path / name, "--format", "json").code == 0
    one, two = (json.loads((tmp_path / name / "results.json").read_text()) for name in ("one", "two"))
    assert one["results"] == two["results"]
    assert one["plan"] == two["plan"]


def test_readers_and_regions_of_the_file_are_in_the_plan(tmp_path):
    assert run("init", example()[0], "-o", tmp_path / "plan.toml").code == 0
    plan = read_plan(tmp_path / "plan.toml")
    assert plan.reading.readers == ("R1", "R2", "R3")
    assert plan.endpoints.regions == ("prostate bed", "pelvic nodes", "extrapelvic")


def test_an_existing_file_is_never_overwritten(file, tmp_path):
    (tmp_path / "plan.toml").write_text("mine")
    found = run("init", file, "-o", tmp_path / "plan.toml")
    assert (found.code, found.out) == (4, "")
    assert "plan.toml exists and is not overwritten. Give another file with -o." in found.err
    assert (tmp_path / "plan.toml").read_text() == "mine"


def test_a_link_to_nowhere_is_not_written_through(file, tmp_path):
    (tmp_path / "plan.toml").symlink_to(tmp_path / "elsewhere")
    assert run("init", file, "-o", tmp_path / "plan.toml").code == 4
    assert not (tmp_path / "elsewhere").exists()


def test_a_folder_that_is_not_there_ends_with_four(file, tmp_path):
    found = run("init", file, "-o", tmp_path / "no" / "plan.toml")
    assert found.code == 4
    assert "cannot be written: No such file or directory" in found.err


def test_the_plan_can_be_printed(file, tmp_path):
    found = run("init", file, "-o", "-")
    assert found.code == 0
    assert found.out.startswith("# The analysis plan in full.")
    assert {path.name for path in tmp_path.iterdir()} == {file.name}


def test_quiet_says_nothing(file, tmp_path):
    found = run("init", file, "-o", tmp_path / "plan.toml", "--quiet")
    assert (found.code, found.out, found.err) == (0, "", "")


def test_a_file_that_cannot_be_accepted_gets_no_plan(tmp_path):
    path = tmp_path / "reads.csv"
    path.write_text("patient_id,modality,result\nP1,PSMA,postive\n")
    assert run("init", path, "-o", tmp_path / "plan.toml").code == 3
    assert not (tmp_path / "plan.toml").exists()
