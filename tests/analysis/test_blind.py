"""A blind rehearsal: the whole analysis on permuted labels, whatever hangs on a test, and marked in every row."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psmatrial.analysis.plan import Plan
from psmatrial.analysis.plan_file import read_plan
from psmatrial.analysis.plan_further import Outcome
from psmatrial.analysis.results import REHEARSAL, loaded
from psmatrial.analysis.run import compare
from psmatrial.data.relabelled import drawn
from psmatrial.errors import InputError, UsageError
from psmatrial.model import Contrast
from tests.cohorts import pairs, reads, trial_patients

DATA = Path(__file__).resolve().parents[2] / "data"
PLAN = Plan(contrasts=(Contrast("PSMA", "fluciclovine"),))
ROWS = {"calais2019": "reads.csv", "three-tests": "reads.csv", "lesions": "reads.csv", "truth": "reads.csv"}
ROWS |= {"management": "reads.csv", "outcomes": "outcomes.csv"}


@pytest.fixture(scope="module")
def runs():
    """Return the real and the blind results of every example, made once."""
    made = {}
    for name, file in ROWS.items():
        plan = read_plan(DATA / name / "plan.toml")
        made[name] = [compare(DATA / name / file, plan, blind=blind) for blind in (None, "2026")]
    return made


@settings(deadline=None, max_examples=12)
@given(st.tuples(*[st.integers(0, 6)] * 4).filter(any), st.sampled_from(["1", "2", "seven"]))
def test_both_neither_and_the_discordant_stay_and_the_discordant_are_dealt_by_the_draw(tmp_path_factory, cells, seed):
    file = reads(tmp_path_factory.mktemp("blind") / "reads.csv", pairs(*cells))
    table = compare(file, replace(PLAN, report=replace(PLAN.report, figures=())), blind=seed).primary["table"]
    both, index_only, comparator_only, neither = cells
    assert (table["both"], table["neither"]) == (both, neither)
    first = both + 1
    of_index = range(first, first + index_only)
    of_comparator = range(first + index_only, first + index_only + comparator_only)
    swapped = {n for n in (*of_index, *of_comparator) if drawn(("A", "B"), seed, f"P{n:03}") == ("B", "A")}
    stayed = [n for n in of_index if n not in swapped] + [n for n in of_comparator if n in swapped]
    assert table["index_only"] == len(stayed)
    assert table["comparator_only"] == index_only + comparator_only - len(stayed)


def test_the_same_seed_gives_the_same_record_and_another_order_of_rows_the_same_numbers(tmp_path):
    file = reads(tmp_path / "reads.csv", trial_patients())
    head, *lines = file.read_text().splitlines()
    (tmp_path / "turned").mkdir()
    turned = tmp_path / "turned" / "reads.csv"
    turned.write_text("\n".join([head, *reversed(lines)]) + "\n")
    one, again, other = (compare(place, PLAN, blind="1") for place in (file, file, turned))
    assert one.json() == again.json()
    assert [row for row in one.rows if row.reader is None] == [row for row in other.rows if row.reader is None]
    assert compare(file, PLAN, blind="2").primary["table"] != one.primary["table"]


@pytest.mark.parametrize("name", ROWS)
def test_every_example_is_marked_in_id_title_rows_and_a_key_of_its_own(runs, name, tmp_path):
    real, blind = runs[name]
    assert blind.study["id"] == f"{real.study['id']}-blind"
    assert blind.study["title"] == f"Blind rehearsal: {real.study['title']}"
    assert blind.further["blind"]["seed"] == "2026"
    assert blind.further["blind"]["statement"].startswith("Blind rehearsal. The ")
    assert all(REHEARSAL in row.note for row in blind.rows)
    assert not any(REHEARSAL in note for row in blind.rows for note in row.notes)
    (tmp_path / "results.json").write_text(blind.json(), encoding="utf-8")
    assert loaded(tmp_path) == replace(blind, rows=loaded(tmp_path).rows)
    assert "blind" not in real.further
    assert not any(REHEARSAL in row.note for row in real.rows)


@pytest.mark.parametrize("name", ROWS)
def test_every_example_has_the_ids_of_the_real_run_and_other_numbers(runs, name):
    real, blind = runs[name]
    assert blind.plan == real.plan
    assert blind.primary["row"] == real.primary["row"]
    assert blind.row(real.primary["row"]).p_value != real.row(real.primary["row"]).p_value


@pytest.mark.parametrize("name", ["calais2019", "truth", "management", "lesions"])
def test_where_everybody_had_both_scans_only_the_discordant_cells_move(runs, name):
    before, after = (found.primary["table"] for found in runs[name])
    assert [before[cell] for cell in ("both", "neither")] == [after[cell] for cell in ("both", "neither")]
    assert before["index_only"] + before["comparator_only"] == after["index_only"] + after["comparator_only"]
    assert before["index_only"] != after["index_only"]


def test_the_readings_of_all_tests_together_stay_as_many(runs):
    for real, blind in runs.values():
        counts = [
            [sum(one[word] for one in found.further["data"]["results"].values()) for word in ("positive", "negative")]
            for found in (real, blind)
        ]
        assert counts[0] == counts[1]


def test_every_reader_and_region_of_a_patient_is_permuted_alike(runs):
    # A patient's pattern over readers and regions under one test is the other's after a swap: concordance stays.
    real, blind = runs["calais2019"]
    for row in real.select(stratum="all", quantity="equality", method="exact"):
        other = blind.row(row.id)
        assert (other.both, other.neither, other.n) == (row.both, row.neither, row.n)


@pytest.mark.parametrize("name", ["calais2019", "truth", "three-tests"])
def test_two_readers_agree_as_often_over_all_tests_together(runs, name):
    def together(results):
        tests = results.further["readers"]["tests"].values()
        cells = ("both", "first_only", "second_only", "neither")
        return [tuple(sum(pair[cell] for pair in pairs) for cell in cells) for pairs in zip(*tests, strict=True)]

    real, blind = runs[name]
    assert together(real) == together(blind)
    assert real.further["readers"] != blind.further["readers"]


def test_the_truth_stays_and_what_is_held_against_it_moves(runs):
    real, blind = runs["truth"]
    for key in ("standards", "datum", "diseased", "not_diseased", "unknown"):
        assert real.further["truth"][key] == blind.further["truth"][key]
    for quantity in ("ppv", "cdr"):
        numerators = [
            [row.numerator for side in ("index", "comparator") for row in found.select(quantity=f"{side}-{quantity}")]
            for found in (real, blind)
        ]
        assert numerators[0] != numerators[1]


def test_what_was_measured_moves_with_the_label(runs):
    def values(results):
        return {
            tuple(sorted((one[side], one[f"{side}_found"]) for side in ("index", "comparator")))
            for one in results.further["suvmax"]["patients"]
            if None not in (one["index"], one["comparator"])
        }

    real, blind = runs["truth"]
    assert values(real) == values(blind)
    assert real.further["suvmax"] != blind.further["suvmax"]


def test_treatment_belongs_to_no_test_and_stays(runs):
    real, blind = runs["management"]
    assert real.further["management"] == blind.further["management"]


def test_arms_of_a_file_of_outcomes_are_dealt_out_again_in_the_same_numbers(runs):
    real, blind = runs["outcomes"]
    assert "The values of arm were dealt out again between patients" in blind.further["blind"]["statement"]
    groups = [[curve["group"] for curve in found.further["outcome"]["curves"]] for found in (real, blind)]
    assert groups[0] == groups[1] == ["fluciclovine", "PSMA"]
    assert real.further["outcome"]["events"] == blind.further["outcome"]["events"]
    assert real.further["outcome"]["n"] == blind.further["outcome"]["n"]


def outcomes_by_scan(place, by):
    lines = ["patient_id,months,status,PSMA,fluciclovine"]
    for number in range(40):
        found = ("positive", "negative") if number % 3 else ("negative", "positive")
        lines.append(f"P{number:02},{number + 1},{'failure' if number % 2 else 'none'},{','.join(found)}")
    file = place / "reads.csv"
    file.write_text("\n".join(lines) + "\n")
    outcome = Outcome(time="months", event="status", event_values=("failure",), censor_values=("none",), by=by)
    results = {name: {"modality": name} for name in ("PSMA", "fluciclovine")}
    return file, replace(PLAN, results=results, outcome=outcome)


def test_outcomes_by_the_result_of_a_scan_follow_the_permuted_result(tmp_path):
    file, plan = outcomes_by_scan(tmp_path, "index")
    real, blind = (compare(file, plan, blind=seed).further["outcome"]["curves"] for seed in (None, "1"))
    assert sum(curve["n"] for curve in real) == sum(curve["n"] for curve in blind) == 40
    assert real != blind


def test_outcomes_alone_without_groups_have_no_label_to_permute(tmp_path):
    file = tmp_path / "outcomes.csv"
    file.write_text("patient_id,months,status\nA,1,failure\nB,2,none\nC,3,failure\n")
    plan = Plan(
        outcome=Outcome(time="months", event="status", event_values=("failure",), censor_values=("none",)),
    )
    with pytest.raises(UsageError, match="permutes the labels of tests or groups, and this plan compares none"):
        compare(file, plan, blind="1")


def test_tests_that_nobody_had_both_of_are_refused_blind_too(tmp_path):
    file = reads(tmp_path / "reads.csv", [("positive", ""), ("", "negative")] * 5)
    for seed in (None, "1"):
        with pytest.raises(InputError, match="no patient was read with both"):
            compare(file, PLAN, blind=seed)


def test_how_many_cells_of_a_test_are_empty_is_not_told_by_its_true_label(tmp_path):
    file, plan = outcomes_by_scan(tmp_path, "")
    file.write_text(file.read_text().replace("P03,4,failure,negative,", "P03,4,failure,,"))
    plan = replace(plan, outcome=Outcome())
    said = [compare(file, plan, blind=seed).provenance["warnings"] for seed in (None, "1")]
    assert any("1 empty cell" in text for text in said[0])
    assert not any("empty cell" in text for text in said[1])


@pytest.mark.parametrize("seed", ["", "  ", "a\nb", "x" * 101, "\u202e1"])
def test_a_seed_that_cannot_be_printed_is_refused(seed, tmp_path):
    file = reads(tmp_path / "reads.csv", trial_patients())
    with pytest.raises(UsageError, match="--blind 2026"):
        compare(file, PLAN, blind=seed)
