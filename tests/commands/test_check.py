"""What the check of a data file prints, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from psmatrial.cli import group
from psmatrial.errors import InputError, UsageError
from tests.data.sources.workbook import grid, workbook

TRIAL = Path(__file__).resolve().parents[2] / "data" / "calais2019"
LINES = "P01,R1,PSMA,positive,0.4\nP01,R1,Axumin,negative,0.4\n"


@pytest.fixture
def check(tmp_path):
    def run(content, *options):
        path = tmp_path / "reads.csv"
        path.write_text(content)
        return CliRunner().invoke(group, ["check", str(path), *options])

    return run


def test_a_good_file_is_summed_up_within_eighty_columns():
    result = CliRunner().invoke(group, ["check", str(TRIAL / "reads.csv"), "--plan", str(TRIAL / "plan.toml")])
    assert result.exit_code == 0
    assert result.stderr == ""
    assert "reads.csv: 900 rows, 50 patients" in result.stdout
    assert "0.2 to 1.93 ng/mL" in result.stdout
    assert "PSMA (index test) with fluciclovine (comparator)" in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_long_names_stay_within_eighty_columns(check):
    name = "a very long name of a tracer that nobody would print in a table PSMA"
    result = check(f"patient_id,reader,modality,result,psa\n{LINES}".replace("PSMA", name))
    assert result.exit_code == 0
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_warnings_go_to_standard_error(check):
    result = check(f"patient_id,reader,modality,result,psa\n{LINES}")
    assert "warning: reads.csv:1: there is no column 'region'" in result.stderr
    assert "warning" not in result.stdout


def test_quiet_says_nothing(check):
    result = check(f"patient_id,reader,modality,result,psa\n{LINES}", "--quiet")
    assert (result.exit_code, result.output) == (0, "")


def test_json_is_one_document(check):
    result = check(f"patient_id,reader,modality,result,psa\n{LINES}", "--json")
    found = json.loads(result.stdout)
    assert (found["schema"], found["valid"], found["patients"], found["rows"]) == (1, True, 1, 2)
    assert (found["index"], found["comparator"]) == ("PSMA", "Axumin")
    assert found["results"]["PSMA"]["positive"] == 1


def test_a_bad_file_is_refused_with_exit_code_three(check):
    result = check("patient_id,modality,result\nP01,PSMA,postive\n")
    assert isinstance(result.exception, InputError)
    assert result.exception.exit_code == 3
    assert result.stdout == ""


def test_json_lists_the_problems_of_a_refused_file(check):
    result = check("patient_id,modality,result\nP01,PSMA,postive\n", "--json")
    found = json.loads(result.stdout)
    assert not found["valid"]
    assert [(one["file"], one["line"], one["column"]) for one in found["problems"]] == [("reads.csv", 2, "result")]


def test_json_names_the_cell_of_a_workbook(tmp_path):
    rows = {1: ["patient_id", "modality", "result"], 2: ["P01", "PSMA", "positive"], 3: ["P02", "PSMA", "postive"]}
    path = workbook(tmp_path / "reads.xlsx", {"Sheet1": grid(rows)})
    result = CliRunner().invoke(group, ["check", str(path), "--json"])
    (found,) = json.loads(result.stdout)["problems"]
    assert (found["line"], found["column"], found["cell"]) == (3, "result", "Sheet1!C3")


def test_json_has_no_cell_where_a_file_has_lines(check):
    result = check("patient_id,modality,result\nP01,PSMA,postive\n", "--json")
    assert json.loads(result.stdout)["problems"][0]["cell"] is None


def test_columns_can_be_named(check):
    result = check(
        "id,psma,fcv\nP01,positive,negative\n",
        "--column",
        "patient_id=id",
        "--column",
        "result.PSMA=psma",
        "--column",
        "result.fluciclovine=fcv",
    )
    assert result.exit_code == 0
    assert "PSMA, fluciclovine" in result.stdout


def test_tests_that_nobody_named_are_a_warning(check):
    result = check("patient_id,modality,result\nP01,A,positive\nP01,B,positive\n")
    assert result.exit_code == 0
    assert "Give --index and --comparator; the file has A, B." in result.stderr


def test_a_named_test_that_the_file_lacks_is_a_usage_error(check):
    result = check("patient_id,modality,result\nP01,A,positive\nP01,B,positive\n", "--index", "A", "--comparator", "C")
    assert isinstance(result.exception, UsageError)


@pytest.mark.parametrize("regions", [("patient",), ("bed", "Bed!")])
def test_what_a_comparison_refuses_is_refused(check, regions):
    rows = "".join(f"P01,{test},{region},positive\n" for test in ("PSMA", "Axumin") for region in regions)
    result = check(f"patient_id,modality,region,result\n{rows}")
    assert isinstance(result.exception, UsageError)
    assert "give their rows the same id" in str(result.exception)


HEADER = "patient_id,reader,modality,psa,before,after,result"
PAIRED = "".join(
    f"P{n},{reader},{test},{n},RT,ADT,{'positive' if n % 2 else 'negative'}\n"
    for n in range(1, 5)
    for reader in ("A", "B")
    for test in ("PSMA", "Axumin")
)
CHANGES = '[management]\nbefore = "before"\nafter = "after"\n'


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        ('[reading]\ntie = "adjudicator"\nadjudicator = "C"\n', "the adjudicator 'C' is not in the file."),
        ('[truth]\nstandards = ["biopsy"]\n', "the file has no readings of the standard 'biopsy'."),
        (
            '[truth]\nstandards = ["biopsy"]\nsuccess = ["clr"]\nbar = 0.1\nreaders_needed = 3\n',
            "truth.readers_needed: the rule needs 3 readers, and there are 2.",
        ),
        ('[baseline]\ncolumns = ["patient_id"]\n', "'patient_id' holds the numbers of the patients."),
        (CHANGES.replace('"after"', '"patient_id"'), "'patient_id' holds the numbers of the patients."),
        (CHANGES + 'intents = {RT = "cure"}\n', "management.intents gives no intent to 'ADT'."),
        ('[model]\ncovariates = ["psa"]\n', "model.covariates names psa, and the file has no PSA."),
    ],
)
def test_what_a_comparison_refuses_of_a_plan_beside_its_file_is_refused_in_the_same_words(check, tmp_path, plan, words):
    text = f"{HEADER}\n{PAIRED}"
    if "readers_needed" in plan:
        text += "".join(f"P{n},D,biopsy,{n},RT,ADT,positive\n" for n in range(1, 5))
    if "model" in plan:
        text = text.replace("psa", "PSA_not_named")
    (tmp_path / "plan.toml").write_text(plan, encoding="utf-8")
    found = check(text, "--plan", str(tmp_path / "plan.toml"))
    line = [
        "compare",
        str(tmp_path / "reads.csv"),
        "--plan",
        str(tmp_path / "plan.toml"),
        "-o",
        str(tmp_path / "report"),
    ]
    again = CliRunner().invoke(group, line)
    assert isinstance(found.exception, UsageError)
    assert words in str(found.exception)
    assert str(again.exception) == str(found.exception)
    assert not (tmp_path / "report").exists()


def test_what_a_plan_says_of_its_file_and_the_file_bears_out_is_no_problem(check, tmp_path):
    plan = CHANGES + 'intents = {RT = "cure", ADT = "control"}\n[baseline]\ncolumns = ["before"]\n'
    (tmp_path / "plan.toml").write_text(plan + '[model]\ncovariates = ["psa"]\n', encoding="utf-8")
    result = check(f"{HEADER}\n{PAIRED}", "--plan", str(tmp_path / "plan.toml"))
    assert result.exit_code == 0
    assert "No problem found." in result.stdout


def test_one_patient_is_one(check):
    assert check(f"patient_id,reader,modality,result,psa\n{LINES}").output.count("2 rows, 1 patient\n") == 1


def test_patients_whom_the_plan_leaves_out_are_told(check, tmp_path):
    plan = tmp_path / "plan.toml"
    plan.write_text("[gap]\ndays = 15\n")
    rows = "".join(f"P{n},{test},positive,{10 * n}\n" for n in (1, 2) for test in ("PSMA", "Axumin"))
    result = check(f"patient_id,modality,result,scan_gap_days\n{rows}", "--plan", str(plan))
    assert "reads.csv: 4 rows, 2 patients" in result.stdout
    assert "left out    1 of the patients: scans more than 15 days apart" in result.stdout


def test_help_has_an_example():
    assert "psmatrial check my-reads.csv" in CliRunner().invoke(group, ["check", "--help"]).output


def test_a_file_of_lesions_is_summed_up_by_lesions():
    folder = TRIAL.parent / "lesions"
    result = CliRunner().invoke(group, ["check", str(folder / "reads.csv"), "--plan", str(folder / "plan.toml")])
    lines = result.stdout.splitlines()
    assert "  regions     pelvic nodes, extrapelvic, prostate bed" in lines
    assert "  lesions     95" in lines
    assert any(line.split() == ["PSMA", "36", "87", "8", "0", "0", "0"] for line in lines)


def test_a_file_of_outcomes_is_summed_up_with_its_events_and_groups(tmp_path):
    rows = ("P1,2,1,A", "P2,4,0,A", "P3,0,1,B", "P4,,0,B")
    (tmp_path / "o.csv").write_text("\n".join(("patient_id,months,status,arm", *rows)) + "\n", encoding="utf-8")
    ends = 'event = "status"\nevent_values = ["1"]\ncensor_values = ["0"]\nby = "arm"\n'
    (tmp_path / "p.toml").write_text(f'[outcome]\ntime = "months"\n{ends}', encoding="utf-8")
    line = ["check", str(tmp_path / "o.csv"), "--plan", str(tmp_path / "p.toml")]
    found = json.loads(CliRunner().invoke(group, [*line, "--json"]).stdout)
    groups = [(one["group"], one["n"], one["events"]) for one in found["outcome"]["groups"]]
    assert groups == [("A", 2, 1), ("B", 1, 1)]
    assert (found["outcome"]["n"], found["outcome"]["longest"]) == (3, 4.0)
    assert [text[:18] for text in found["warnings"]] == ["1 patient left out", "1 patient has a ti"]
    said = CliRunner().invoke(group, line).stdout
    assert "2 events in 3 patients, longest time 4" in said
    assert "A 1 of 2, B 1 of 1" in said
