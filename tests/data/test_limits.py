"""A PSA of which only a limit is known belongs to a stratum only where nothing is in doubt."""

from __future__ import annotations

import pytest

from psmatrial.data.rules import Layout
from psmatrial.data.strata import PSA_PRESETS, parsed_bins, stratum_of

TRIAL, WIDE = PSA_PRESETS["trial"], PSA_PRESETS["wide"]


@pytest.mark.parametrize(
    ("psa", "bins", "stratum"),
    [
        ("<0.1", WIDE, "<0.5"),
        ("<0.5", WIDE, "<0.5"),
        (">100", WIDE, ">=5"),
        (">=5", WIDE, ">=5"),
        ("<0.2", TRIAL, None),
        (">2.0", TRIAL, None),
        ("≥2.1", TRIAL, None),
        ("<0.1", (), None),
        ("< 0.10", WIDE, "<0.5"),
    ],
)
def test_a_limit_that_leaves_no_doubt_is_accepted_and_said(cohort, psa, bins, stratum):
    found = cohort(f"P01,R1,PSMA,bed,positive,{psa}", layout=Layout(bins=bins))
    assert stratum_of(found.psa[0], parsed_bins(bins)) == stratum
    assert "PSA is a limit (such as" in " ".join(map(str, found.warnings))


@pytest.mark.parametrize(
    ("psa", "bins", "label"),
    [
        ("<=0.5", WIDE, "<0.5"),
        ("<0.6", WIDE, "<0.5"),
        (">4.9", WIDE, "2-<5"),
        ("<=0.2", TRIAL, "0.2-0.5"),
        ("≥2.0", TRIAL, ">1.0-2.0"),
        (">1.5", TRIAL, ">1.0-2.0"),
    ],
)
def test_a_limit_that_could_be_on_either_side_is_refused_with_the_stratum(refused, psa, bins, label):
    (problem,) = refused(f"P01,R1,PSMA,bed,positive,{psa}", layout=Layout(bins=bins))
    assert problem.startswith(f"reads.csv:2: psa: '{psa}' is a limit, not a value: it could be in stratum '{label}'")


def test_a_limit_differs_from_the_value(refused, cohort):
    (problem,) = refused("P01,R1,PSMA,bed,positive,<0.1", "P01,R2,PSMA,bed,positive,0.1")
    assert "has PSA 0.1 here and <0.1 on line 2" in problem
    assert cohort("P01,R1,PSMA,bed,positive,<0.1", "P01,R2,PSMA,bed,positive,<0.10").psa == ("<0.1",)


def test_the_summary_sorts_limits_below_and_above_their_number(cohort):
    rows = (f"P{n},R1,PSMA,bed,positive,{psa}" for n, psa in enumerate(("0.1", "<0.1", ">100", "<0.2")))
    assert cohort(*rows).summary()["psa"] == {
        "lowest": "<0.1",
        "median": "0.1 to <0.2",
        "highest": ">100",
        "missing": 0,
    }
