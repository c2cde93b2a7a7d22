"""Tables told in runs: as many as are written out, the same ones wherever one looks."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psmatrial.stats.recover import MOST_TABLES, recover
from psmatrial.stats.recovery import candidates
from psmatrial.stats.recovery.candidates import Search
from psmatrial.stats.recovery.concordant import NOTHING_ELSE, Concordant
from psmatrial.stats.recovery.effort import Effort
from psmatrial.stats.recovery.facts import facts
from psmatrial.stats.recovery.rules import Rules
from psmatrial.stats.recovery.runs import Fits, Run, how_many
from psmatrial.stats.recovery.trust import trust

PRINTS = [
    {"n": "200", "index": "56%", "comparator": "52%", "p": "<0.05"},
    {"n": "40", "p": "0.05"},
    {"n": "60", "index": "55%", "p": "0.05"},
    {"n": "38-42", "index": "56%", "comparator": "51%", "p": "n.s."},
    {"n": "30", "index": "57%", "comparator": "53%"},
    {"n": "120", "index": "56%", "comparator": "52%", "odds_ratio_ci": "0.7 to 3.3", "p": "<0.5"},
    {"n": "120", "index": "52%", "comparator": "56%", "ratio_ci": "0.8 to 1.1", "p": "0.42"},
    {"n": "98-103", "index": "56%", "ratio_ci": "0.9 to 1.3"},
    {"n": "120", "index": "56%", "comparator": "52%", "difference_ci": "-4% to 12%", "p": "<0.5"},
]
# An interval of the ratio beside several pairs of rates with the same difference.
WITH_RATIO = {"n": "300", "index": "56%", "comparator": "52%", "ratio_ci": "1.0 to 1.2"}
NOTHING_FITS = {"n": "50", "index": "56%", "comparator": "26%", "p": "0.9"}


@given(n=st.integers(1, 40), data=st.data())
@settings(max_examples=200, deadline=None)
def test_a_run_holds_as_many_tables_as_it_writes_out(n, data):
    excess = data.draw(st.integers(-n, n))
    rates = sorted(data.draw(st.sets(st.integers(max(excess, 0), n + min(excess, 0)), max_size=5)))
    pairs = data.draw(st.sampled_from([None, [(x, x - excess) for x in rates]]))
    counts = range(data.draw(st.integers(0, n)), (n - abs(excess)) // 2 + 1)
    tables = Concordant(n, excess, pairs, NOTHING_ELSE)
    run = Run(tables, counts, {}, how_many(tables, counts))
    written = [fit.cells for fit in run.fits()]
    assert run.size == len(written) == len(set(written))
    for a, b, c, d in written:
        assert min(a, b, c, d) >= 0
        assert (a + b + c + d, b - c, min(b, c) in counts) == (n, excess, True)
        assert pairs is None or (a + b, a + c) in pairs


@pytest.mark.parametrize("printed", [*PRINTS, WITH_RATIO, NOTHING_FITS], ids=str)
def test_the_tables_are_those_of_a_search_that_looks_at_each(printed):
    read = facts(printed)
    found = recover(read, explain=False).tables
    every = list(found)
    alone = list(Search(read, Rules(effort=Effort(None))))
    assert sorted(map(repr, every)) == sorted(map(repr, alone))
    assert len({trust(fit.matches, {}).rank for fit in every}) > 1 or every == alone
    assert len(found) == len(every) > (-1 if printed is NOTHING_FITS else 1)
    counts = {repr(matches): 0 for matches, _ in found.kinds()}
    for matches, many in found.kinds():
        counts[repr(matches)] += many
    assert counts == Counter(repr(fit.matches) for fit in every)
    assert found == every
    places = [*range(min(30, len(every))), *range(-min(30, len(every)), 0), len(every) // 2]
    assert all(found[place] == every[place] for place in places if every)
    assert found[3:9] == every[3:9]
    assert found[::-7] == every[::-7]
    assert list(Fits(every)) == every


@pytest.mark.parametrize("most", [0, 1, 5, 100, 1700])
def test_the_first_tables_are_the_first_of_all(most):
    found = Search(facts(PRINTS[0])).found(MOST_TABLES)
    assert list(found.first(most)) == list(found)[:most]


def test_a_place_beyond_the_tables_is_none_of_them():
    with pytest.raises(IndexError):
        recover(facts(NOTHING_FITS), explain=False).tables[0]


def test_more_tables_than_are_listed_are_cut_where_the_list_ends():
    found = recover(facts({"n": "1000", "index": "56%", "p": "<0.05"}), explain=False)
    assert (len(found.tables), found.complete, found.verdict) == (MOST_TABLES, False, "several")
    assert found.tables[-1].cells == list(found.tables)[-1].cells


@pytest.mark.parametrize("usual", [1, 7, 30])
def test_tables_told_together_do_not_exceed_what_may_be_tried(monkeypatch, usual):
    every = list(Search(facts(WITH_RATIO)))
    monkeypatch.setattr(candidates, "USUAL", usual)
    search = Search(facts(WITH_RATIO))
    found = list(search)
    assert found == every[: len(found)]
    assert len(found) <= usual < len(every)
    assert search.stopped_at == 300
