"""What reproduce prints, and how it ends."""

from __future__ import annotations

import json

import pytest

from psmatrial.cli import exit_code
from psmatrial.data.study import registered

MISPRINT = """title = "T"
citation = "C"
kind = "paired"
paired = true
[arms]
index = "A"
[[outcome]]
id = "overall"
index = { count = "66/104", percent = "64" }
"""


@pytest.fixture
def paper(tmp_path):
    path = tmp_path / "paper.toml"
    path.write_text(MISPRINT)
    return path


def test_the_whole_registry_is_as_expected_within_eighty_columns(capsys):
    assert exit_code(["reproduce"]) == 0
    shown = capsys.readouterr().out
    assert max(map(len, shown.splitlines())) <= 80
    assert "Every checked number is as expected." in shown
    assert all(name in shown for name in registered())
    assert "Recalled, to be verified" in shown


def test_a_named_study_shows_every_item_in_words_and_symbols(capsys):
    assert exit_code(["reproduce", "calais2019"]) == 0
    shown = capsys.readouterr().out
    assert "✓ overall.odds-ratio: printed 4.8, computed 4.750: reproduced" in shown
    assert "– extrapelvic.comparator.interval: printed 0-6: not checkable" in shown
    assert max(map(len, shown.splitlines())) <= 80


def test_json_is_one_document_and_nothing_else(capsys):
    assert exit_code(["reproduce", "calais2019", "--json"]) == 0
    study = json.loads(capsys.readouterr().out)["studies"][0]
    assert (study["id"], study["checked"], study["reproduced_seen"], study["reproduced_recalled"]) == (
        "calais2019",
        3,
        3,
        28,
    )
    odds = next(item for item in study["items"] if item["id"] == "overall.odds-ratio")
    assert (odds["printed"], odds["computed"], odds["verdict"], odds["seen"]) == ("4.8", 4.75, "reproduced", True)


def test_a_paper_that_does_not_come_out_ends_with_one(paper, capsys):
    assert exit_code(["reproduce", str(paper)]) == 1
    assert "66/103 would print like this" in " ".join(capsys.readouterr().out.split())


def test_a_misprint_that_is_expected_ends_with_nought(paper):
    expected = '[[expected]]\nitem = "overall.index.percent"\nverdict = "not-reproduced"\nreason = "R"\n'
    paper.write_text(MISPRINT + expected)
    assert exit_code(["reproduce", str(paper), "--quiet"]) == 0


def test_an_expected_misprint_that_comes_out_ends_with_one(paper):
    expected = '[[expected]]\nitem = "overall.index.percent"\nverdict = "not-reproduced"\nreason = "R"\n'
    paper.write_text(MISPRINT.replace('"64"', '"63"') + expected)
    assert exit_code(["reproduce", str(paper), "--quiet"]) == 1


def test_quiet_says_nothing(paper, capsys):
    exit_code(["reproduce", str(paper), "--quiet"])
    assert capsys.readouterr().out == ""


def test_an_unknown_study_and_a_broken_file_end_with_two(paper, capsys):
    assert exit_code(["reproduce", "calais2091"]) == 2
    assert "Did you mean 'calais2019'" in capsys.readouterr().err
    paper.write_text("title = ")
    assert exit_code(["reproduce", str(paper)]) == 2
    assert exit_code(["reproduce", str(paper.parent / "absent.toml")]) == 2


def test_list_names_every_study(capsys):
    assert exit_code(["reproduce", "--list"]) == 0
    shown = capsys.readouterr().out
    assert all(f"{name} " in shown for name in registered())
    assert max(map(len, shown.splitlines())) <= 80
    assert exit_code(["reproduce", "--list", "--json"]) == 0
    assert [one["id"] for one in json.loads(capsys.readouterr().out)["studies"]] == registered()


def test_a_report_is_written_where_it_is_asked_for(paper, tmp_path, capsys):
    assert exit_code(["reproduce", str(paper), "-o", str(tmp_path / "out")]) == 1
    files = {path.name for path in (tmp_path / "out").iterdir()}
    assert files == {"report.html", "report.pdf", "reproduction.json", "manifest.json", "run.json"}
    assert f"Report: {tmp_path / 'out' / 'report.html'}" in capsys.readouterr().out


def test_init_writes_an_empty_study_that_reproduce_takes(tmp_path, capsys):
    path = tmp_path / "paper.toml"
    assert exit_code(["init", "--study", "-o", str(path)]) == 0
    assert f"psmatrial reproduce {path}" in capsys.readouterr().out
    assert exit_code(["reproduce", str(path)]) == 0
    assert exit_code(["init", "--study", "-o", str(path)]) == 4


def test_init_takes_a_file_or_a_study_and_not_both():
    assert exit_code(["init"]) == 2
    assert exit_code(["init", "reads.csv", "--study"]) == 2


def test_what_agrees_without_being_computed_says_so_and_names_what_is_shown(capsys):
    exit_code(["reproduce", "miller2017"])
    shown = " ".join(capsys.readouterr().out.split())
    assert "lesion.index.agreement: printed 94.7, implied chance agreement 88.478: agrees (pairwise)" in shown
    exit_code(["reproduce", "miller2017", "--json"])
    items = json.loads(capsys.readouterr().out)["studies"][0]["items"]
    one = next(item for item in items if item["id"] == "lesion.index.agreement")
    assert (one["verdict"], one["computed"], one["implied"]["what"]) == ("reproduced", None, "implied chance agreement")


def test_a_number_that_was_not_seen_is_told_in_a_sentence(paper, capsys):
    paper.write_text(MISPRINT.replace('"64"', '"63"') + 'effect = { p = "not seen" }\n')
    assert exit_code(["reproduce", str(paper)]) == 0
    assert "  – overall.p: not checkable\n      the number itself was not seen\n" in capsys.readouterr().out


def test_a_mix_of_methods_is_labelled_on_the_terminal_and_in_the_report(paper, tmp_path, capsys):
    # 28/50 by Clopper-Pearson is 41.25 to 70.01, 13/50 by Wilson 15.87 to 39.55.
    limits = 'index = { count = "28/50", interval = "41.3-70.0" }\n[[outcome]]\nid = "other"\n'
    paper.write_text(
        MISPRINT.partition("index = {")[0] + limits + 'index = { count = "13/50", interval = "15.9-39.6" }\n'
    )
    assert exit_code(["reproduce", str(paper), "-o", str(tmp_path / "out")]) == 0
    assert capsys.readouterr().out.count("mixed methods: none gives more") == 2
    assert (tmp_path / "out" / "report.html").read_text().count("mixed methods: none gives more") == 2
