"""psmatrial diff: two reports side by side, what changed in meaning first."""

from __future__ import annotations

import json

import pytest

from tests.commands.cuts import PLAN, changed, cuts, difference
from tests.commands.terminal import run, widest


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    return cuts(tmp_path_factory.mktemp("diff"))


@pytest.fixture
def final(reports):
    return reports / "final"


def test_the_same_report_twice_differs_in_nothing(final):
    done = run("diff", final, final / "results.json")
    assert (done.code, done.err) == (0, "")
    assert "numbers that were compared are equal." in done.out
    code, record = difference(final, final)
    assert (code, record["differ"], record["compared"]) == (0, False, record["equal"])
    assert (record["differences"], record["only_first"], record["only_second"], record["plan"]) == ([], [], [], [])


def test_quiet_prints_nothing_and_keeps_its_exit_code(reports):
    done = run("diff", reports / "interim", reports / "final", "--quiet")
    assert (done.code, done.out, done.err) == (1, "", "")


def test_a_changed_count_is_named_by_its_row(final, tmp_path):
    def change(record):
        next(row for row in record["results"] if row["id"] == "patient.all.equality.exact")["index_only"] = 20

    other = changed(final, tmp_path / "other.json", change)
    done = run("diff", final, other)
    assert done.code == 1
    assert "patient.all.equality.exact\n  index_only      19 → 20" in done.out
    code, record = difference(final, other)
    named = {"id": "patient.all.equality.exact", "column": "index_only", "first": 19, "second": 20, "difference": 1}
    assert (code, record["differences"]) == (1, [{**named, "tolerance": "exact", "verdict": "differs"}])


def test_an_interim_and_a_final_analysis_say_first_what_changed_in_meaning(reports):
    done = run("diff", reports / "interim", reports / "final")
    assert (done.code, done.err) == (1, "")
    assert widest(done.out) <= 80
    assert done.out.index("Changed in meaning") < done.out.index("Primary result") < done.out.index("Numbers that")
    assert "pelvic-nodes.all.equality.exact\n    p: above 0.05 → at or below 0.05" in done.out
    assert "  index only: 11 → 19" in done.out
    assert "  read: 30 → 50" in done.out
    assert "  value           +36.7 → +30.0       0.36666666666666664 → 0.3" in done.out
    _, record = difference(reports / "interim", reports / "final")
    assert record["patients"][0] == {"place": "read", "first": 30, "second": 50}
    assert record["plan"] == []
    assert record["first"]["input"] == "interim.csv"
    assert str(reports) not in json.dumps(record)


def test_patients_are_followed_where_the_data_are_given_and_no_id_is_printed(reports):
    data = ["--reads", reports / "interim.csv", reports / "final.csv"]
    done = run("diff", reports / "interim", reports / "final", *data)
    assert "30 patients in both, of whom 0 changed their cell" in done.out
    assert "CAL-" not in done.out
    assert widest(done.out) <= 80
    code, record = difference(reports / "interim", reports / "final", *data)
    assert code == 1
    added = {"both": 0, "index_only": 8, "comparator_only": 4, "neither": 8, "left_out": 0}
    assert (record["patients_moved"]["added"], record["patients_moved"]["ids"]) == (added, None)


def test_ids_are_printed_where_both_plans_show_patients_and_are_never_written(reports, tmp_path):
    plan = tmp_path / "plan.toml"
    text = PLAN.read_text(encoding="utf-8")
    plan.write_text(f"{text}\n[report]\npatient_level = true\n", encoding="utf-8")
    for name in ("interim", "final"):
        target = tmp_path / name
        assert run("compare", reports / f"{name}.csv", "--plan", plan, "-o", target, "--format", "json", "-q").code == 0
    data = ["--reads", reports / "interim.csv", reports / "final.csv"]
    done = run("diff", tmp_path / "interim", tmp_path / "final", *data, "-o", tmp_path / "out")
    assert "CAL-31: added" in done.out
    for name in ("diff.html", "diff.json"):
        assert "CAL-" not in (tmp_path / "out" / name).read_text(encoding="utf-8")


def test_swapped_data_files_are_refused(reports):
    data = ["--reads", reports / "final.csv", reports / "interim.csv"]
    done = run("diff", reports / "interim", reports / "final", *data)
    assert (done.code, done.out) == (3, "")
    assert "final.csv: is another file than the one of the report" in done.err


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("final",), 2, "diff takes a REPORT and, beside it"),
        (("final", "final", "--map", "map.toml"), 2, "--map and --complete are for the file"),
        (("final", "final", "--tolerance", "2"), 2, "the tolerance 2 is not from 0"),
        (("final", "final/results.csv", "--tolerance", "-1"), 2, "the tolerance -1 is not from 0"),
        (("final", "final/results.csv", "--map", "none.toml"), 2, "the mapping none.toml cannot be read"),
        (("final", "final/results.csv", "--reads", "a.csv", "b.csv"), 2, "--reads takes the data of two reports"),
        (("final", "final", "--template"), 2, "--template takes one REPORT alone"),
        (("final", "nowhere"), 3, "nowhere cannot be read"),
        (("final", "nowhere.csv"), 3, "nowhere.csv"),
        (("final.csv", "final"), 3, "is not a results.json of psmatrial"),
    ],
)
def test_what_cannot_be_compared_is_refused(reports, monkeypatch, arguments, code, words):
    monkeypatch.chdir(reports)
    done = run("diff", *arguments)
    assert (done.code, done.out) == (code, "")
    assert words in done.err


def test_words_that_command_a_terminal_are_not_printed(final, tmp_path):
    def change(record):
        record["plan"]["title"] = record["plan"]["primary"]["test"] = "\x1b[2J"
        record["results"][0]["id"] = "\x1b[31mred"

    other = changed(final, tmp_path / "other.json", change)
    done = run("diff", final, other)
    assert done.code == 1
    assert "\x1b" not in done.out
