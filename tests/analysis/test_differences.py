"""Two results side by side: what is equal, what differs, and what it means; and what a mapping says."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psmatrial.analysis.differences import close, compared, differences_between
from psmatrial.analysis.example import example
from psmatrial.analysis.foreign_map import Closeness
from psmatrial.analysis.foreign_map_file import map_of
from psmatrial.analysis.foreign_template import mapping_template
from psmatrial.analysis.meaning import changes, nothing
from psmatrial.analysis.patients_moved import PLACES, patients_moved
from psmatrial.analysis.plan_file import read_plan
from psmatrial.analysis.results import Row
from psmatrial.analysis.run import compare
from psmatrial.analysis.suppress import suppressed
from psmatrial.displays.difference_words import summary
from psmatrial.errors import InputError, UsageError
from psmatrial.stats.printed_text import printed_number
from tests.cohorts import pairs, reads, trial

NAMES = ("interim", "final")
PLAN = {"level": 0.95}


def with_row(results, row_id, **values):
    rows = tuple(replace(row, **values) if row.id == row_id else row for row in results.rows)
    return replace(results, rows=rows)


def test_the_same_results_differ_in_nothing():
    found = compared(trial(), trial(), NAMES)
    assert not found.differ
    assert found.equal == len(found.numbers)
    assert found.record()["differences"] == []


def test_a_changed_count_is_named_with_both_values_and_nothing_else_is():
    found = compared(trial(), with_row(trial(), "patient.all.equality.exact", index_only=20), NAMES)
    assert [(one.id, one.column, one.first, one.second, one.difference) for one in found.differences] == [
        ("patient.all.equality.exact", "index_only", 19, 20, 1)
    ]
    assert found.differ


def test_a_note_that_changed_is_a_difference_of_words_and_of_no_number():
    found = compared(trial(), with_row(trial(), "patient.all.equality.exact", note="otherwise"), NAMES)
    assert found.differ
    assert found.equal == len(found.numbers)
    assert [one.column for one in found.differences] == ["note"]


def test_a_number_that_one_has_and_the_other_has_not_differs_either_way():
    fewer = with_row(trial(), "patient.all.rate-difference.tango", low=None)
    verdicts = [compared(*two, NAMES).differences[0].verdict for two in ((trial(), fewer), (fewer, trial()))]
    assert verdicts == ["only-first", "only-second"]


def test_rows_that_only_one_has_are_named_on_their_side():
    fewer = replace(trial(), rows=trial().rows[1:])
    assert compared(trial(), fewer, NAMES).only_first == (trial().rows[0].id,)
    assert compared(fewer, trial(), NAMES).only_second == (trial().rows[0].id,)


def test_plan_and_patients_are_compared_key_by_key_and_names_of_the_study_are_not():
    plan = {**trial().plan, "id": "other", "primary": {**trial().plan["primary"], "test": "mid-p"}}
    patients = {**trial().patients, "analysed": 49, "excluded": [{"reason": "no scan", "n": 1}]}
    found = compared(trial(), replace(trial(), plan=plan, patients=patients), NAMES)
    assert found.plan == (("primary.test", "exact", "mid-p"),)
    assert found.patients == (("analysed", 50, 49), ("excluded.no scan", "absent", 1))


def test_results_of_one_input_under_one_plan_differ_by_the_program_and_this_is_said():
    other = with_row(trial(), "patient.all.equality.exact", note="otherwise")
    found = compared(trial(), other, NAMES)
    assert found.same_source
    assert found.record()["same_source"] is True
    assert summary(found).endswith(
        " Input and plan are the same, so another state of psmatrial or of its libraries made one of the two, or one "
        "was changed by hand."
    )
    assert summary(compared(trial(), trial(), NAMES)) == "All 1,590 numbers that were compared are equal."


MADE_OTHERWISE = [
    lambda results: replace(results, provenance={**results.provenance, "input_sha256": "0" * 64}),
    lambda results: replace(results, provenance={**results.provenance, "psa_history": {"input_sha256": "0" * 64}}),
    lambda results: replace(results, plan={**results.plan, "level": 0.9}),
    lambda results: replace(results, further={**results.further, "blind": {"seed": "7", "statement": "Blind."}}),
    lambda results: suppressed(results, 5),
]


@pytest.mark.parametrize("other", MADE_OTHERWISE)
def test_results_of_another_input_plan_or_kind_do_not_say_that_the_program_differs(other):
    changed = with_row(trial(), "patient.all.equality.exact", note="otherwise")
    found = compared(trial(), other(changed), NAMES)
    assert found.differ
    assert not found.same_source
    assert "another state of psmatrial" not in summary(found)


def test_another_input_and_another_version_are_told_and_are_no_difference():
    other = replace(
        trial(), provenance={**trial().provenance, "input_sha256": "0" * 64, "versions": {"psmatrial": "9"}}
    )
    found = compared(trial(), other, NAMES)
    assert not found.differ
    assert found.second["input_sha256"] == "0" * 64
    assert found.second["versions"] == {"psmatrial": "9"}


def test_what_figures_need_is_counted_and_never_shown():
    other = replace(trial(), further={**trial().further, "patients_shown": {"patients": [{"psa": 0.35}]}})
    found = compared(trial(), other, NAMES)
    assert found.further == {"patients_shown": 1}
    assert "0.35" not in json.dumps(found.record()["further"])


@pytest.mark.parametrize("tolerance", [-1e-10, 1.0, float("nan"), float("inf")])
def test_a_tolerance_that_would_allow_anything_is_refused(tolerance):
    with pytest.raises(UsageError, match="not from 0 to below 1"):
        compared(trial(), trial(), NAMES, tolerance)


def test_small_p_values_are_compared_relatively_and_zeros_by_their_dust():
    assert not close(1e-17, 2e-17, "p_value", 1e-10)
    assert close(1e-17, 0.0, "value", 1e-10)
    assert not close(1e-17, 0.0, "value", 0.0)
    assert not close(1_000_000_000_000, 1_000_000_000_001, "n", 1e-3)


@given(st.floats(1e-6, 1e6), st.floats(-5e-11, 5e-11))
def test_what_is_nearer_than_the_tolerance_is_equal_in_both_directions(value, shift):
    other = value * (1 + shift)
    assert close(value, other, "value", 1e-10)
    assert close(other, value, "value", 1e-10)
    assert not close(value, value * (1 + 1e-9), "value", 1e-10)


def test_differences_are_found_at_any_depth_and_tiny_ones_are_none():
    first = {"a": [1, {"b": 0.1}], "c": None}
    assert list(differences_between(first, {"a": [1, {"b": 0.1 + 1e-14}], "c": None})) == []
    assert list(differences_between(first, {"a": [1, {"b": 0.2}], "c": 0})) == [("a.1.b", 0.1, 0.2), ("c", None, 0)]
    assert list(differences_between([1], [1, 2])) == [("", [1], [1, 2])]


def said(first, second, primary=(None, None), plans=(PLAN, PLAN)):
    return [(one.kind, one.first, one.second) for one in changes([(first, second)], primary, plans)]


def test_p_crosses_the_error_rate_of_its_own_plan():
    low, high = Row("a", quantity="equality", p_value=0.04), Row("a", quantity="equality", p_value=0.06)
    assert said(low, high) == [("p", "at or below 0.05", "above 0.05")]
    assert said(low, replace(high, p_value=0.05)) == []
    assert said(low, low, plans=(PLAN, {"level": 0.99})) == [("p", "at or below 0.05", "above 0.01")]


def test_an_interval_that_begins_to_hold_no_difference_is_a_change_for_each_kind_of_quantity():
    odds = Row("a", quantity="odds-ratio", value=4.75, low=1.58, high=19.2)
    assert said(odds, replace(odds, low=0.9)) == [("interval", "excludes 1", "holds 1")]
    points = Row("a", quantity="rate-difference", value=0.3, low=0.0, high=0.5)
    assert said(points, replace(points, low=0.01)) == [("interval", "holds 0", "excludes 0")]
    rate = Row("a", quantity="index-rate", value=0.3, low=0.1, high=0.5)
    assert said(rate, replace(rate, low=0.0, value=0.0)) == []
    assert nothing("survival-difference-at-12") == 0


def test_an_effect_that_turns_is_a_change_and_one_that_vanishes_is_none():
    points = Row("a", quantity="rate-difference", value=0.1, low=-0.1, high=0.3)
    assert said(points, replace(points, value=-0.1)) == [("direction", "above 0", "below 0")]
    assert said(points, replace(points, value=0.0)) == []


def test_the_primary_test_stands_first():
    rows = [Row(name, quantity="equality", p_value=0.04) for name in "ab"]
    found = changes([(row, replace(row, p_value=0.5)) for row in rows], ("b", "b"), (PLAN, PLAN))
    assert [(one.id, one.primary) for one in found] == [("b", True), ("a", False)]


@pytest.fixture
def cuts(tmp_path):
    """Two cuts: the second patient changes from index only to both, the last leaves, one is added."""
    table = list(pairs(1, 2, 1, 1))
    first = reads(tmp_path / "first.csv", table)
    second = reads(tmp_path / "second.csv", [table[0], ("positive", "positive"), *table[2:4], ("negative", "negative")])
    text = second.read_text(encoding="utf-8").replace("P005", "P009")
    second.write_text(text, encoding="utf-8")
    return first, second


def test_patients_are_followed_from_cell_to_cell_by_their_ids(cuts):
    found = patients_moved(*[(compare(path), path) for path in cuts])
    assert (found["in_both"], found["changed"], found["same"], found["ids"]) == (4, 1, 3, None)
    moves = {(one["first"], one["second"]): one["n"] for one in found["transitions"] if one["n"]}
    kept = {("both", "both"): 1, ("index_only", "index_only"): 1, ("comparator_only", "comparator_only"): 1}
    assert moves == {("index_only", "both"): 1, **kept}
    assert [found[side][cell] for side in ("added", "gone") for cell in PLACES] == [0, 0, 0, 1, 0] * 2
    assert "P00" not in json.dumps(found)


def test_ids_are_there_only_where_both_plans_show_patients(cuts):
    shown = read_plan(example()[1])
    shown = replace(type(shown)(), report=replace(shown.report, patient_level=True, sections=(), figures=()))
    hidden = replace(shown, report=replace(shown.report, patient_level=False))
    both = [(compare(path, shown), path) for path in cuts]
    found = patients_moved(*both)
    assert found["ids"] == {
        "changed": [{"id": "P002", "first": "index_only", "second": "both"}],
        "added": [{"id": "P009", "second": "neither"}],
        "gone": [{"id": "P005", "first": "neither"}],
    }
    assert patients_moved(both[0], (compare(cuts[1], hidden), cuts[1]))["ids"] is None


def test_a_file_that_is_not_the_one_of_its_report_is_refused(cuts):
    one, other = [(compare(path), path) for path in cuts]
    with pytest.raises(InputError, match=r"second\.csv: is another file"):
        patients_moved((one[0], other[1]), other)


@pytest.mark.parametrize("printed", ["4.74", "4.75"])
def test_at_a_tie_either_neighbour_is_equal_and_the_next_is_not(printed):
    assert Closeness(decimals=2).verdict(4.745, printed_number(printed), "value") == "equal-as-printed"
    assert Closeness(decimals=2).verdict(4.745, printed_number("4.76"), "value") == "differs"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[column]\nvalue = 'A'", "map.toml:1: column: 'column' is not a key of a mapping. Did you mean 'columns'?"),
        ("[columns]\nvalu = 'A'", "map.toml:2: columns.valu: 'valu' is not a column of ours. Did you mean 'value'?"),
        ("[columns]\nvalue = 3", "3 is not a column"),
        ("[columns]\nid = []", "is no column"),
        ('[rows]\n"patient.all.equality.exakt" = "x"', "Did you mean 'patient.all.equality.exact'?"),
        ('[rows]\n"patient.all.equality.exact" = 3', "3 is not where a row stands"),
        ('[rows]\n"patient.all.equality.exact" = {key = "x", columns = 1}', "1 are no columns"),
        ("[scale]\np_value = 100", "'p_value' has no scale"),
        ("[scale]\nvalue = 0", "0 is not a number above 0"),
        ("[tolerance]\ndecimals = -1", "-1 is no number of decimals"),
        ("[tolerance]\ndecimals = 2\nrelative = 1e-8", "exclude each other"),
        ("[tolerance]\nrelative = 1", "1 is not a tolerance"),
        ("[tolerance]\nfuzz = 1", "'fuzz' is not a key here"),
        ("[tolerance]\nvalue = 1", "1 is not a table"),
        ("rule = 1", "must be a list of tables"),
        ("rows = 1", "must be a table"),
        ('[[rule]]\nrows = "nothing.*"', "no row fits 'nothing.*'"),
        ('[[rule]]\ncolumns = "valu"', "'valu' is not a column of ours"),
        ("[[rule]]\nskip = 1", "1 is not true or false"),
        ("[[rule]]\nrows = 1", "1 is not text in quotes nor a list of texts"),
        ('decimal = ";"', "is not a decimal sign"),
        ("separator = 1", "1 is not text in quotes"),
        ('missing = "."', "is not a list of texts"),
        ("[columns", "map.toml:1: not TOML"),
    ],
)
def test_what_is_wrong_with_a_mapping_is_said_with_its_line(text, words):
    with pytest.raises(UsageError) as raised:
        map_of(text, [row.id for row in trial().rows])
    assert words in str(raised.value)


def test_the_template_is_valid_as_it_stands_and_with_every_mark_taken_away():
    text = mapping_template(trial())
    ids = [row.id for row in trial().rows]
    assert map_of(text, ids).rows == {}
    lines = [line[1:] if line.startswith("#") and line[1:2] not in (" ", "") else line for line in text.splitlines()]
    # decimals and tolerances exclude each other only within one table.
    filled = map_of("\n".join(lines), ids)
    assert list(filled.rows) == ids
    assert filled.skips("patient.all.equality.exact", "statistic")
    assert "0.0026" not in text


def test_a_blind_rehearsal_is_marked_and_its_patients_are_not_followed(cuts):
    blind = compare(cuts[0], blind="7")
    found = compared(blind, compare(cuts[1]), NAMES)
    assert [side["blind"] for side in (found.first, found.second)] == [True, False]
    assert "Blind rehearsal" in found.first["notice"]
    with pytest.raises(UsageError, match="blind rehearsal"):
        patients_moved((blind, cuts[0]), (compare(cuts[1]), cuts[1]))


def test_patients_are_not_followed_where_small_counts_are_withheld(cuts):
    first, second = [(compare(path), path) for path in cuts]
    with pytest.raises(UsageError, match="withholds small counts"):
        patients_moved(first, (suppressed(second[0], 5), cuts[1]))
    assert compared(suppressed(first[0], 5), suppressed(second[0], 5), NAMES).record()["schema"] == 1
