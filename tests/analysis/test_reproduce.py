"""The registry run: verdicts on printed numbers, from the print alone."""

from __future__ import annotations

import re
import time

import pytest

from psmatrial.analysis.reproduce import UNSEEN, record, reproduction, reproductions
from psmatrial.analysis.results import json_text
from psmatrial.data.study import VERDICTS, registered
from psmatrial.data.study_reader import study_of
from psmatrial.errors import UsageError

HEAD = 'title = "T"\ncitation = "C"\nkind = "{kind}"\npaired = {paired}\n{more}[arms]\nindex = "A"\ncomparator = "B"\n'


def run(body, *, paired=True, kind="paired", more=""):
    """Return the findings of a paper by item."""
    text = HEAD.format(kind=kind, paired=str(paired).lower(), more=more) + body
    return {item.finding.item: item.finding for item in reproduction(study_of(text)).items}


@pytest.fixture(scope="module")
def registry():
    return {one.study.id: one for one in reproductions([])}


def found(registry, study, item):
    return next(one.finding for one in registry[study].items if one.finding.item == item)


@pytest.mark.parametrize("name", registered())
def test_every_verdict_of_the_registry_is_the_expected_one(registry, name):
    unlike = [
        (one.finding.item, one.finding.verdict) for one in registry[name].items if one.finding.verdict != one.expected
    ]
    assert unlike == []
    assert registry[name].as_expected


def test_the_whole_registry_takes_seconds():
    started = time.perf_counter()
    reproductions([])
    assert time.perf_counter() - started < 10.0


def test_the_trial_is_reproduced_with_seen_and_recalled_apart(registry):
    trial = registry["calais2019"]
    assert (trial.checked, trial.reproduced(seen=True)) == (3, 3)
    assert (trial.checked_recalled, trial.reproduced(seen=False)) == (28, 28)
    odds = found(registry, "calais2019", "overall.odds-ratio")
    assert (odds.computed, odds.tables, odds.seen) == (4.75, ((9, 19, 4, 18),), True)
    p = found(registry, "calais2019", "overall.p")
    assert (p.method, p.seen, round(p.computed, 7)) == ("exact", False, 0.0025995)


@pytest.mark.parametrize(
    ("study", "item", "verdict", "method"),
    [
        ("falcon2020", "management-change.index.percent", "not-reproduced", ""),
        ("falcon2020", "interim-change.index.interval", "not-reproduced", ""),
        ("falcon2020", "interim-futility.index.interval", "not-reproduced", "truncation"),
        ("calais2019-asco-gu", "overall.both.percent", "not-reproduced", "truncation"),
        ("calais2019-asco-gu", "overall.comparator.percent", "not-reproduced", "truncation"),
        ("dcfpyl-vs-fluciclovine-rarp", "overall.p", "needs-method", "asymptotic"),
        ("dcfpyl-vs-fluciclovine-rarp", "distant.p", "reproduced", "exact"),
        ("miller2017", "prostate.index.agreement", "needs-method", "all-readers-agree"),
        ("miller2017", "lesion.index.agreement", "reproduced", "pairwise"),
        ("pernthaler2019", "overall.p", "reproduced", "asymptotic"),
        ("condor2021", "clr-lowest.index.lower", "reproduced", "wald"),
        ("fendler2019", "ppv-histology.index.interval", "reproduced", "wilson"),
        ("spotlight2023", "verified-histology.index.interval", "reproduced", "clopper-pearson"),
        ("empire2-radiology2026", "decision-change.p", "reproduced", "pearson"),
        ("propsma2020", "management-change.p", "reproduced", "pearson"),
        ("python2023", "overall.p", "several-tables", "exact"),
        ("empire1-posthoc2023", "psa-lt2-36-months.p", "not-reproduced", ""),
        ("nanni2016", "positivity.patterns", "reproduced", "sum"),
    ],
)
def test_what_is_known_of_published_numbers_is_found_from_the_print(registry, study, item, verdict, method):
    one = found(registry, study, item)
    assert (one.verdict, one.method) == (verdict, method)


def test_the_words_say_what_would_explain_a_print(registry):
    assert "66/103 would print" in found(registry, "falcon2020", "management-change.index.percent").note
    assert "65.3" in found(registry, "falcon2020", "interim-change.index.interval").note
    assert "mixed methods" in found(registry, "dcfpyl-vs-fluciclovine-rarp", "overall.p").note
    assert "15/1/7/35" in found(registry, "pernthaler2019", "local.p").note
    assert "by exact also 16/0/6/36" in found(registry, "pernthaler2019", "local.p").note
    assert "half of the standard error" in found(registry, "empire1-posthoc2023", "psa-lt2-36-months.p").note
    assert "599 is larger" in found(registry, "bach-gansmo2017", "prostate-bed.index.percent").note


