"""The first page of outcomes: which groups and which time it shows, and what it is called."""

from __future__ import annotations

import pytest

from psmatrial.displays.outcome_words import outcome_sentence
from psmatrial.displays.summary import summary
from psmatrial.displays.tables import survival
from psmatrial.reports.outcome_front import outcome_answer
from psmatrial.reports.report import Drawings
from tests.analysis.test_outcome import ARMS, COMPETING, KM, ROWS, results

THIRD = ("P9,1,1,C,x", "P10,2,1,C,x", "P11,9,0,C,y", "P12,9,0,C,y")


def first_page(found):
    return [(key.label, key.value) for key in outcome_answer(found, Drawings(found)).numbers]


def test_the_first_page_of_three_groups_shows_one_pair_and_names_it(tmp_path):
    found = results(tmp_path, KM + ARMS, (*ROWS, *THIRD))
    keys = first_page(found)
    assert [heading for heading, _ in keys[:2]] == [
        "Difference of survival at 4 months, B against A, percentage points",
        "Hazard ratio, B against A",
    ]
    assert keys[0][1] == "−25"


def test_the_first_page_shows_the_last_time_that_has_a_difference(tmp_path):
    # A is followed up to 8 months, B to 7: nothing is known of 7.5 months in B. At 6 they are at 3/8 and 1/2.
    found = results(tmp_path, KM + 'by = "arm"\ntimes = [6, 4, 7.5]\n')
    heading, value = first_page(found)[0]
    assert heading.startswith("Difference of survival at 6 months")
    assert value == "+13"
    beyond = results(tmp_path, KM + 'by = "arm"\ntimes = [20]\n')
    assert [heading for heading, _ in first_page(beyond)] == ["Hazard ratio, B against A", "p, equal in all groups"]


def test_competing_ends_without_a_name_are_not_called_survival(tmp_path):
    found = results(tmp_path, COMPETING + ARMS)
    assert found.study["title"] == "Cumulative incidence"
    assert survival.table(found).title == "Cumulative incidence"
    assert outcome_sentence(found).startswith("Cumulative incidence: the event came to")
    named = results(tmp_path, COMPETING + ARMS + 'name = "failure"\n')
    assert named.study["title"] == "Failure"
    assert results(tmp_path, KM + ARMS).study["title"] == "Event-free survival"


@pytest.mark.parametrize("strata", ["", 'strata = "site"\n'])
def test_where_ends_compete_p_is_not_told_as_that_of_the_hazard_ratio(tmp_path, strata):
    found = results(tmp_path, COMPETING + ARMS + strata)
    test = found.row("outcome.all.incidence-equality.gray")
    ratio, told = outcome_sentence(found).rsplit("; ", 2)[1:]
    assert ratio.startswith("cause-specific hazard ratio ")
    assert ratio.endswith("), B against A")
    assert told == f"equal incidence: p = {test.p_value:.4f} (Gray's test)."
    assert outcome_sentence(results(tmp_path, KM + ARMS)).endswith(" (log-rank test).")


def test_a_terminal_does_not_say_the_title_twice(tmp_path):
    title, _, answer, *_ = summary(results(tmp_path, KM + ARMS))
    assert title == "Event-free survival"
    assert answer.startswith("  The event came to")
    other = summary(results(tmp_path, 'title = "Two arms"\n' + KM + ARMS))
    assert other[2].startswith("  Event-free survival: the event came to")
