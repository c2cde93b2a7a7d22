"""Tables found before: none is told again, and no other is left out."""

from __future__ import annotations

import pytest

from psmatrial.stats.recover import recover
from psmatrial.stats.recovery.candidates import Search
from psmatrial.stats.recovery.effort import Effort
from psmatrial.stats.recovery.explaining.known import Known
from psmatrial.stats.recovery.facts import facts
from psmatrial.stats.recovery.rules import Rules
from psmatrial.stats.recovery.runs import Fits

PRINTS = [
    {"n": "120", "index": "56%", "comparator": "52%", "p": "<0.05"},
    {"n": "60", "index": "55%", "p": "0.05"},
    {"n": "38-42", "index": "56%", "comparator": "51%", "p": "0.4"},
    {"n": "120", "index": "56%", "comparator": "52%", "odds_ratio_ci": "0.7 to 3.3", "p": "0.42"},
    {"n": "120", "index": "52%", "comparator": "56%", "ratio_ci": "0.8 to 1.1", "p": "0.42"},
    {"n": "120", "index": "56%", "comparator": "52%", "difference_ci": "-4% to 12%", "p": "0.42"},
    {"n": "120", "index": "52%", "comparator": "56%", "ratio_ci": "0.8 to 1.1"},
]


@pytest.mark.parametrize("printed", PRINTS, ids=str)
def test_a_search_leaves_out_what_is_known_and_nothing_else(printed):
    read = facts(printed)
    known = recover(read, explain=False).tables
    cells = {fit.cells for fit in known}
    more = 0
    for looser, rules in ((read.without("p"), Rules()), (read, Rules(truncation=True))):
        every = list(Search(looser, rules))
        left = [fit for fit in every if fit.cells not in cells]
        assert list(Search(looser, rules, Known(known))) == left
        more += len(left)
    assert more


def test_known_are_the_tables_found_and_no_others():
    read = facts(PRINTS[0])
    fits = recover(read, explain=False).tables
    known, cells = Known(fits), {fit.cells for fit in fits}
    near = {(a + i, b + j, c - j, d - i) for a, b, c, d in cells for i in (-1, 0, 1) for j in (-1, 0, 1)}
    assert {one for one in near if one in known} == cells < near


def test_nothing_is_known_of_an_empty_list():
    assert (9, 19, 4, 18) not in Known(Fits([]))


@pytest.mark.parametrize("printed", PRINTS[:4], ids=str)
def test_a_search_that_explains_finds_the_same_some_differences_at_a_time(printed):
    read = facts(printed)
    assert list(Search(read, Rules(effort=Effort(None)))) == list(Search(read))
