"""What a plan may not say."""

from __future__ import annotations

import pytest

from psmatrial.analysis.plan import Plan
from psmatrial.analysis.plan_checks import checked
from psmatrial.analysis.plan_file import plan_of
from psmatrial.errors import UsageError


def problems(text):
    with pytest.raises(UsageError) as caught:
        plan_of(text)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id = '../up'", "plan.toml:1: id: '../up' is not a folder's name."),
        ("id = 'Calais 2019'", "Use at most 60 lower case letters, digits and hyphens, such as calais2019."),
        (f"id = '{'a' * 61}'", "is not a folder's name"),
        ("level = 95", "plan.toml:1: level: 95.0 is not a confidence level. Give a proportion from 0.5 to 0.9999"),
        ("level = 0.99999999999", "is not a confidence level"),
        ("level = 0.05", "is not a confidence level"),
        ("[primary]\ntest = 'exct'", "primary.test: there is no method 'exct' for equality. Did you mean 'exact'?"),
        ("[primary]\ndifference = 'tnago'", "primary.difference: there is no method 'tnago' for rate-difference."),
        ("[primary]\nodds_ratio = 'tango'", "primary.odds_ratio: there is no method 'tango' for odds-ratio."),
        ("[primary]\nrate = 'x'", "primary.rate: there is no method 'x' for index-rate."),
        ("[methods]\nequality = ['exact', 'x']", "methods.equality: there is no method 'x' for equality."),
        ("[methods]\nrate_ratio = ['tango']", "methods.rate_ratio: there is no method 'tango' for rate-ratio."),
        ("[primary]\nmargin = 1.0", "primary.margin: 1.0 is not between -1 and 1."),
        ("[primary]\nmargin = -10", "primary.margin: -10.0 is not between -1 and 1. Give a proportion such as -0.10"),
        ("[primary]\nratio_margin = 0", "primary.ratio_margin: 0.0 is not a number above 0."),
        ("[primary]\nequivalence = true", "primary.equivalence: equivalence is planned without a margin."),
        ("[primary]\nequivalence = true\nmargin = 0", "the margin leaves no room for equivalence."),
        ("[primary]\nequivalence = true\nratio_margin = 1", "the margin leaves no room for equivalence."),
        ("[multiplicity]\ngatekeeping = true\nmethod = 'none'", "families that are not adjusted cannot be gates."),
        ("[reading]\nrule = 'reader'", "reading.reader: the rule is reader, but no reader is named."),
        (
            "[reading]\nrule = 'reader'\nreader = 'R4'\nreaders = ['R1']",
            "reading.reader: 'R4' is not a planned reader.",
        ),
        ("[reading]\ntie = 'adjudicator'", "reading.adjudicator: ties go to an adjudicator, but none is named."),
        (
            "[reading]\nadjudicator = 'R3'",
            "reading.adjudicator: 'R3' is named, but ties do not go to an adjudicator.",
        ),
        (
            "[reading]\ntie = 'adjudicator'\nreaders = ['R1']\nadjudicator = 'R1'",
            "reading.adjudicator: 'R1' votes already.",
        ),
        ("[reading]\nreaders = ['R1', 'R1', 'R2']", "reading.readers: 'R1' stands there 2 times. Name it once."),
        ("[reading]\nreaders = ['R1', ' ']", "reading.readers: one of the names is empty."),
        ("[endpoints]\nregions = ['bed', 'bed']", "endpoints.regions: 'bed' stands there 2 times."),
        ("[baseline]\ncolumns = ['adt', 'adt']", "baseline.columns: 'adt' stands there 2 times. Name it once."),
        ("[baseline]\ncolumns = ['']", "baseline.columns: one of the names is empty."),
        (
            "[baseline]\ncolumns = ['adt']\ncategories = ['grade']",
            "plan.toml:3: baseline.categories: 'grade' is not one of baseline.columns. Add it to them.",
        ),
        (
            "[baseline]\ncolumns = ['adt']\ncategories = ['adt', 'adt']",
            "baseline.categories: 'adt' stands there 2 times. Name it once.",
        ),
        (
            "[baseline]\ncolumns = ['psa_doubling_time']\npsa_history = 'h.csv'\ncategories = ['psa_doubling_time']",
            "baseline.categories: 'psa_doubling_time' is computed, and a number. Leave it out.",
        ),
        ("[agreement]\ncoefficients = ['fleiss', 'fleiss']", "agreement.coefficients: 'fleiss' stands there 2 times."),
        (
            "[agreement]\ncoefficients = ['fleis']",
            "plan.toml:2: agreement.coefficients: there is no 'fleis'. Did you mean 'fleiss'?",
        ),
        (
            "[truth]\nstandards = ['x']\nendpoints = ['clr', 'clr']",
            "truth.endpoints: 'clr' stands there 2 times.",
        ),
        (
            "[truth]\nstandards = ['x']\nsuccess = ['clr']\nbar = 20",
            "truth.bar: 20 is not a proportion. Write 20% as 0.20.",
        ),
        ("[truth]\nstandards = ['x']\nsuccess = ['clr']", "truth.bar: the plan names endpoints that must succeed"),
        ("[truth]\nstandards = ['x']\nreaders_needed = 0", "truth.readers_needed: 0 is not a number of readers."),
        (
            "[truth]\nstandards = ['x']\nsuccess = ['clr', 'clr']\nbar = 0.2",
            "truth.success: 'clr' stands there 2 times.",
        ),
        (
            "[truth]\nsuccess = ['clr']\nbar = 0.2",
            "plan.toml:1: truth.standards: success is given, and no standard.",
        ),
        ("[truth]\ndenominator = 'scanned'", "truth.standards: denominator is given, and no standard."),
        (
            "reading.readers = ['A', 'B']\n[truth]\nstandards = ['x']\nsuccess = ['clr']\nbar=0.2\nreaders_needed = 3",
            "plan.toml:6: truth.readers_needed: the rule needs 3 readers, and there are 2. Write at most 2.",
        ),
        (
            "[management]\nbefore = 'plan'",
            "plan.toml:2: management.before: a change is told from two columns. Give before and after, not the same.",
        ),
        ("[management]\nafter = 'plan'", "plan.toml:2: management.after: a change is told from two columns."),
        (
            "[management]\nbefore = 'plan'\nafter = 'plan'",
            "plan.toml:3: management.after: a change is told from two columns.",
        ),
        (
            "[management.intents]\nsurgery = 'cure'",
            "plan.toml:1: management.before: a change is told from two columns.",
        ),
        (
            "[endpoints]\nregions = ['pelvic nodes', 'pelvic-nodes']",
            "'pelvic-nodes' and 'pelvic nodes' give their rows the same id.",
        ),
        ("[endpoints]\nregions = ['Patient']", "'Patient' and 'the patient endpoint' give their rows the same id."),
        (
            "[endpoints]\nregions = ['bed']\n[primary]\nendpoint = 'beds'",
            "plan.toml:4: primary.endpoint: the primary endpoint 'beds' is not one of the plan. Did you mean 'bed'?",
        ),
        ("[endpoints]\npatient = false", "the primary endpoint is patient, but endpoints.patient is false."),
        ("[report]\nsections = ['flow', 'flow']", "report.sections: 'flow' stands there 2 times."),
        ("[report]\nfigures = ['tile', 'tiles']", "report.figures: there is no figure 'tiles'. Did you mean 'tile'?"),
        ("[multiplicity]\nfamilies = ['strata', 'strata']", "'strata' stands there 2 times."),
        ("[[contrasts]]\nindex = 'A'\ncomparator = 'A'", "contrasts: 'A' is compared with itself. Name two tests."),
        ("[[contrasts]]\nindex = 'A'\ncomparator = 'B'\n" * 2, "contrasts: 'A and B' stands there 2 times."),
        ("[columns]\npsaa = 'x'", "columns: 'psaa' is not a role. Did you mean 'psa'?"),
        ("[results.x]\nreader = 'R1'", "results.x: a result column has a modality and may have a reader and a region."),
        ("[results.x]\nmodality = 'A'\nside = 'left'", "results.x: a result column has a modality"),
        ("[strata]\nbins = ['0.2-0.5', '0.5-1']", "strata.bins: the PSA bins '0.2-0.5' and '0.5-1' overlap"),
        (
            "[strata]\npreset = 'trial'\nweights = 'given'\ngiven = [-0.5, 1.5, 0]",
            "strata.given: -0.5 is not a share of patients.",
        ),
        ("[strata]\nbins = ['low']", "strata.bins: 'low' is not a PSA bin."),
        (
            "[reading]\nrule = 'any'\ntie = 'positive'",
            "plan.toml:3: reading.tie: tie 'positive' is given, and the rule 'any' knows no ties.",
        ),
        ("[reading]\nrule = 'all'\ntie = 'negative'", "tie 'negative' is given, and the rule 'all' knows no ties."),
        (
            "[reading]\nrule = 'reader'\nreader = 'R1'\ntie = 'adjudicator'\nadjudicator = 'R2'",
            "tie 'adjudicator' is given, and the rule 'reader' knows no ties.",
        ),
    ],
)
def test_a_plan_that_cannot_be_carried_out_is_refused(text, said):
    found = problems(text)
    assert len(found) == 1
    assert said in found[0]


