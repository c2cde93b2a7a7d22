"""Ids of rows, and the words where an interval and the planned test differ."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psmatrial.analysis.plan import Further, Plan, Primary
from psmatrial.analysis.rows import BELONGS, Place, difference_note, planned_methods, safe, table_rows
from psmatrial.model import PairedTable
from psmatrial.stats.methods import CATALOGUE, method

COUNTS = st.integers(0, 30)
TABLES = st.builds(PairedTable, COUNTS, COUNTS, COUNTS, COUNTS)
SIDES = st.sampled_from(["two-sided", "greater", "less"])


@pytest.mark.parametrize(
    ("place", "row_id"),
    [
        (Place("patient", stratum="all"), "patient.all.equality.exact"),
        (Place("patient", stratum="all", reader="R1"), "patient@R1.all.equality.exact"),
        (Place("patient", reader="R1", stratum_by="psa", stratum="0.2-0.5"), "patient@R1.psa-0.2-0.5.equality.exact"),
        (Place("patient", stratum_by="psa", stratum="≥5"), "patient.psa-ge5.equality.exact"),
        (Place("patient", stratum_by="psa"), "patient.psa.equality.exact"),
        (Place("patient", stratum="all", prefix="A-vs-B:"), "A-vs-B:patient.all.equality.exact"),
        (Place(), "equality.exact"),
    ],
)
def test_ids_are_of_the_agreed_form(place, row_id):
    assert place.row_id("equality", "exact") == row_id
    assert place.row_id("equality", "exact", "two-sided") == row_id
    assert place.row_id("equality", "exact", "greater") == f"{row_id}.greater"


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("0.2-0.5", "0.2-0.5"),
        (">0.5-1.0", "gt0.5-1.0"),
        ("0.5-<1", "0.5-lt1"),
        ("<=2", "le2"),
        (">=5", "ge5"),
        ("1 – 2", "1-2"),
    ],
)
def test_labels_of_strata_are_safe_in_a_shell(label, said):
    assert safe(label) == said


def test_the_words_where_an_interval_leaves_out_what_the_test_does_not():
    assert difference_note(PairedTable(2, 5, 0, 3), "exact", "tango", 0.95) == (
        "The interval (Tango) leaves out 0 although the planned exact test gives p = 0.0625; the interval that belongs "
        "to the exact test (Fay-Lumbard) is −2 to +81. The test decides."
    )


def test_a_p_value_of_1_in_these_words_is_1():
    # One patient: the difference is 1 without any variance.
    note = difference_note(PairedTable(0, 1, 0, 0), "exact", "wald", 0.95)
    assert note.startswith("The interval (Wald) leaves out 0 although the planned exact test gives p = 1; ")


def test_the_interval_in_these_words_holds_what_it_is_said_to_hold():
    assert "is −0.4 to +26.9. The test" in difference_note(PairedTable(3, 11, 3, 43), "exact", "tango", 0.95)


def test_the_words_of_the_mirrored_table_are_mirrored():
    assert "is −81 to +2. The test" in difference_note(PairedTable(2, 0, 5, 3), "exact", "tango", 0.95)


def test_a_p_value_too_small_for_four_decimals_is_the_bound_that_the_report_prints_too():
    # (31 - 7)^2/38 = 15.16: p = 0.0000989, as scipy 1.17 has it; the exact p is 31931744/2^38 = 0.000116.
    note = difference_note(PairedTable(5, 31, 7, 57), "asymptotic", "fay-lumbard", 0.9999)
    assert note.startswith("The interval (Fay-Lumbard) holds 0 although the planned asymptotic test gives p < 0.0001;")


def test_the_words_of_a_one_sided_test_are_mirrored_too():
    greater = difference_note(PairedTable(2, 5, 0, 3), "exact", "tango", 0.975, "greater")
    less = difference_note(PairedTable(2, 0, 5, 3), "exact", "tango", 0.975, "less")
    assert "although the planned one-sided exact test gives p = 0.0313; " in greater
    assert less == greater.replace("is −2 to +100.", "is −100 to +2.")


def test_a_test_without_an_interval_of_its_own_names_none():
    notes = {
        difference_note(PairedTable(0, b, c, 50 - b - c), "mid-p", "wald", 0.95) for b in range(26) for c in range(10)
    }
    assert len(notes) > 1
    assert not any("belongs" in note for note in notes)


def test_a_table_without_patients_has_no_words():
    assert difference_note(PairedTable(0, 0, 0, 0), "exact", "tango", 0.95) == ""


@given(TABLES, st.sampled_from(["exact", "asymptotic"]), SIDES)
@settings(max_examples=150)
def test_the_interval_that_belongs_to_a_test_never_differs_from_it(table, test, side):
    assert difference_note(table, test, BELONGS[test], 0.95, side) == ""


@given(TABLES, st.sampled_from(["tango", "newcombe", "fay-lumbard", "wald"]), SIDES)
@settings(max_examples=150)
def test_words_stand_exactly_where_test_and_interval_differ(table, interval, side):
    note = difference_note(table, "exact", interval, 0.95, side)
    if table.n == 0:
        assert note == ""
        return
    p_value = method("equality", "exact").compute(table, 0.95, side).p_value
    found = method("rate-difference", interval).compute(table, 0.95, side)
    assert bool(note) == ((p_value <= 0.05) != (found.low > 0 or found.high < 0))


def test_the_planned_method_comes_first_and_none_comes_twice():
    plan = Plan(primary=Primary(test="mid-p"), methods=Further(equality=("exact", "mid-p"), rate_ratio=("tang",)))
    names = [(entry.quantity, entry.name) for entry in planned_methods(plan)]
    assert [name for quantity, name in names if quantity == "equality"] == ["mid-p", "exact"]
    assert ("rate-ratio", "tang") in names
    assert len(set(names)) == len(names)


def test_every_method_gives_one_row_for_a_table_without_patients():
    rows = table_rows(PairedTable(0, 0, 0, 0), Place(), CATALOGUE, 0.95)
    assert len(rows) == len(CATALOGUE)
    for row in rows:
        assert (row.value, row.low, row.high, row.p_value) == (None, None, None, None)
        assert row.note
