"""Time to an event from a file to rows and pages: by hand, by what the plan may not say, and end to end."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest
from click.testing import CliRunner

from psmatrial.analysis.plan_file import plan_of
from psmatrial.analysis.run import compare
from psmatrial.cli import group
from psmatrial.displays.display import Cell
from psmatrial.displays.figures import survival as figures
from psmatrial.displays.outcome_words import outcome_notes, outcome_sentence
from psmatrial.displays.tables import survival, survival_compared
from psmatrial.errors import InputError, PsmatrialError, UsageError
from psmatrial.models.survival.methods import METHODS, timeless

HEADER = "patient_id,months,status,arm,site"
ROWS = (
    *("P1,2,1,A,x", "P2,4,0,A,x", "P3,5,1,A,y", "P4,8,0,A,y"),
    *("P5,1,1,B,x", "P6,3,1,B,x", "P7,6,2,B,y", "P8,7,0,B,y"),
)
PLAN = """
[outcome]
time = "months"
event = "status"
event_values = ["1"]
"""
KM = PLAN + 'censor_values = ["0", "2"]\n'
COMPETING = PLAN + 'censor_values = ["0"]\ncompeting_values = ["2"]\n'
ARMS = 'by = "arm"\ntimes = [4]\n'


def results(tmp_path, plan, rows=ROWS, header=HEADER):
    path = tmp_path / "outcomes.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return compare(path, plan_of(plan))


def test_the_numbers_of_two_arms_by_hand(tmp_path):
    found = results(tmp_path, KM + ARMS)
    assert found.row("outcome.arm-A.survival-at-4.log-log").value == 0.75
    assert found.row("outcome.arm-B.survival-at-4.log-log").value == 0.5
    assert found.row("outcome.arm-A.median-time.log-log").value == 5
    # A level half from 3 on to the end of follow-up.
    assert found.row("outcome.arm-B.median-time.log-log").value == 3
    difference = found.row("outcome.all.survival-difference-at-4.greenwood")
    assert (difference.index, difference.comparator, difference.value) == ("B", "A", -0.25)
    variance = Fraction(9, 16) * Fraction(1, 4 * 3) + Fraction(1, 4) * (Fraction(1, 4 * 3) + Fraction(1, 3 * 2))
    assert difference.statistic == pytest.approx(-0.25 / float(variance) ** 0.5, rel=1e-12)
    # To 7, the shorter of the longest follow-ups: A 2 + 3 * 3/4 + 2 * 3/8, B 1 + 2 * 3/4 + 4 * 1/2.
    mean = found.row("outcome.all.restricted-mean-difference.kaplan-meier")
    assert mean.value == pytest.approx(float(Fraction(9, 2) - (2 + Fraction(9, 4) + Fraction(6, 8))), abs=1e-12)
    assert found.primary["row"] == "outcome.all.survival-equality.log-rank"
    assert found.patients == {"read": 8, "analysed": 8, "excluded": []}


def test_competing_ends_give_incidences_and_no_kaplan_meier(tmp_path):
    found = results(tmp_path, COMPETING + ARMS)
    quantities = {timeless(row.quantity) for row in found}
    assert {"incidence", "competing-incidence", "incidence-equality"} <= quantities
    assert not quantities & {"survival", "median-time", "restricted-mean"}
    assert found.row("outcome.arm-B.incidence-at-4.aalen-johansen").value == 0.5
    assert found.primary["row"] == "outcome.all.incidence-equality.gray"
    assert "cause-specific" in found.row("outcome.all.hazard-ratio.cox").note


def test_strata_come_first_and_are_not_the_whole_story(tmp_path):
    found = results(tmp_path, KM + ARMS + 'strata = "site"\n')
    tests = [row.method for row in found.select(quantity="survival-equality")]
    assert tests == ["stratified-log-rank", "log-rank"]
    assert found.primary["row"].endswith("stratified-log-rank")


def test_strata_do_not_enter_the_test_of_incidences_and_it_says_so(tmp_path):
    plain, within = (results(tmp_path, COMPETING + ARMS + more) for more in ("", 'strata = "site"\n'))
    for name in ("incidence-equality", "competing-incidence-equality"):
        (one,), (other,) = plain.select(quantity=name), within.select(quantity=name)
        assert (one.note, other.note) == ("", "strata do not enter Gray's test")
        assert (one.statistic, one.p_value) == (other.statistic, other.p_value)
    assert within.primary["row"] == "outcome.all.incidence-equality.gray"
    assert "Strata do not enter Gray's test." in outcome_notes(within)
    assert "Strata do not enter Gray's test." not in outcome_notes(plain)


def test_one_group_has_a_curve_and_nothing_to_compare(tmp_path):
    found = results(tmp_path, KM + "times = [4]\n")
    assert [row.quantity for row in found] == ["events", "survival-at-4", "median-time", "restricted-mean"]
    assert survival_compared.table(found) is None
    assert outcome_sentence(found).startswith("4 events in 8 patients; median event-free survival")


def test_every_row_has_its_method_in_the_catalogue(tmp_path):
    known = {(entry.quantity, entry.name) for entry in METHODS}
    for plan in (KM, COMPETING):
        for row in results(tmp_path, plan + ARMS + 'strata = "site"\n'):
            assert row.quantity == "events" or (timeless(row.quantity), row.method) in known


def test_a_censoring_flag_is_the_other_way_round(tmp_path):
    rows = ("P1,2,0,A", "P2,4,1,A", "P3,5,0,A", "P4,8,2,A")
    found = results(tmp_path, '[outcome]\ntime = "AVAL"\ncensor = "CNSR"\n', rows, "patient_id,AVAL,CNSR,arm")
    assert found.row("outcome.all.events.count").numerator == 2


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        ('[outcome]\ntime = "AVAL"\nevent = "CNSR"\n', "says who is censored"),
        ('[outcome]\ntime = "AVAL"\nevent = "CNSR"\nevent_values = ["1"]\n', "is 1 where a patient is censored"),
        ('[outcome]\ntime = "AVAL"\nevent = "censored"\nevent_values = ["0", "2"]\n', "calls that the event"),
        ('[outcome]\ntime = "AVAL"\ncensor = "EVNT"\n', "by its name says who had the event"),
        ('[outcome]\ntime = "AVAL"\nevent = "status"\n', "does not state which values"),
        ('[outcome]\ntime = "AVAL"\n', "neither event nor censor"),
        ('[outcome]\ntime = "AVAL"\nevent = "s"\ncensor = "CNSR"\nevent_values = ["1"]\n', "both given"),
        ('[outcome]\ntime = "AVAL"\ncensor = "CNSR"\ncensor_values = ["1"]\n', "no values are named"),
        ('[outcome]\nby = "arm"\n', "no column of times"),
        (PLAN + 'censor_values = ["1"]\n', "already"),
        (KM + "times = [0]\n", "not a time above 0"),
        (KM + "times = [3, 3]\n", "twice"),
        (KM + 'groups = ["A"]\n', "no column of them"),
        (KM + 'by = "index"\ngroups = ["positive"]\n', "positive and negative"),
        (KM + '[clusters]\nlesion = "lesion_id"\n', "outcome is one of patients"),
    ],
)
def test_what_a_plan_may_not_say(tmp_path, plan, words):
    with pytest.raises(UsageError) as caught:
        results(tmp_path, plan)
    assert words in str(caught.value)


@pytest.mark.parametrize(("event", "censored"), [("0", "1"), ("relapse", "none")])
def test_an_event_column_named_like_a_censoring_flag_is_taken_where_it_is_stated_and_said(tmp_path, event, censored):
    values = f'event_values = ["{event}"]\ncensor_values = ["{censored}"]\n'
    plan = f'[outcome]\ntime = "AVAL"\nevent = "CNSR"\n{values}'
    found = results(tmp_path, plan, (f"P1,2,{event}", f"P2,4,{censored}"), "patient_id,AVAL,CNSR")
    assert f"the plan states that {event} is the event" in found.further["outcome"]["notes"][0]
    assert found.row("outcome.all.events.count").numerator == 1


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("P9,-1,1,A,x", "outcomes.csv:10: months: '-1' is below 0"),
        ("P9,soon,1,A,x", "outcomes.csv:10: months: 'soon' is no time"),
        ("P9,1e3,1,A,x", "is no time"),
        ("P9,300 days,1,A,x", "'300 days' is no time"),
        ("P9,3,9,A,x", "outcomes.csv:10: status: '9' is named by the plan neither as event nor as censored"),
        ("P8,3,1,A,x", "has a row already, line 9"),
        ("P9,3,1,A", "the row has 4 cells, the header has 5"),
    ],
)
def test_what_a_file_may_not_say(tmp_path, row, words):
    with pytest.raises(InputError) as caught:
        results(tmp_path, KM + ARMS, (*ROWS, row))
    assert words in str(caught.value)


@pytest.mark.parametrize("text", ["1.234", "1.234,5"])
def test_a_time_in_days_is_not_read_a_thousand_times_too_small(tmp_path, text):
    rows = [row.replace(",", ";") for row in (HEADER, *ROWS, "P9,DAYS,1,A,x")]
    with pytest.raises(InputError, match=r"outcomes.csv:10: months: "):
        results(tmp_path, f"[input]\ndecimal = ','\n{KM}", [row.replace("DAYS", text) for row in rows[1:]], rows[0])


def test_times_with_a_declared_comma_are_those_with_a_point(tmp_path):
    cells = [row.split(",") for row in ROWS]
    commas, points = (
        [";".join([patient, f"{months}{sign}5", *others]) for patient, months, *others in cells] for sign in ",."
    )
    first = results(tmp_path, f"[input]\ndecimal = ','\n{KM}{ARMS}", commas, HEADER.replace(",", ";"))
    second = results(tmp_path, KM + ARMS, points, HEADER.replace(",", ";"))
    assert first.rows == second.rows
    # The curve of B is at a half from its second event on, at 3.5.
    assert first.row("outcome.arm-B.median-time.log-log").value == 3.5


def test_who_cannot_be_used_is_counted_by_reason(tmp_path):
    found = results(tmp_path, KM + ARMS, (*ROWS, "P9,,1,A,x", "P10,3,,A,x", "P11,3,1,,x"))
    assert found.patients["analysed"] == 8
    reasons = {item["reason"]: item["n"] for item in found.patients["excluded"]}
    assert reasons == {"no time": 1, "nothing said of how follow-up ended": 1, "no value in 'arm'": 1}


def test_groups_of_the_plan_are_those_of_the_file_and_the_first_is_the_reference(tmp_path):
    found = results(tmp_path, KM + ARMS + 'groups = ["B", "A"]\n')
    assert found.row("outcome.all.hazard-ratio.cox").comparator == "B"
    with pytest.raises(PsmatrialError, match="planned group"):
        results(tmp_path, KM + ARMS + 'groups = ["B", "C"]\n')


def test_a_column_of_many_values_makes_no_groups(tmp_path):
    rows = [f"P{k},{k + 1},1,g{k},x" for k in range(9)]
    with pytest.raises(UsageError, match="9 groups"):
        results(tmp_path, KM + ARMS, rows)


def test_a_group_without_events_has_no_hazard_ratio_and_says_why(tmp_path):
    found = results(tmp_path, KM + ARMS, ("P1,2,1,A,x", "P2,3,1,A,x", "P3,4,0,B,x", "P4,5,0,B,x"))
    ratio = found.row("outcome.all.hazard-ratio.cox")
    assert ratio.value is None
    assert "no single maximum" in ratio.note
    assert found.row("outcome.all.survival-equality.log-rank").p_value is not None
    figures.figure(found)


def test_nobody_with_an_outcome_is_said_and_nothing_breaks(tmp_path):
    found = results(tmp_path, KM + "times = [4]\n", ("P1,,,A,x",))
    assert figures.figure(found) is None
    assert "nothing can be shown" in outcome_sentence(found)


def test_patients_are_grouped_by_what_a_scan_found(tmp_path):
    header = "patient_id,PSMA,fluciclovine,months,status"
    rows = (
        *("P1,positive,negative,2,1", "P2,positive,positive,3,1", "P3,negative,negative,6,1"),
        *("P4,negative,negative,8,0", "P5,positive,negative,4,0", "P6,negative,positive,9,0"),
    )
    plan = (
        '[[contrasts]]\nindex = "PSMA"\ncomparator = "fluciclovine"\n[results.PSMA]\nmodality = "PSMA"\n'
        f'[results.fluciclovine]\nmodality = "fluciclovine"\n{KM}by = "index"\n'
    )
    found = results(tmp_path, plan, rows, header)
    assert found.primary["row"] == "patient.all.equality.exact"
    assert found.row("outcome.index-positive.events.count").numerator == 2
    assert found.row("outcome.all.survival-equality.log-rank").df == 1
    assert "not at random" in found.further["outcome"]["notes"][0]
    assert found.further["outcome"]["notes"][0] in found.provenance["warnings"]
    assert survival.table(found).rows[0][0] == Cell("PSMA negative")


def test_a_file_of_outcomes_becomes_a_report_that_verifies(tmp_path):
    run = CliRunner()
    (tmp_path / "outcomes.csv").write_text("\n".join([HEADER, *ROWS]) + "\n", encoding="utf-8")
    (tmp_path / "plan.toml").write_text(KM + ARMS, encoding="utf-8")
    data, plan, folder = (str(tmp_path / name) for name in ("outcomes.csv", "plan.toml", "report"))
    made = run.invoke(group, ["compare", data, "--plan", plan, "-o", folder])
    assert made.exit_code == 0, made.output
    assert "hazard ratio" in made.stdout
    assert run.invoke(group, ["verify", folder, data]).exit_code == 0
    assert run.invoke(group, ["check", data, "--plan", plan]).exit_code == 0
    document = json.loads((tmp_path / "report" / "results.json").read_text(encoding="utf-8"))
    assert document["primary"] == {
        "endpoint": "outcome",
        "row": "outcome.all.survival-equality.log-rank",
        "table": None,
    }
    for row in document["results"]:
        assert run.invoke(group, ["explain", folder, row["id"]]).exit_code == 0
    page = (tmp_path / "report" / "report.html").read_text(encoding="utf-8")
    assert "Kaplan-Meier curves" in page
    assert "McNemar" not in page
    assert run.invoke(group, ["figures", folder, "-o", str(tmp_path / "drawn")]).exit_code == 0
    assert (tmp_path / "drawn" / "survival.svg").exists()


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (("P9,0,1,A,x",), "1 patient has a time of 0"),
        (("P9,0,1,A,x", "P10,0,0,B,x"), "2 patients have a time of 0"),
        (("P9,300,1,A,x",), "The longest time, 300 months, is more than 10 times"),
        (tuple(f"Q{n},{n}00,1,A,x" for n in range(5, 20)), "1900 months, is more than 40 years"),
    ],
)
def test_times_that_may_be_wrong_are_told(tmp_path, rows, says):
    found = results(tmp_path, KM + ARMS, (*ROWS, *rows))
    (note,) = found.further["outcome"]["notes"]
    assert says in note
    assert note in found.provenance["warnings"]


def test_times_that_are_as_they_should_be_are_not_told(tmp_path):
    found = results(tmp_path, KM + ARMS)
    assert found.further["outcome"]["notes"] == []
    assert found.provenance["warnings"] == []


def test_one_arm_has_its_curve_and_is_said_to_be_alone(tmp_path):
    found = results(tmp_path, KM + 'by = "arm"\n', ROWS[:4])
    assert not found.select(quantity="survival-equality")
    assert "one group only, A: there is nothing to compare it with" in found.further["outcome"]["notes"][0]


def test_twelve_patients_and_arms_that_differ_wholly_end_in_words_and_not_in_a_hazard_ratio(tmp_path):
    rows = [f"P{n},{n + 1},{int(n < 6)},{'AB'[n >= 6]},x" for n in range(12)]
    found = results(tmp_path, KM + 'by = "arm"\n', rows)
    ratio = found.row("outcome.all.hazard-ratio.cox")
    assert (ratio.value, ratio.low, ratio.high) == (None, None, None)
    assert "no single maximum" in ratio.note
    assert found.row("outcome.all.survival-equality.log-rank").p_value < 0.01