def test_all_that_is_wrong_is_said_at_once():
    found = problems(
        "level = 2\n[primary]\ntest = 'x'\nmargin = 3\n[reading]\nrule = 'reader'\n[strata]\nbins = ['low']"
    )
    assert [line.split(": ")[1] for line in found] == [
        "level",
        "primary.test",
        "primary.margin",
        "reading.reader",
        "strata.bins",
    ]


def test_a_coefficient_that_is_not_known_is_said_beside_the_other_problems():
    found = problems("[primary]\ntest = 'exat'\n[agreement]\ncoefficients = ['fleis']\n[management]\nafter = 'plan'")
    assert [line.split(": ")[1] for line in found] == ["primary.test", "agreement.coefficients", "management.after"]


def test_one_planned_reader_meets_a_rule_alone():
    plan = plan_of("[reading]\nreaders = ['R1']\n[truth]\nstandards = ['x']\nsuccess = ['clr']\nbar = 0.2")
    assert plan.truth.readers_needed == 2


def test_a_plan_that_can_be_carried_out_is_returned():
    assert checked(Plan()) == Plan()


def test_regions_in_other_scripts_have_ids_of_their_own():
    plan = plan_of('[endpoints]\nregions = ["前立腺", "骨盤", "os coxæ", "Prostataloge"]')
    assert checked(plan) == plan


LESIONS = '[clusters]\nlesion = "lesion_id"\n'


def test_equivalence_of_lesions_is_refused_and_no_margin_is_asked_for():
    with pytest.raises(UsageError) as caught:
        plan_of(LESIONS + "[primary]\nequivalence = true\nmargin = -0.1\n")
    assert sorted(problem.column for problem in caught.value.problems) == ["primary.equivalence", "primary.margin"]
    with pytest.raises(UsageError) as caught:
        plan_of(LESIONS + "[primary]\nequivalence = true\n")
    assert [problem.hint for problem in caught.value.problems] == ["Remove it."]