@pytest.mark.parametrize(
    ("study", "item"),
    [
        ("empire1-2021", "event-free-3-years.difference-interval"),
        ("empire1-2021", "event-free-3-years.p"),
        ("empire1-2021", "event-free-3-years.index.interval"),
        ("calais2019", "extrapelvic.comparator.interval"),
        ("nanni2016", "positivity.comparator.accuracy"),
    ],
)
def test_no_statement_that_a_paper_errs_rests_on_a_recalled_number(registry, study, item):
    one = found(registry, study, item)
    assert (one.verdict, one.note, one.computed, one.method) == ("not-checkable", UNSEEN, None, "")


def test_no_recalled_number_of_the_registry_is_called_wrong(registry):
    everything = [one.finding for study in registry.values() for one in study.items]
    assert {one.verdict for one in everything if not one.seen} == {"reproduced", "several-tables", "not-checkable"}


def test_different_patients_are_never_given_to_a_paired_test(registry):
    for study in registry.values():
        if not study.study.paired:
            methods = {one.finding.method for one in study.items}
            assert not methods & {"exact", "mid-p", "asymptotic", "corrected"}
    assert "McNemar" in found(registry, "empire2-radiology2026", "decision-change.p").note
    assert "fisher 0.0600" in found(registry, "empire2-radiology2026", "field-change.p").note


SURVIVAL = """
[[outcome]]
id = "free"
index = { survival = "80.0", interval = "70.0-87.0" }
comparator = { survival = "65.0", interval = "54.0-74.0" }
effect = { difference = "15.0", difference_interval = "8.5 to 21.5", p = "0.00001" }
"""


def test_a_halved_standard_error_behind_a_difference_is_found_in_an_unnamed_paper():
    items = run(SURVIVAL, paired=False, kind="time-to-event")
    assert items["free.difference"].verdict == items["free.index.interval"].verdict == "reproduced"
    assert items["free.difference-interval"].verdict == items["free.p"].verdict == "not-reproduced"
    assert "half of it" in items["free.difference-interval"].note
    assert "half of the standard error would give 0.00001" in items["free.p"].note


def test_the_whole_standard_error_is_reproduced():
    body = SURVIVAL.replace("8.5 to 21.5", "1.9 to 28.1").replace("0.00001", "0.025")
    items = run(body, paired=False, kind="time-to-event")
    assert {one.verdict for one in items.values()} == {"reproduced"}


def test_the_same_numbers_recalled_say_nothing_of_the_paper():
    items = run(SURVIVAL, paired=False, kind="time-to-event", more="seen = false\n")
    assert items["free.difference-interval"].note == items["free.p"].note == UNSEEN
    assert items["free.index.interval"].verdict == "not-checkable"
    assert items["free.difference"].verdict == "reproduced"


def test_an_effect_outside_its_own_interval_is_found():
    items = run('[[outcome]]\nid = "o"\neffect = {hazard_ratio = "2.0", hazard_ratio_interval = "2.1-3.0"}\n')
    assert "outside its own interval" in items["o.hazard-ratio-interval"].note
    items = run('[[outcome]]\nid = "o"\nindex = {count = "28/50", percent = "56", interval = "57-70"}\n')
    assert "outside its own interval" in items["o.index.interval"].note


def test_an_interval_and_a_p_value_that_disagree_are_found():
    items = run(
        '[[outcome]]\nid = "o"\neffect = {hazard_ratio = "0.6", hazard_ratio_interval = "0.35-1.05", p = "0.02"}\n'
    )
    assert items["o.p"].verdict == "not-reproduced"
    assert "interval and p disagree" in items["o.p"].note


def test_a_one_sided_interval_among_two_sided_ones_is_found():
    body = '[[outcome]]\nid = "a"\nindex = {count = "8/50", interval = "7-29"}\n'
    body += 'comparator = {count = "0/50", interval = "0-6"}\n'
    body += '[[outcome]]\nid = "b"\nindex = {count = "4/50", interval = "2-19"}\n'
    items = run(body, more="")
    assert items["a.index.interval"].method == items["b.index.interval"].method == "clopper-pearson"
    assert items["a.comparator.interval"].verdict == "needs-method"


