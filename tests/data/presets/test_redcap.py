"""REDCap exports: events and repeats, codes by their labels, boxes on complete forms, identifiers as stop signs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from psmatrial.data.cohort import read_cohort
from psmatrial.data.rules import Layout, Opening
from psmatrial.errors import InputError, UsageError
from tests.data.presets.table import written

OPENING = Opening(preset="redcap", dictionary="dictionary.csv")
RADIO = Layout(opening=OPENING, results={"psma": {"modality": "PSMA"}, "facbc": {"modality": "FACBC"}})
BY_EVENT = replace(RADIO, columns={"reader": "redcap_event_name"})
BOXES = Layout(
    opening=OPENING,
    results={
        "sites___1": {"modality": "PSMA", "region": "bed"},
        "sites___2": {"modality": "PSMA", "region": "nodes"},
    },
)


def field(name, form="reading", kind="radio", codes="1, Positive | 0, Negative | 9, Non-evaluable", flag=""):
    return {
        "Variable / Field Name": name,
        "Form Name": form,
        "Field Type": kind,
        "Choices, Calculations, OR Slider Labels": codes,
        "Identifier?": flag,
    }


FIELDS = [
    field("record_id", "base", "text", ""),
    field("psa", "base", "text", ""),
    field("initials_seen", "base", "text", ""),
    field("psma"),
    field("facbc"),
    field("sites", kind="checkbox", codes="1, Bed | 2, Nodes"),
]


@pytest.fixture
def export(tmp_path):
    def write(rows, fields=FIELDS):
        written(tmp_path, fields, "dictionary.csv")
        return written(tmp_path, rows)

    return write


def refusal(path, layout):
    with pytest.raises(InputError) as caught:
        read_cohort(path, layout)
    return [str(problem) for problem in caught.value.problems]


def row(record, event="base_arm_1", psma="", facbc="", psa=""):
    return {"record_id": record, "redcap_event_name": event, "psa": psa, "psma": psma, "facbc": facbc}


def test_codes_are_read_by_the_labels_of_the_dictionary(export):
    rows = [row("1", psma="1", facbc="0", psa="0.35"), row("2", psma="9", facbc="Negative")]
    found = read_cohort(export(rows), RADIO)
    readings = [[found.reading(at, name, "consensus", "patient") for name in found.modalities] for at in range(2)]
    assert readings == [["positive", "negative"], ["non-evaluable", "negative"]]
    assert found.psa == ("0.35", None)


def test_events_of_a_patient_are_put_together(export):
    rows = [row("1", psa="0.35"), row("1", "r1_arm_1", "1", "0"), row("1", "r2_arm_1", "0", "0"), row("2", psa="1.2")]
    found = read_cohort(export(rows), BY_EVENT)
    assert found.patients == ("1", "2")
    assert found.readers == ("r1_arm_1", "r2_arm_1")
    assert [found.reading(0, "PSMA", name, "patient") for name in found.readers] == ["positive", "negative"]
    assert found.psa == ("0.35", "1.2")
    assert found.rows == 4


def test_events_may_be_the_planned_readers_as_the_plan_in_full_has_them(export):
    rows = [row("1", "r1_arm_1", "1", "0"), row("1", "r2_arm_1", "0", "0")]
    planned = replace(BY_EVENT, readers=("r1_arm_1", "r2_arm_1"))
    assert read_cohort(export(rows), planned) == read_cohort(export(rows), BY_EVENT)
    (said,) = refusal(export(rows[:1]), replace(planned, columns={}))
    assert "2 readers are planned, but the file does not tell readers apart." in said


def test_two_rows_for_the_same_result_are_refused_with_both_lines(export):
    rows = [row("1", "r1_arm_1", "1", ""), row("1", "r1_arm_2", "0", "0")]
    (said,) = refusal(export(rows), RADIO)
    assert said.startswith("reads.csv:3: ")
    assert "line 2 has another result" in said


def test_a_code_without_a_meaning_is_refused_in_its_column(export):
    (said,) = refusal(export([row("1", psma="5", facbc="0")]), RADIO)
    assert said.startswith("reads.csv:2: psma: '5' is not a result")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (
            [*FIELDS[:3], field("psma", codes="1, Positive | 1, Negative"), *FIELDS[4:]],
            "the code '1' of the field 'psma'",
        ),
        ([*FIELDS, field("psma", codes="1, Negative | 0, Positive")], "the field 'psma' is there twice"),
    ],
)
def test_a_dictionary_that_says_two_things_is_refused(export, fields, words):
    (said,) = refusal(export([{"record_id": "1", "psma": "1", "facbc": "0"}], fields), RADIO)
    assert said.startswith("dictionary.csv:")
    assert words in said


def test_a_plan_that_contradicts_the_dictionary_is_refused(export):
    with pytest.raises(UsageError, match="disagree about the code '1' of 'psma'"):
        read_cohort(export([row("1", psma="1", facbc="0")]), replace(RADIO, values={"1": "negative"}))


def boxes(record, one, two, complete):
    return {"record_id": record, "sites___1": one, "sites___2": two, "reading_complete": complete}


def test_a_box_that_is_not_ticked_says_no_on_a_complete_form_only(export):
    rows = [boxes("1", "1", "0", "2"), boxes("2", "0", "0", "0"), boxes("3", "Unchecked", "Checked", "Complete")]
    found = read_cohort(export(rows), BOXES)
    readings = [[found.reading(at, "PSMA", "consensus", name) for name in ("bed", "nodes")] for at in range(3)]
    assert readings == [["positive", "negative"], [None, None], ["negative", "positive"]]


def test_a_tick_on_a_form_that_is_not_complete_is_refused(export):
    (said,) = refusal(export([boxes("1", "1", "0", "1"), boxes("2", "1", "0", "2")]), BOXES)
    assert said.startswith("reads.csv:2: sites___1: the box is ticked on a form that is not complete.")


def test_boxes_need_the_dictionary_and_the_status_of_their_form(export):
    with pytest.raises(UsageError, match="needs the data dictionary"):
        read_cohort(export([boxes("1", "1", "0", "2")]), replace(BOXES, opening=Opening(preset="redcap")))
    rows = [{"record_id": "1", "sites___1": "1", "sites___2": "0"}]
    assert "there is no column 'reading_complete'" in refusal(export(rows), BOXES)[0]


def test_fields_that_the_dictionary_marks_are_a_stop_sign(export):
    marked = [*FIELDS, field("seen_by", "base", "text", "", "y")]
    path = export([row("1", psma="1", facbc="0") | {"seen_by": "secret"}], marked)
    (said,) = refusal(path, RADIO)
    assert said.startswith("reads.csv:1: seen_by: the data dictionary marks the field as an identifier.")
    assert "secret" not in said
    found = read_cohort(path, replace(RADIO, drop_identifiers=True))
    assert "the column is left out" in " ".join(map(str, found.warnings))


def test_a_marked_record_number_is_never_dropped(export):
    marked = [field("record_id", "base", "text", "", "y"), *FIELDS[1:]]
    path = export([row("1", psma="1", facbc="0")], marked)
    assert "REDCap can hash the record number" in refusal(path, replace(RADIO, drop_identifiers=True))[0]


def test_without_a_dictionary_a_warning_says_what_is_not_known(export):
    layout = replace(RADIO, opening=Opening(preset="redcap"))
    found = read_cohort(export([row("1", psma="positive", facbc="negative")]), layout)
    assert "no data dictionary is named" in " ".join(map(str, found.warnings))


def test_a_dictionary_must_lie_beside_the_data_and_be_one(export, tmp_path):
    path = export([row("1", psma="1", facbc="0")])
    with pytest.raises(UsageError, match="has a folder in it"):
        read_cohort(path, replace(RADIO, opening=replace(OPENING, dictionary="../dictionary.csv")))
    with pytest.raises(InputError, match=r"none.csv: there is no such file"):
        read_cohort(path, replace(RADIO, opening=replace(OPENING, dictionary="none.csv")))
    (tmp_path / "dictionary.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"dictionary.csv:1: .*not a REDCap data dictionary"):
        read_cohort(path, RADIO)


def test_the_names_of_the_programming_interface_are_known_too(tmp_path):
    names = ("field_name", "form_name", "field_type", "select_choices_or_calculations", "identifier")
    fields = [dict(zip(names, one.values(), strict=True)) for one in FIELDS]
    written(tmp_path, fields, "dictionary.csv")
    found = read_cohort(written(tmp_path, [row("1", psma="1", facbc="0")]), RADIO)
    assert found.reading(0, "PSMA", "consensus", "patient") == "positive"


def test_a_plan_that_names_no_field_is_refused(export):
    with pytest.raises(UsageError, match="which field is which test"):
        read_cohort(export([row("1")]), Layout(opening=OPENING))
    with pytest.raises(InputError, match="there is no column 'reader_no'"):
        read_cohort(export([row("1", psma="1")]), replace(RADIO, columns={"reader": "reader_no"}))
