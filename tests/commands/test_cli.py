"""What holds for every command: help with an example, exit codes, words instead of crashes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from psmatrial import __version__
from psmatrial.cli import COMMANDS
from psmatrial.errors import InputError, OutputError, PsmatrialError, UsageError
from tests.commands.terminal import run, widest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name", COMMANDS.names())
def test_every_command_has_help_with_an_example_within_eighty_columns(name):
    found = run(name, "--help")
    assert found.code == 0
    assert re.search(rf"\n  Examples?:\n    psmatrial {name}", found.out)
    assert widest(found.out) <= 80


@pytest.mark.parametrize("name", COMMANDS.names())
def test_every_command_takes_quiet_and_all_but_those_that_write_take_json(name):
    text = run(name, "--help").out
    assert "\n  -q, --quiet" in text
    assert ("\n  --json" in text) == (name not in {"compare", "figures", "init"})


def test_the_help_lists_every_command_with_a_line():
    found = run("--help")
    assert (found.code, found.err) == (0, "")
    assert run("-h") == found
    for name in COMMANDS.names():
        assert re.search(rf"^  {name} +\S", found.out, re.MULTILINE)


def test_the_version():
    assert run("--version").out == f"psmatrial, version {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["compar"], "there is no command 'compar'. Did you mean 'compare'? Accepted: check, compare,"),
        (["table", "9", "19", "4"], "Missing argument 'NEITHER'"),
        (["table", "9", "19", "4", "x"], "'x' is not a valid count of patients."),
        (["table", "9", "19", "4", "18", "--levl", "0.9"], "No such option"),
        (["methods", "rate-differnce"], "there is no quantity 'rate-differnce'. Did you mean 'rate-difference'?"),
        (["compare"], "compare takes an INPUT or --example, one of the two."),
        (["compare", "--example", "--only", "strat"], "there is no section 'strat'. Did you mean 'strata'?"),
        (["compare", "--example", "--only", ","], "--only names no section."),
        (["compare", "--example", "--format", "pdff"], "there is no output format 'pdff'. Did you mean 'pdf'?"),
        (["compare", "--example", "--format", ","], "--format names no format. Accepted: ard, ars, csv, docx, html,"),
        (["compare", "--example", "--plan", "nowhere.toml"], "the plan nowhere.toml cannot be read"),
        (["compare", "--example", "--column", "psa"], "--column 'psa' is not of the form ROLE=NAME."),
        (["compare", "--example", "--column", "ps=x"], "--column: 'ps' is not a role. Did you mean 'psa'?"),
        (["compare", "--example", "--column", "psa=a", "--column", "psa=b"], "says again what another --column said."),
        (["compare", "--example", "--level", "95"], "--level: 95.0 is not a confidence level."),
        (["compare", "--example", "--level", "nan"], "--level: nan is not a confidence level."),
        (["compare", "--example", "--margin", "-10"], "--margin: -10.0 is not between -1 and 1."),
        (["compare", "--example", "--margin", "-10%"], "'-10%' is not a number. Give a proportion such as -0.10"),
        (["compare", "--example", "--level", "95%"], "'95%' is not a number. Give a proportion such as 0.95."),
        (["compare", "--example", "--ratio-margin", "0"], "--ratio-margin: 0.0 is not a number above 0."),
        (["compare", "--example", "-o", "-"], "-o - writes one document. Name one with --format"),
        (["compare", "--example", "--index", "PMSA"], "the file has no test 'PMSA'. Did you mean 'PSMA'?"),
        (["compare", "--example", "--index", "fluciclovine"], "--index and --comparator: 'fluciclovine' is compared"),
        (["figures"], "figures takes an INPUT or a REPORT."),
        (["figures", "x.csv", "--format", "gif"], "there is no figure format 'gif'."),
        (["figures", "x.csv", "--format", ","], "--format names no format."),
        (["figures", "x.csv", "tiles"], "there is no figure 'tiles'. Did you mean 'tile'?"),
    ],
)
def test_a_line_that_cannot_be_understood_ends_with_two_and_says_what_to_do(arguments, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = run(*arguments)
    assert found.code == 2
    assert said in found.err.replace("\n", " ")
    assert found.out == ""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["compare", "nowhere.csv"],
        ["check", "nowhere.csv"],
        ["init", "nowhere.csv"],
        ["figures", "nowhere.csv"],
        ["explain", "nowhere", "patient.all.equality.exact"],
        ["verify", "nowhere"],
        ["compare", "."],
    ],
)
def test_an_input_that_is_not_there_ends_with_three(arguments, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = run(*arguments)
    assert found.code == 3
    assert found.err
    assert found.out == ""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("error", "code"),
    [(PsmatrialError, 1), (UsageError, 2), (InputError, 3), (OutputError, 4), (KeyboardInterrupt, 130)],
)
def test_exit_codes(monkeypatch, error, code):
    def failing(_quantity):
        raise error("words") if issubclass(error, PsmatrialError) else error

    monkeypatch.setattr("psmatrial.analysis.catalogue.entries", failing)
    assert run("methods").code == code


def started(*arguments, **more):
    return subprocess.run(
        [sys.executable, "-m", "psmatrial", *arguments], cwd=ROOT, capture_output=True, text=True, check=False, **more
    )


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_output_that_cannot_be_written_ends_with_four(unbuffered):
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "cli.py", "table", "9", "19", "4", "18"],
            cwd=ROOT,
            env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (done.returncode, done.stderr) == (4, "the output cannot be written: No space left on device.\n")


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_reader_who_goes_away_is_no_error(unbuffered):
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "w") as gone:
        done = subprocess.run(
            [sys.executable, "cli.py", "methods"],
            cwd=ROOT,
            env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
            stdout=gone,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (done.returncode, done.stderr) == (0, "")


def alone(*arguments):
    """Return exit code and messages of a command whose reader went away before it began."""
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "w") as gone:
        done = subprocess.run(
            [sys.executable, "cli.py", *map(str, arguments)],
            cwd=ROOT,
            stdout=gone,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    return done.returncode, done.stderr


def test_what_did_not_match_is_told_by_the_exit_code_where_nobody_reads_the_rest(tmp_path):
    report = tmp_path / "report"
    assert alone("compare", "--example", "--format", "json,csv", "-o", report) == (0, "")
    assert alone("verify", report) == (0, "")
    (report / "results.csv").write_text("changed", encoding="utf-8")
    assert [alone("verify", report, *words) for words in ((), ("--json",))] == [(1, ""), (1, "")]
    assert alone("recover", "--n", "50", "--index", "28", "--comparator", "13", "--p", "0.5") == (1, "")


def test_a_report_is_written_where_nobody_reads_the_answer_before_it(tmp_path):
    assert alone("reproduce", "calais2019", "-o", tmp_path / "checked") == (0, "")
    assert (tmp_path / "checked" / "manifest.json").is_file()


@pytest.mark.parametrize("messages", ["2>/dev/full", "2>&-", "2>&- >&- <&-", ""])
def test_messages_that_nobody_can_read_change_neither_work_nor_exit_code(messages, tmp_path):
    read, gone = os.pipe()
    os.close(read)

    def code(*arguments):
        line = f'exec "$0" cli.py "$@" {messages}'
        return subprocess.run(
            ["/bin/sh", "-c", line, sys.executable, *arguments], cwd=ROOT, check=False, stderr=gone
        ).returncode

    with os.fdopen(gone):
        assert code("check", "nowhere.csv") == 3
        assert code("table", "1") == 2
        assert code("compare", "--example", "--format", "json", "-o", str(tmp_path / "report")) == 0
    assert (tmp_path / "report" / "manifest.json").is_file()


def test_the_package_can_be_run_in_a_terminal_of_ascii():
    done = started(
        "table", "9", "19", "4", "18", env={**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C"}, encoding="utf-8"
    )
    assert done.returncode == 0
    assert "30.0" in done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize(("said", "threads"), [({}, "1"), ({"OPENBLAS_NUM_THREADS": "2"}, "2")])
def test_no_threads_are_started_for_small_matrices_unless_the_user_says_so(said, threads):
    program = (
        "import atexit, os, sys\n"
        "atexit.register(lambda: print(os.environ['OPENBLAS_NUM_THREADS']))\n"
        "sys.argv = ['psmatrial', '--version']\n"
        "from psmatrial.cli import main\n"
        "main()\n"
    )
    quiet = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    done = subprocess.run(
        [sys.executable, "-c", program], env={**quiet, **said}, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == threads


@pytest.mark.parametrize("line", ["figures reads.csv", "pool tables.csv", "diff one two", "reproduce calais2019"])
def test_standard_output_is_no_place_for_several_files(line, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = run(*line.split(), "-o", "-")
    assert (found.code, found.out) == (2, "")
    assert found.err == "-o - is standard output, and several files are written. Give a folder.\n"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("arguments", [["recover", "--from"], ["pool"]])
def test_a_file_of_tables_that_is_not_text_is_refused_without_a_plan_that_these_commands_do_not_take(
    arguments, tmp_path
):
    path = tmp_path / "printed.csv"
    path.write_bytes("study,n,index\nDvořák,50,56%\n".encode("cp1250"))
    found = run(*arguments, str(path))
    assert (found.code, found.out) == (3, "")
    assert found.err == "printed.csv:2: the byte 0xF8 is not UTF-8. Save it as CSV in UTF-8.\n"


@pytest.mark.parametrize("line", ["check", "compare", "init", "pool", "recover --from", "explain", "figures", "diff"])
def test_whether_a_file_can_be_read_is_found_out_by_what_reads_it(line, tmp_path, monkeypatch):
    """It says what to do, and ends with the code of bad input: 3."""
    secret = tmp_path / "reads.csv"
    secret.write_text("patient_id\n", encoding="utf-8")
    ours = Path.open

    def refused(path, *args, **kwargs):
        if path == secret:
            raise PermissionError(13, "Permission denied")
        return ours(path, *args, **kwargs)

    monkeypatch.setattr("os.access", lambda *_, **__: False)
    monkeypatch.setattr(Path, "open", refused)
    found = run(*line.split(), secret, *(["row"] if line == "explain" else []))
    assert (found.code, found.out) == (3, "")
    assert re.search("reads.csv.*(may not|cannot) be read", found.err)
