"""From readings to a patient: rules worked by hand, and laws that hold for every patient."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psmatrial.data.cohort import Cohort, read_cohort
from psmatrial.data.consensus import Decision, absent_regions_counted, decisions, order_dependent
from psmatrial.data.rules import RESULTS, ReadingRules
from psmatrial.errors import UsageError

CODES = {".": 0, "+": 1, "-": 2, "?": 3, "x": 4}
READERS = ("R1", "R2", "R3")
MAJORITY = ReadingRules(readers=READERS)


def cohort_of(*patients, readers=READERS):
    """Make a cohort of patients such as ``"+- -- .."``: one word a reader, one sign a region."""
    grids = [patient.split() for patient in patients]
    regions = tuple(f"region {number}" for number in range(len(grids[0][0])))
    codes = {
        ("PSMA", reader, region): bytes(CODES[grid[at][place]] for grid in grids)
        for at, reader in enumerate(readers)
        for place, region in enumerate(regions)
    }
    names = tuple(f"P{number}" for number in range(len(patients)))
    return Cohort(
        names,
        ("PSMA",),
        readers,
        regions,
        codes,
        (None,) * len(names),
        True,
        len(regions) > 1,
        False,
        "reads.csv",
        "",
        0,
        0,
    )


def result(patient, rules=MAJORITY, region=None, reader=None, readers=READERS):
    made = cohort_of(patient, readers=readers)
    (decision,) = decisions(made, rules, "PSMA", None if region is None else made.regions[region], reader)
    assert (decision.result is None) == bool(decision.reason)
    return decision.result or decision.reason


@pytest.mark.parametrize(
    ("patient", "expected"),
    [
        ("+ + -", "positive"),
        ("+ - -", "negative"),
        ("+ + .", "positive"),
        ("- - .", "negative"),
        ("+ - .", "readers undecided"),
        ("+ - x", "readers undecided"),
        ("+ . .", "too few readers gave a result"),
        (". . .", "no scan"),
        ("x x x", "non-evaluable"),
        ("x . .", "non-evaluable"),
        ("? ? +", "negative"),
        ("+- -- -+", "positive"),
        ("+. -- ++", "positive"),
        ("-. -- --", "negative"),
        ("-. -. --", "too few readers gave a result"),
        ("-. -. -.", "a region was not read"),
        ("-x -x -x", "non-evaluable"),
        (".. .. ..", "no scan"),
    ],
)
def test_a_majority_of_planned_readers_decides(patient, expected):
    assert result(patient) == expected


def test_the_published_example_depends_on_the_order():
    # Readers {bed}, {node}, {}: two of three found something, no region was found by two.
    patient = "+- -+ --"
    assert result(patient) == "positive"
    assert result(patient, replace(MAJORITY, order="region-first")) == "negative"
    assert order_dependent(cohort_of(patient, "++ ++ ++"), MAJORITY, "PSMA") == 1


@pytest.mark.parametrize(
    ("patient", "expected"),
    [
        ("+- +- --", "positive"),
        ("-. -. --", "too few readers gave a result"),
        ("-. -. -.", "a region was not read"),
        ("+- -- .-", "readers undecided"),
        ("+. +. ..", "positive"),
        (".. .. ..", "no scan"),
    ],
)
def test_region_first_takes_the_majority_in_each_region(patient, expected):
    assert result(patient, replace(MAJORITY, order="region-first")) == expected


@pytest.mark.parametrize(
    ("rule", "patient", "expected"),
    [
        ("any", "+ . .", "positive"),
        ("any", "- - -", "negative"),
        ("any", "- - .", "a planned reader gave no result"),
        ("any", ". . .", "no scan"),
        ("all", "+ + +", "positive"),
        ("all", "- . .", "negative"),
        ("all", "+ + .", "a planned reader gave no result"),
        ("all", "+ x +", "a planned reader gave no result"),
    ],
)
def test_any_and_all_decide_only_what_missing_readers_cannot_change(rule, patient, expected):
    assert result(patient, replace(MAJORITY, rule=rule)) == expected


@pytest.mark.parametrize(
    ("equivocal", "expected"), [("negative", "negative"), ("positive", "positive"), ("missing", "equivocal")]
)
def test_equivocal_readings_count_as_planned(equivocal, expected):
    assert result("? ? ?", replace(MAJORITY, equivocal=equivocal)) == expected


@pytest.mark.parametrize(
    ("tie", "patient", "expected"),
    [
        ("positive", "+ - .", "positive"),
        ("negative", "+ - .", "negative"),
        ("positive", ". . .", "no scan"),
        ("positive", "x x x", "non-evaluable"),
        ("positive", "- - .", "negative"),
    ],
)
def test_a_tie_rule_settles_the_undecided_and_nobody_else(tie, patient, expected):
    assert result(patient, replace(MAJORITY, tie=tie)) == expected


@pytest.mark.parametrize(
    ("patient", "expected"),
    [
        ("+ - + -", "positive"),
        ("+ - . +", "positive"),
        ("+ - . -", "negative"),
        ("+ - . .", "readers undecided"),
        ("- - + +", "negative"),
        (". . . +", "positive"),
    ],
)
def test_an_adjudicator_speaks_only_when_the_voters_cannot(patient, expected):
    rules = replace(MAJORITY, tie="adjudicator", adjudicator="A")
    assert result(patient, rules, readers=(*READERS, "A")) == expected


def test_an_adjudicator_named_among_the_readers_does_not_vote():
    rules = ReadingRules(readers=(*READERS, "A"), tie="adjudicator", adjudicator="A")
    assert result("+ + - -", rules, readers=(*READERS, "A")) == "positive"


def test_planned_readers_who_never_read_still_count():
    assert result("+ -", ReadingRules(readers=READERS), readers=("R1", "R2")) == "readers undecided"
    assert result("+ +", ReadingRules(readers=READERS), readers=("R1", "R2")) == "positive"


def test_one_reader_decides_alone_when_named():
    assert result("+ - -", MAJORITY, reader="R1") == "positive"
    assert result("+ - -", replace(MAJORITY, rule="reader", reader="R2", tie="positive")) == "negative"
    assert result(". - -", replace(MAJORITY, tie="positive"), reader="R1") == "no scan"


@pytest.mark.parametrize(
    ("patient", "region", "expected"),
    [
        ("+- +- --", 0, "positive"),
        ("+- +- --", 1, "negative"),
        ("+. +. -.", 1, "the region was not read"),
        (".. .. ..", 1, "no scan"),
        ("-x -x -x", 1, "non-evaluable"),
    ],
)
def test_a_region_is_decided_by_its_own_readings(patient, region, expected):
    for order in ("reader-first", "region-first"):
        assert result(patient, replace(MAJORITY, order=order), region=region) == expected


def test_absent_regions_count_as_negative_only_when_planned_and_only_where_the_reader_read():
    rules = replace(MAJORITY, absent_region="negative")
    assert result("-. -. --", rules) == "negative"
    assert result("-. -. --", rules, region=1) == "negative"
    assert result(".. .. ..", rules) == "no scan"
    assert absent_regions_counted(cohort_of("-. -. --", ".. .. .."), rules, "PSMA") == 2
    assert absent_regions_counted(cohort_of("-. -. --"), MAJORITY, "PSMA") == 0


def test_unknown_names_are_usage_errors():
    made = cohort_of("+ + +")
    cases = [
        {"modality": "MRI"},
        {"modality": "PSMA", "region": "brain"},
        {"modality": "PSMA", "reader": "R9"},
        {"modality": "PSMA", "rules": replace(MAJORITY, tie="adjudicator", adjudicator="B")},
    ]
    for case in cases:
        with pytest.raises(UsageError):
            decisions(**{"cohort": made, "rules": MAJORITY, **case})


def test_the_shipped_trial_is_as_printed_in_both_orders():
    made = read_cohort(Path(__file__).resolve().parents[2] / "data" / "calais2019" / "reads.csv")
    for order in ("reader-first", "region-first"):
        rules = ReadingRules(readers=made.readers, order=order)
        found = [[one.result for one in decisions(made, rules, test)] for test in ("PSMA", "fluciclovine")]
        pairs = list(zip(*found, strict=True))
        counts = [pairs.count(pair) for pair in product(("positive", "negative"), repeat=2)]
        assert counts == [9, 19, 4, 18]


SIGNS = st.sampled_from("+-?x.")


@st.composite
def patients(draw):
    regions = draw(st.integers(1, 3))
    return " ".join(draw(st.text(SIGNS, min_size=regions, max_size=regions)) for _ in READERS)


RULES = st.builds(
    ReadingRules,
    readers=st.just(READERS),
    rule=st.sampled_from(["majority", "any", "all"]),
    order=st.sampled_from(["reader-first", "region-first"]),
    equivocal=st.sampled_from(["negative", "positive", "missing"]),
    absent_region=st.sampled_from(["missing", "negative"]),
    tie=st.sampled_from(["missing", "positive", "negative"]),
)


@given(patients(), RULES, st.permutations([0, 1, 2]))
@settings(deadline=None, max_examples=150)
def test_the_order_in_which_readers_stand_does_not_matter(patient, rules, order):
    words = patient.split()
    assert result(" ".join(words[at] for at in order), rules) == result(patient, rules)


@given(patients(), RULES)
@settings(deadline=None, max_examples=150)
def test_one_more_positive_reading_never_makes_a_positive_patient_anything_else(patient, rules):
    if result(patient, rules) != "positive":
        return
    for at, sign in enumerate(patient):
        # A first row makes the other regions of its reader count as negative where the plan says so.
        if sign not in " ." or (sign == "." and rules.absent_region == "missing"):
            assert result(patient[:at] + "+" + patient[at + 1 :], rules) == "positive"


@given(st.text("+-x.", min_size=3, max_size=3), RULES)
@settings(deadline=None, max_examples=150)
def test_results_turn_round_when_every_reading_does(signs, rules):
    turned = str.maketrans("+-", "-+")
    swap = {"positive": "negative", "negative": "positive"}
    rules = replace(rules, absent_region="missing")
    other = replace(
        rules, tie=swap.get(rules.tie, rules.tie), rule={"any": "all", "all": "any"}.get(rules.rule, rules.rule)
    )
    found, mirrored = result(" ".join(signs), rules), result(" ".join(signs.translate(turned)), other)
    assert mirrored == swap.get(found, found)


@given(st.text("+-", min_size=3, max_size=3), st.sampled_from(["reader-first", "region-first"]))
@settings(deadline=None, max_examples=30)
def test_complete_readings_of_one_region_follow_the_count(signs, order):
    expected = "positive" if signs.count("+") >= 2 else "negative"
    assert result(" ".join(signs), replace(MAJORITY, order=order)) == expected


@given(patients(), RULES)
@settings(deadline=None, max_examples=100)
def test_a_decision_has_a_result_or_a_reason(patient, rules):
    (decision,) = decisions(cohort_of(patient), rules, "PSMA")
    assert isinstance(decision, Decision)
    assert (decision.result in RESULTS[:2]) != bool(decision.reason)
