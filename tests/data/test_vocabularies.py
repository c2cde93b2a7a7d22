"""Scales of the field and names of regions: what a code counts as, and what is said of an unknown one."""

from __future__ import annotations

import pytest

from psmatrial.data.rules import RESULTS, Layout
from psmatrial.data.vocabularies import VOCABULARIES, meanings
from psmatrial.errors import InputError, UsageError

HEADER = "patient_id,modality,region,result"


@pytest.mark.parametrize("name", VOCABULARIES.names())
def test_every_scale_has_a_source_and_leads_to_results(name):
    scale = VOCABULARIES.load(name)
    assert scale.TITLE
    assert scale.REFERENCE.endswith(".")
    assert set(scale.CODES.values()) <= set(RESULTS)
    assert {"positive", "negative"} <= set(scale.CODES.values())
    assert len({code.casefold() for code in scale.CODES}) == len(scale.CODES)


@pytest.mark.parametrize(
    ("names", "code", "meaning"),
    [
        (["psma-rads"], "2", "negative"),
        (["psma-rads"], "PSMA-RADS-3A", "equivocal"),
        (["psma-rads"], "4", "positive"),
        (["e-psma"], "3", "equivocal"),
        (["promise-mitnm"], "miM1b", "positive"),
        (["promise-mitnm", "psma-rads"], "miN0", "negative"),
    ],
)
def test_a_code_counts_as_its_scale_says(names, code, meaning):
    assert meanings(names)[code] == meaning


def test_a_scale_that_does_not_exist_is_refused_with_those_that_do():
    with pytest.raises(UsageError, match="e-psma"):
        meanings(["e-pmsa"])


def test_readings_on_a_scale_become_results(cohort):
    layout = Layout(values=meanings(["psma-rads"]))
    found = cohort("P1,PSMA,bed,3A", "P2,PSMA,bed,5", "P3,PSMA,bed,1b", header=HEADER, layout=layout)
    read = [found.reading(number, "PSMA", "consensus", "bed") for number in range(3)]
    assert read == ["equivocal", "positive", "negative"]


def test_an_unknown_code_is_refused_with_the_known_ones(cohort):
    with pytest.raises(InputError, match="3A") as refused:
        cohort("P1,PSMA,bed,6", header=HEADER, layout=Layout(values=meanings(["psma-rads"])))
    assert [(problem.line, problem.column) for problem in refused.value.problems] == [(2, "result")]


NAMES = {"M1a": "far", "M1b": "far"}


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        ("negative", "positive", "positive"),
        ("negative", "negative", "negative"),
        ("negative", "non-evaluable", "non-evaluable"),
        ("equivocal", "negative", "equivocal"),
        ("non-evaluable", "positive", "positive"),
    ],
)
def test_parts_of_a_region_are_joined(cohort, first, second, whole):
    layout = Layout(region_names=NAMES, regions=("far",))
    found = cohort(f"P1,PSMA,M1a,{first}", f"P1,PSMA,M1b,{second}", header=HEADER, layout=layout)
    assert found.regions == ("far",)
    assert found.reading(0, "PSMA", "consensus", "far") == whole


def test_a_planned_region_is_missed_only_where_none_of_its_parts_has_a_row(cohort):
    layout = Layout(region_names=NAMES, regions=("far", "bed"))
    said = " ".join(map(str, cohort("P1,PSMA,M1a,negative", header=HEADER, layout=layout).warnings))
    assert "the planned region 'bed' has no row" in said
    assert "'far'" not in said


def test_a_part_without_a_row_says_nothing(cohort):
    found = cohort("P1,PSMA,M1a,negative", "P2,PSMA,M1b,positive", header=HEADER, layout=Layout(region_names=NAMES))
    assert found.column("PSMA", "consensus", "far") == bytes([2, 1])


def test_equivocal_in_one_part_and_unread_in_another_is_refused(cohort):
    with pytest.raises(InputError, match="equivocal in one part"):
        cohort("P1,PSMA,M1a,equivocal", "P1,PSMA,M1b,non-evaluable", header=HEADER, layout=Layout(region_names=NAMES))


def test_the_same_reading_twice_stays_a_problem(cohort):
    with pytest.raises(InputError, match="second row"):
        cohort("P1,PSMA,M1a,negative", "P1,PSMA,M1a,positive", header=HEADER, layout=Layout(region_names=NAMES))
