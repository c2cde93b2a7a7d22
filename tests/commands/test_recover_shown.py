"""What the recovery of a table shows and refuses: nothing cut, nothing read over, nothing said of what did not fit."""

from __future__ import annotations

import json

import pytest

from psmatrial.errors import InputError, UsageError
from psmatrial.stats.printed_text import printed_share
from psmatrial.stats.recovery import candidates
from psmatrial.stats.recovery.facts import counts
from tests.commands.test_recover import COUNTS, ROWS, document, run


def test_json_is_said_to_list_what_it_lists():
    arguments = ("--n", "100", "--agreement", "50%")
    text = run(*arguments).stdout
    asked = text.partition("more; --json ")[2].partition(" lists them")[0].split()
    assert asked[0] == "--most"
    assert len(document(*arguments, *asked)["tables"]) == document(*arguments)["count"] > 1000


def test_methods_stand_in_the_headline_where_all_counts_fit_by_them():
    # 41 to 70 is Clopper and Pearson's interval of 28/50 and not of 23/41.
    assert run("--index", "56%", "--index-ci", "41-70").stdout.startswith(
        "6 counts fit, by one method for all values.\n"
    )
    one = run("--n", "50", "--index-ci", "41.3-70.0").stdout
    assert one.startswith("One count fits, by one method for all values (clopper-pearson).\n")


def test_totals_that_differ_are_told_before_one_of_them_is_called_a_misprint():
    text = " ".join(run("--index", "28/50", "--comparator", "12/48").stdout.split())
    told = text.index("The totals differ, 50 and 48: a 2x2 table is of those who had both tests")
    assert told < text.index("if it were misprinted")
    assert "totals differ" not in run("--index", "28/50", "--comparator", "12/50").stdout


def test_counts_are_listed_whole_and_the_others_counted():
    rate = run("--index", "50%", "--index-ci", "43-57").stdout
    assert rate.startswith("84 counts fit")
    assert rate.count("the interval is that of") == rate.count("(level 0.95).") == 20
    rates = run("--n", "500-600", "--index", "12.5%").stdout
    assert (rates.count("(12.5%)."), rates.splitlines()[-1]) == (20, "... and 43 more; --json lists them")
    assert sum(len(counts(printed_share("12.5%"), n)) for n in range(500, 601)) == 63


def test_a_row_of_a_file_says_what_it_says_alone(rows):
    path = rows(
        "id,n,index,comparator,p,odds-ratio,agreement\na,50,28\nb,2000,50%\nc,1000,,,,,50%\nd,50,28,13,0.9,9.1\n"
    )
    lines = run("--from", path).stdout.splitlines()[1:]
    assert [line.split(maxsplit=1)[1] for line in lines[:2]] == [
        "one count                 28/50",
        "several               21 counts",
    ]
    assert "several more than 100000 tables" in lines[2]
    assert lines[3].split() == ["d", "none", "0", "tables"]
    said = "odds ratio: printed 9.1, the rest gives 3.1 and p: printed 0.9, the rest gives <0.1 by"
    assert said in " ".join(" ".join(lines[4:]).split())
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize(
    ("method", "message"),
    [
        ("kappa=fisher", "no method can be named for 'kappa'. Accepted: p, index_ci"),
        ("index_ci=wald", "a method is named for 'index_ci', which is not printed. Accepted: p."),
        ("p=fisher", "there is no method 'fisher' for p. Accepted: exact"),
    ],
)
def test_a_method_that_is_named_is_looked_at_for_files_too(rows, method, message):
    for arguments in (("--from", rows(ROWS)), (*COUNTS, "--p", "0.0026")):
        with pytest.raises(UsageError, match=message):
            run(*arguments, "--method", method)


def test_a_method_of_nothing_says_that_nothing_has_one():
    with pytest.raises(UsageError, match="Neither a p-value nor an interval is"):
        run("--n", "50", "--index", "28", "--method", "p=exact")


