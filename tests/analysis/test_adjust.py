"""Adjusted p-values stand beside the raw ones, family by family."""

from __future__ import annotations

from dataclasses import replace

import pytest

from psmatrial.analysis.adjust import adjusted_rows
from psmatrial.analysis.example import example
from psmatrial.analysis.plan import Multiplicity, Plan
from psmatrial.analysis.plan_file import read_plan
from psmatrial.analysis.results import Row
from psmatrial.analysis.run import compare

FAMILIES = {"primary": ["p1"], "regions": ["r1", "r2", "r3"], "strata": ["s1", "s2"], "readers": ["d1"]}


def found(p_values, **how):
    rows = [Row(name, quantity="equality", p_value=p) for name, p in p_values.items()]
    return {row.id: row.p_adjusted for row in adjusted_rows(rows, FAMILIES, Plan(multiplicity=Multiplicity(**how)))}


P_VALUES = {"p1": 0.03, "r1": 0.01, "r2": 0.02, "r3": 0.5, "s1": 0.001, "s2": None, "d1": 0.001, "other": 0.5}


def test_each_family_is_adjusted_on_its_own():
    assert found(P_VALUES) == {
        "p1": None,
        "r1": 0.03,
        "r2": 0.04,
        "r3": 0.5,
        "s1": 0.001,
        "s2": None,
        "d1": None,
        "other": None,
    }


def test_a_family_that_is_not_planned_is_not_adjusted():
    adjusted = found(P_VALUES, families=("strata",))
    assert (adjusted["r1"], adjusted["s1"]) == (None, 0.001)


def test_behind_a_closed_gate_nothing_is_significant():
    adjusted = found(P_VALUES, gatekeeping=True)
    assert (adjusted["p1"], adjusted["r1"], adjusted["r2"], adjusted["r3"]) == (None, 0.03, 0.04, 0.5)
    assert (adjusted["s1"], adjusted["s2"]) == (0.5, None)


def test_gates_stand_in_the_order_of_the_plan():
    adjusted = found(P_VALUES, gatekeeping=True, families=("strata", "regions"))
    assert (adjusted["s1"], adjusted["r1"], adjusted["r2"]) == (0.03, 0.03, 0.04)


def test_a_primary_endpoint_that_fails_closes_every_gate():
    adjusted = found({**P_VALUES, "p1": 0.2}, gatekeeping=True)
    assert min(value for value in adjusted.values() if value is not None) == 0.2


def test_without_adjustment_no_p_is_called_adjusted():
    assert set(found(P_VALUES, method="none").values()) == {None}


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ("bonferroni", (0.03, 0.06, 1.0)),
        ("hochberg", (0.03, 0.04, 0.5)),
        ("benjamini-hochberg", (0.03, 0.03, 0.5)),
        ("fixed-sequence", (0.01, 0.02, 0.5)),
    ],
)
def test_other_methods(method, expected):
    adjusted = found(P_VALUES, method=method)
    assert (adjusted["r1"], adjusted["r2"], adjusted["r3"]) == pytest.approx(expected)


def test_the_trial_with_gates():
    plan = read_plan(example()[1])
    rows = compare(example()[0], replace(plan, multiplicity=Multiplicity(gatekeeping=True)))
    adjusted = {row.id: row.p_adjusted for row in rows if row.p_adjusted is not None}
    regions = ("pelvic-nodes", "extrapelvic", "prostate-bed")
    assert [round(adjusted[f"{name}.all.equality.exact"], 6) for name in regions] == [0.010254, 0.015625, 0.6875]
    assert {adjusted[f"patient.psa-{name}.equality.exact"] for name in ("0.2-0.5", "gt0.5-1.0", "gt1.0-2.0")} == {
        0.6875
    }


def test_the_patient_is_a_further_endpoint_where_a_region_is_primary():
    reads_file, plan_file = example()
    plan = read_plan(plan_file)
    results = compare(reads_file, replace(plan, primary=replace(plan.primary, endpoint="pelvic nodes")))
    patient, primary = (results.row(f"{name}.all.equality.exact") for name in ("patient", "pelvic-nodes"))
    assert patient.p_adjusted == patient.p_value
    assert primary.p_adjusted is None
