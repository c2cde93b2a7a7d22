"""What the recovery of a table prints, on the terminal and as JSON, and how it ends."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from psmatrial.cli import exit_code, group
from psmatrial.errors import InputError, UsageError

TRIAL = ("--n", "50", "--index", "56%", "--comparator", "26%")
COUNTS = ("--n", "50", "--index", "28", "--comparator", "13")
ROWS = """id,n,index,comparator,p
overall,50,22,12,0.018
nodes,50,11,4,0.016
distant,50,3,1,0.50
"""


def run(*arguments):
    result = CliRunner().invoke(group, ["recover", *arguments], standalone_mode=False)
    if result.exception:
        raise result.exception
    return result


def document(*arguments):
    return json.loads(run(*arguments, "--json").stdout)


def test_the_trial_is_one_table_by_the_exact_test():
    found = document(*TRIAL, "--p", "0.0026")
    assert found["verdict"] == "unique"
    assert found["n"] == 50
    table = found["tables"][0]
    cells = [table[name] for name in ("both", "index_only", "comparator_only", "neither")]
    assert cells == [9, 19, 4, 18]
    assert table["matches"]["p"] == ["exact"]
    assert table["recomputed"]["p"][0]["value"] == pytest.approx(0.00259948, rel=1e-6)
    assert table["recomputed"]["p"][0]["rounding"] == ["half-up", "half-even"]
    assert found["p_range"] == pytest.approx([2**-14, 0.0275332], rel=1e-5)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((*TRIAL, "--p", "0.0026"), 0),
        ((*TRIAL, "--p", "0.9"), 1),
        (("--index", "66/104 (64%)"), 1),
        (("--n", "7", "--index", "2", "--index-ci", "7.6,64.8"), 0),
        ((), 2),
        (("--n", "0"), 2),
        (("--p", "small"), 2),
        (("--p", "0.03", "--odds", "4"), 2),
        ((*TRIAL, "--method", "p"), 2),
        ((*TRIAL, "--p", "0.0026", "--method", "p=fisher"), 2),
        (("--from", "there-is-no-such-file.csv"), 3),
    ],
)
def test_exit_codes(arguments, code, capsys):
    assert exit_code(["recover", *arguments]) == code
    captured = capsys.readouterr()
    assert (captured.out == "") == (code > 1)
    assert (captured.err == "") == (code <= 1)


def test_the_terminal_shows_verdict_table_and_methods_within_eighty_columns():
    text = run(*TRIAL, "--p", "0.0026", "--odds-ratio-ci", "1.6,19.2", "--index-ci", "41-70").stdout
    assert text.startswith("Unique: exactly one 2x2 table fits, by one method for all values (exact).")
    assert "index +                9            19      28" in text
    assert "1.579 to 19.199  clopper-pearson" in text
    assert max(map(len, text.splitlines())) <= 80


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (COUNTS, "Several: 14 tables fit."),
        (("--n", "58", "--index", "27.6", "--comparator", "37.9", "--p", "0.03"), "Several: 2 tables fit"),
        (("--index", "66/104 (64%)"), "percentage of the index rate: printed 64%, the rest gives 63%"),
        (("--index", "45/85", "--index-ci", "40.3-62.3"), "printed 62.3, the rest gives 65.3 by"),
        (("--index", "17/49 (34%)"), "17/49 fits if a value was truncated, not rounded"),
        (("--n", "7", "--index", "2", "--index-ci", "7.6,64.8"), "2/7 (28.6%): the interval is that of agresti-coull"),
        ((*TRIAL, "--p", "0.0026", "--odds-ratio", "2.1"), "odds ratio: printed 2.1, the rest gives 4.8 (9/19/4/18)"),
        ((*TRIAL, "--p", "0.0026", "--odds-ratio", "2.1"), "odds ratio by ad/bc"),
        ((*TRIAL, "--both", "9 (20)", "--p", "0.0026"), "percentage of patients found by both: printed 20"),
        (("--n", "50", "--index", "8", "--comparator", "0"), "With the two rates alone the exact p is 0.0078."),
        (
            (*COUNTS, "--p", "0.0046", "--odds-ratio", "2.1"),
            "No single value was found that would explain it as a misprint.",
        ),
        (("--n", "12", "--index", "13%", "--comparator", "0", "--p", "0.5"), "None: no 2x2 table fits"),
        ((*COUNTS, "--both", "14", "--neither", "40", "--agreement", "77%"), "No table fits, nor by truncation"),
        (("--n", "8", "--index", "13%", "--comparator", "0", "--p", "1"), "1/8 (half-up only)"),
        (("--n", "50", "--index", "8", "--comparator", "0", "--odds-ratio-ci", "1.7-inf"), "1.707 to ∞"),
    ],
)
def test_a_reviewer_reads_what_is_wrong(arguments, sentence):
    text = run(*arguments).stdout
    assert sentence in text
    assert max(map(len, text.splitlines())) <= 80


def test_many_tables_are_counted_and_listed_as_far_as_asked():
    found = document(*COUNTS, "--most", "3")
    assert (found["count"], len(found["tables"]), found["verdict"]) == (14, 3, "several")
    text = run("--n", "60", "--index", "30", "--agreement", "50%").stdout
    assert "more; --json lists them" in text


def test_what_only_explains_stands_apart_with_its_reason():
    found = document(*COUNTS, "--p", "0.0026", "--one-sided")
    assert found["verdict"] == "unique"
    assert {one["reason"] for one in found["also"]} >= {"one-sided", "truncation"}
    assert all("matches" in one for one in found["also"])


def test_infinite_limits_are_strings_in_json():
    rates = ("--n", "50", "--index", "8", "--comparator", "0")
    found = document(*rates, "--odds-ratio", "inf", "--odds-ratio-ci", "1.7-inf")
    values = found["tables"][0]["recomputed"]
    assert values["odds_ratio"][0]["value"] == "inf"
    assert values["odds_ratio_ci"][0]["high"] == "inf"


def test_a_method_that_the_paper_names_decides():
    arguments = ("--n", "58", "--index", "27.6", "--comparator", "37.9", "--p", "0.03")
    assert document(*arguments)["verdict"] == "several"
    assert document(*arguments, "--method", "p=exact")["verdict"] == "unique"


def test_negative_limits_need_no_equals_sign():
    found = document("--n", "10", "--index", "7", "--comparator", "2", "--difference-ci", "-2 to 81")
    assert found["tables"][0]["matches"]["difference_ci"] == ["fay-lumbard"]


def test_many_rows_come_from_a_file(rows):
    path = rows(ROWS)
    text = run("--from", path).stdout
    assert "8/14/4/24  asymptotic" in text
    assert "No one test gives every printed p: mixed methods." in text
    found = json.loads(run("--from", path, "--json").stdout)
    assert [row["id"] for row in found] == ["overall", "nodes", "distant"]
    assert [row["verdict"] for row in found] == ["unique"] * 3


def test_one_test_for_all_rows_is_named(rows):
    path = rows("label,n,index,comparator,p\nnodes,50,11,4,0.016\ndistant,50,3,1,0.50\n")
    assert "One test gives every printed p: exact." in run("--from", path).stdout


def test_columns_are_named_like_the_options_and_blank_cells_are_not_printed(rows):
    path = rows("n;index;index-ci;level;p\n85;45;40.3-65.3;97.5%;\n50;28;;;n.s.\n")
    found = json.loads(run("--from", path, "--json").stdout)
    assert [row["level"] for row in found] == [0.975, 0.95]
    assert found[0]["proportions"][0]["matches"]["index_ci"] == ["clopper-pearson"]
    assert [row["id"] for row in found] == ["line 2", "line 3"]


def test_one_row_without_a_table_is_exit_code_one(rows, capsys):
    path = rows("n,index,comparator,p\n50,28,13,0.0026\n50,28,13,0.9\n")
    assert exit_code(["recover", "--from", path]) == 1
    assert "none" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ("n,idnex\n50,28\n", "printed.csv:1: idnex"),
        ("n,index\n50,28\n50,many\n", "printed.csv:3: index"),
        ("n,index,level\n50,28,high\n", "printed.csv:2: level"),
        ("n,index,level\n50,28,9_5\n", "printed.csv:2: level: '9_5' is not a level."),
        ("id,n\nfirst,\n", "printed.csv:2:"),
        ("n,index\n", "printed.csv"),
        ("n,index\n50,28,13\n", "printed.csv:2:"),
        ("n,index\n50,28/5000\n", "2000"),
    ],
)
def test_a_bad_file_is_refused_with_its_place(rows, content, place):
    with pytest.raises(InputError) as caught:
        run("--from", rows(content))
    assert place in str(caught.value)


def test_a_row_that_nothing_fits_says_in_words_what_would_explain_it(rows):
    path = rows("id,n,index,comparator,p\none,50,56,26,0.0026\ntwo,50,28,13,0.9\n")
    lines = run("--from", path).stdout.splitlines()
    assert lines[2] == "  56 is more than 50 patients; a percentage is typed with its sign, 56%."
    assert lines[4].startswith("  A misprint would explain it: p: printed 0.9, the rest gives <0.1 by corrected")
    assert max(map(len, lines)) <= 80


def test_the_columns_are_listed_once_and_a_longer_name_is_that_of_the_value_it_begins_with(rows):
    with pytest.raises(InputError) as caught:
        run("--from", rows("study,index rate,P value\nall,28,0.03\n"))
    first, *others = caught.value.lines()
    assert "Accepted: id, label, level, n, index, index_ci" in first
    assert others == [
        "printed.csv:1: index rate: there is no option 'index rate'. Did you mean 'index'?",
        "printed.csv:1: P value: there is no option 'P value'. Did you mean 'p'?",
    ]


@pytest.mark.parametrize("cell", ["NA", "n/a", "N.R.", "–", "-", "—"])
def test_a_cell_that_says_that_there_is_no_number_is_to_be_left_empty(rows, cell):
    with pytest.raises(InputError, match=r"printed\.csv:2: p: .* Leave the cell empty where no number is printed\.$"):
        run("--from", rows(f"n,index,comparator,p\n50,28,13,{cell}\n"))


def test_a_file_and_values_do_not_go_together(rows):
    with pytest.raises(UsageError, match="--from"):
        run("--from", rows(ROWS), "--n", "50")


def test_problems_name_their_options():
    with pytest.raises(UsageError) as caught:
        run("--n", "many", "--odds-ratio-ci", "wide")
    assert [problem.column for problem in caught.value.problems] == ["--n", "--odds-ratio-ci"]


def test_quiet_says_nothing():
    assert run(*TRIAL, "--p", "0.0026", "--quiet").stdout == ""


def test_no_heavy_library_is_imported():
    program = (
        "import sys\nfrom psmatrial.cli import exit_code\n"
        "exit_code(['recover', '--n', '50', '--index', '56%', '--comparator', '26%', '--p', '0.0026', '--json'])\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=root)
    assert {"scipy", "pandas", "statsmodels", "lifelines", "matplotlib", "jinja2"} & set(done.stderr.split()) == set()
    assert json.loads(done.stdout)["verdict"] == "unique"


def test_help_has_an_example():
    assert "psmatrial recover --n 50 --index 56% --comparator 26% --p 0.0026" in run("--help").output


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--kappa", "2", "a kappa is from -1 to 1"),
        ("--odds-ratio", "-4", "a ratio is not below 0"),
        ("--ratio", "-0.5", "a ratio is not below 0"),
        ("--level", "95", "level 95.0 is not between 0 and 1"),
    ],
)
def test_a_number_that_cannot_be_is_refused_by_its_option(option, value, message):
    with pytest.raises(UsageError, match=f"^{option}: .*{message}"):
        run(*COUNTS, option, value)


def test_a_level_that_cannot_be_is_no_fault_of_the_file(rows):
    with pytest.raises(UsageError) as caught:
        run("--from", rows(ROWS), "--level", "95")
    assert caught.value.lines() == ["--level: level 95.0 is not between 0 and 1. Give a proportion such as 0.95."]


def test_a_search_that_stopped_does_not_say_that_nothing_fits():
    found = document("--ratio-ci", "1.2,1.9", "--kappa", "0.3")
    assert found["stopped_at"] is not None
    assert not found["complete"]
    assert "part of the tables of" in found["not_tried"][-1]