@pytest.mark.parametrize(
    "limits", ["95% CI 1.6 to 19.2", "(95% confidence interval: 1.6 to 19.2)", "95 % confidence limits 1.6-19.2"]
)
def test_what_was_printed_is_never_cut(limits):
    lines = run(*COUNTS, "--odds-ratio-ci", limits, "--p", "0.0026").stdout.splitlines()
    assert max(map(len, lines)) <= 80
    start = next(place for place, line in enumerate(lines) if line.endswith("clopper-pearson"))
    first = lines[start].removeprefix("  odds ratio, CI").partition("  1.579")[0]
    below = [line for line in lines[start + 1 : start + 3] if not line.startswith("  p ")]
    assert limits.split() == [*first.split(), *" ".join(below).split()]


def test_the_name_of_a_method_is_never_cut():
    lines = run(
        "--n", "10", "--index", "7", "--comparator", "2", "--difference-ci", "0.0667 to 0.8129"
    ).stdout.splitlines()
    assert any(line.endswith(" exact-unconditional-tails") for line in lines)
    assert max(map(len, lines)) <= 80


def test_rows_that_nothing_fits_are_not_said_to_be_explained(rows):
    path = rows("id,n,index,comparator,p\na,50,28,13,0.0026\nb,50,15,4,0.0034\nc,50,28,13,0.90\n")
    said = " ".join(run("--from", path).stdout.split())
    assert said.endswith("One test gives every printed p of the rows that a table fits: exact.")
    said = " ".join(run("--from", rows(ROWS), "--method", "p=exact").stdout.split())
    assert said.endswith("One test gives every printed p of the rows that a table fits: exact.")


@pytest.mark.parametrize("index", ["1,028", "1,028/1,234", "1,028 (83.3)"])
def test_thousands_are_set_off_in_counts_as_in_patients(index):
    found = document("--n", "1,234", "--index", index)
    assert [(one["count"], one["n"]) for one in found["proportions"]] == [(1028, 1234)]


def test_a_level_printed_before_the_limits_is_the_level(rows):
    assert document(*COUNTS, "--odds-ratio-ci", "90% CI 1.8-14.5")["level"] == 0.9
    path = rows("n,index,index-ci\n50,28,90% CI 43-68\n50,28,41-70\n")
    assert [row["level"] for row in json.loads(run("--from", path, "--json").stdout)] == [0.9, 0.95]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--index-ci", "90% CI 43-68", "--level", "0.95"), "--index-ci: .* level 0.9, and the level given is 0.95"),
        (("--index-ci", "90% CI 43-68", "--odds-ratio-ci", "95% CI 1-9"), "--odds-ratio-ci: .* says 0.9"),
        (("--level", "0"), "--level: level 0.0 is not between 0 and 1"),
    ],
)
def test_a_search_has_one_level(arguments, message):
    with pytest.raises(UsageError, match=message):
        run(*COUNTS, *arguments)


def test_a_row_has_one_level(rows):
    with pytest.raises(InputError, match=r"printed.csv:2: index_ci: .* level 0.9, and the level given is 0.95"):
        run("--from", rows("n,index,index-ci,level\n50,28,90% CI 43-68,0.95\n"))


def test_a_verdict_says_that_methods_were_left_out(monkeypatch):
    printed = ("--n", "60", "--index", "20", "--comparator", "18", "--difference-ci")
    unique, none = (*printed, "-10.712,17.199"), (*printed, "-10.712,17.999")
    assert "by the methods that were tried" not in run(*none).stdout
    monkeypatch.setattr(candidates, "_AFFORDED", 100)
    assert "rounded and two-sided, by the\nmethods that were tried." in run(*none).stdout
    assert document(*none)["basis"].endswith("not everything that could explain the print was tried")
    found = document(*unique)
    assert (found["verdict"], found["complete"], found["not_tried"][:1]) == ("unique", False, ["exact-unconditional"])
    assert run(*unique).stdout.startswith("Unique by the methods that were tried: exactly one 2x2 table")


def test_what_is_listed_in_part_or_tried_in_part_says_so():
    part = run("--n", "300", "--index", "57%", "--comparator", "60%", "--p", "0.075").stdout
    assert part.endswith("\n\nNot everything that could explain the print was tried.\n")
    many = run("--n", "300", "--index", "71%", "--comparator", "73%", "--p", "0.524").stdout
    assert many.endswith("\n  ... and 87 more; --json lists them, at most 100 of a kind\n")
    few = run("--n", "300", "--index", "57%", "--comparator", "63%", "--p", "0.006").stdout
    assert "of a kind" not in few