def test_an_interval_that_is_not_of_the_named_method_is_found():
    body = '[methods]\ninterval = "wilson"\n[[outcome]]\nid = "o"\nindex = {count = "28/50", interval = "41-70"}\n'
    one = run(body)["o.index.interval"]
    assert (one.verdict, one.method) == ("needs-method", "clopper-pearson")
    assert "the paper names wilson" in one.note


def test_a_bar_that_is_met_only_by_rounding_is_found():
    body = '[[outcome]]\nid = "o"\nindex = {count = "28/50", interval = "41.3-70.0", threshold = "41.3"}\n'
    one = run(body)["o.index.threshold"]
    assert one.verdict == "not-reproduced"
    assert "met only by rounding" in one.note
    assert run(body.replace('"41.3"}', '"41"}'))["o.index.threshold"].verdict == "reproduced"


def test_accuracy_that_is_not_true_results_over_all_is_found():
    body = '[[outcome]]\nid = "o"\nindex = {tp = "40", fp = "5", fn = "10", tn = "45", accuracy = "90", ppv = "89"}\n'
    items = run(body)
    assert (items["o.index.accuracy"].verdict, items["o.index.accuracy"].computed) == ("not-reproduced", 85.0)
    assert items["o.index.ppv"].verdict == "reproduced"


PAIRED = """
[[outcome]]
id = "o"
n = "50"
index = {{ count = "28/50" }}
comparator = {{ count = "13/50" }}
[outcome.effect]
{effect}
"""


@pytest.mark.parametrize(
    ("effect", "item", "verdict", "method"),
    [
        ('p = "0.0026"', "o.p", "reproduced", "exact"),
        ('p = "0.0035"\nodds_ratio = "4.8"', "o.p", "reproduced", "corrected"),
        ('odds_ratio_interval = "1.6-14.0"\np = "0.0026"', "o.odds-ratio-interval", "reproduced", "wald"),
        ('difference = "30"\ndifference_interval = "11.8 to 45.4"', "o.difference-interval", "reproduced", "newcombe"),
        ('rate_ratio = "2.15"\np = "0.0026"', "o.rate-ratio", "reproduced", "observed"),
        ('difference = "31"', "o.difference", "not-reproduced", ""),
        ('odds_ratio = "3.6"', "o.odds-ratio", "needs-method", "marginal odds ratio"),
        ('p = "0.0020"\nodds_ratio = "4.8"', "o.p", "not-reproduced", ""),
    ],
)
def test_effects_are_held_against_the_tables_of_the_rates(effect, item, verdict, method):
    one = run(PAIRED.format(effect=effect))[item]
    assert (one.verdict, one.method) == (verdict, method)


def test_one_number_that_no_table_gives_does_not_condemn_the_others():
    items = run(PAIRED.format(effect='p = "0.0026"\nodds_ratio = "9.9"\nkappa = "0.13"'))
    assert items["o.p"].verdict == items["o.kappa"].verdict == "reproduced"
    assert items["o.odds-ratio"].verdict == "not-reproduced"


def test_a_percentage_that_no_whole_number_of_patients_gives_is_found():
    one = run('[[outcome]]\nid = "o"\nn = "10"\nindex = {percent = "45"}\n')["o.index.percent"]
    assert (one.verdict, one.computed) == ("not-reproduced", None)


def test_numbers_that_nothing_is_held_against_are_not_checkable():
    items = run(
        '[[outcome]]\nid = "o"\nindex = {percent = "45"}\n[[fact]]\nid = "age"\nsays = "median age"\nprinted = "68"\n'
    )
    assert [one.verdict for one in items.values()] == ["not-checkable", "not-checkable"]


def test_a_file_that_names_an_unknown_method_or_item_is_refused():
    with pytest.raises(UsageError, match="Did you mean 'exact'"):
        run('[methods]\np = "exct"\n')
    with pytest.raises(UsageError, match=r"there is no item 'o\.q'"):
        run('[[outcome]]\nid = "o"\nn = "5"\n[[expected]]\nitem = "o.q"\nverdict = "reproduced"\n')


def test_the_record_has_the_agreed_keys_and_the_same_text_every_time():
    document = record(reproductions(["calais2019", "falcon2020"]))
    for study in document["studies"]:
        assert {"id", "items", "checked", "reproduced_seen", "reproduced_recalled"} <= set(study)
        for item in study["items"]:
            assert {"id", "printed", "computed", "verdict", "expected", "method", "note", "seen"} <= set(item)
            assert item["verdict"] in VERDICTS
    text = json_text(document)
    assert text == json_text(record(reproductions(["calais2019", "falcon2020"])))
    assert not re.search(r"\bNaN\b|Infinity", text)
    assert '"inf"' in text
