"""A plan's model of detection: who is in it, what its rows say, what is refused; from file to results."""

from __future__ import annotations

import math
import subprocess
import sys

import numpy as np
import pytest

from psmatrial.analysis.catalogue import entry_of
from psmatrial.analysis.plan_file import plan_of
from psmatrial.analysis.results import json_text
from psmatrial.analysis.run import compare
from psmatrial.displays.display import Table
from psmatrial.displays.figures.model import figure
from psmatrial.displays.model_words import MODELLED
from psmatrial.displays.sentences import value_text
from psmatrial.displays.tables.model import table
from psmatrial.displays.tables.model_rates import table as rates_table
from psmatrial.errors import UsageError
from psmatrial.models.detection.marginal_model import marginal_model
from psmatrial.models.detection.pairs import pairs_of
from psmatrial.reports.document import Drawing, Paragraph
from psmatrial.reports.report import Drawings
from psmatrial.reports.sections.model import section
from tests.models.paired import LOGS, PATIENTS

PLAN = '[[contrasts]]\nindex = "PSMA"\ncomparator = "FACBC"\n[strata]\npreset = "none"\n'
MODEL = '[model]\ncovariates = ["psa"]\n'
WORDS = ("negative", "positive")
PSA = [round(math.exp(value), 6) for value in LOGS]
GEE = "gee-exchangeable"


def results(tmp_path, model=MODEL, psa=None, more=(), found=PATIENTS, plan=PLAN):
    """Compare invented patients; ``more`` holds further columns as (name, values)."""
    head = ",".join(["patient_id,modality,result,psa", *(name for name, _ in more)])
    lines = [head]
    for at, pair in enumerate(found):
        extra = "".join(f",{values[at]}" for _, values in more)
        value = (psa or PSA)[at]
        lines += [
            f"P{at:02},{test},{WORDS[sign]},{value}{extra}" for test, sign in zip(("PSMA", "FACBC"), pair, strict=True)
        ]
    path = tmp_path / "reads.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return compare(path, plan_of(plan + model))


def modelled(found):
    return [row for row in found if row.quantity in MODELLED]


def test_without_covariates_there_is_no_model(tmp_path):
    found = results(tmp_path, model="")
    assert modelled(found) == []
    assert "model" not in found.further
    assert table(found) is rates_table(found) is figure(found) is None


def test_a_plan_without_a_model_imports_none_of_it():
    program = (
        "import sys; from psmatrial.analysis.example import example; from psmatrial.analysis.run import compare; "
        "compare(*example()); print([name for name in sys.modules if name.startswith('psmatrial.models.detection.')])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_rows_are_those_of_the_model(tmp_path):
    found = results(tmp_path)
    fit = marginal_model(pairs_of(PATIENTS, log_psa=[math.log(psa) for psa in PSA], interaction=True))
    row = found.row(f"patient.all.model-odds-ratio.{GEE}")
    value, error = fit.combined(fit.weights({"tracer": 1.0}))
    assert row.value == pytest.approx(math.exp(value))
    # Student's t on 12 - 4 degrees of freedom.
    assert row.high == pytest.approx(math.exp(value + 2.306004 * error), rel=1e-5)
    at = found.row(f"patient.psa-value-0.5.model-odds-ratio.{GEE}")
    moved = fit.weights({"tracer": 1.0, "tracer:psa": math.log(0.5) - fit.pairs.centre})
    assert at.value == pytest.approx(math.exp(fit.combined(moved)[0]))
    test = found.row(f"patient.all.model-equality.{GEE}")
    assert (test.df, test.statistic) == (8, pytest.approx(value / error))


def test_rates_at_a_psa_lie_on_the_curve_and_differ_by_the_difference(tmp_path):
    found = results(tmp_path, MODEL + "at = [0.5, 9.0]\n")
    index, comparator, difference = (
        found.row(f"patient.psa-value-0.5.{name}.{GEE}")
        for name in ("index-model-rate", "comparator-model-rate", "model-rate-difference")
    )
    assert difference.value == pytest.approx(index.value - comparator.value)
    curve = found.further["model"]["tests"]["PSMA"]
    assert np.interp(math.log(0.5), np.log(curve["psa"]), curve["rate"]) == pytest.approx(index.value, abs=1e-3)
    outside = found.row(f"patient.psa-value-9.index-model-rate.{GEE}")
    assert outside.note == "outside the observed PSA, 0.223 to 3.67 ng/mL"
    assert index.note == ""


def test_both_odds_ratios_say_that_they_are_not_the_other(tmp_path):
    found = results(tmp_path)
    assert "is not the conditional" in found.row(f"patient.all.model-odds-ratio.{GEE}").note
    for method in ("conditional-logistic", "conditional-firth"):
        row = found.row(f"patient.all.model-conditional-odds-ratio.{method}")
        assert "6 of them discordant; it is not the marginal" in row.note


def test_patients_without_a_usable_psa_or_covariate_are_left_out_and_counted(tmp_path):
    psa = ["0", "<0.1", "", *PSA[3:]]
    adt = ["yes", "no", "yes", "", *["yes", "no"] * 4]
    found = results(tmp_path, '[model]\ncovariates = ["psa", "adt"]\n', psa, [("adt", adt)])
    record = found.further["model"]
    assert record["n"] == 8
    assert {one["reason"]: one["n"] for one in record["left_out"]} == {
        "with a PSA of 0": 1,
        "with a PSA of which only a limit is known": 1,
        "without a PSA": 1,
        "without adt": 1,
    }
    assert {row.n for row in modelled(found)} == {8}


def test_numbers_are_one_covariate_and_words_one_for_each_category_but_the_first(tmp_path):
    more = [("grade", [1, 2, 3, 4] * 3), ("arm", list("abc") * 4), ("site", [10, 9] * 6)]
    model = '[model]\ncovariates = ["grade", "arm", "site"]\ncategories = ["site"]\ninteraction = false\n'
    found = results(tmp_path, model, more=more)
    assert [one["words"] for one in found.further["model"]["covariates"]] == [
        "grade, per 1",
        "arm: b against a",
        "arm: c against a",
        "site: 10 against 9",
    ]
    ids = [row.id for row in modelled(found) if row.quantity == "model-covariate"]
    assert ids == [f"patient.covariate-{term}.model-covariate.{GEE}" for term in ("grade", "arm-b", "arm-c", "site-10")]
    assert not [row for row in modelled(found) if row.stratum_by == "psa-value"]
    assert figure(found) is None


def test_categories_that_differ_in_a_sign_alone_keep_ids_of_their_own(tmp_path):
    found = results(tmp_path, '[model]\ncovariates = ["arm"]\n', more=[("arm", ["a", "b c", "b-c"] * 4)])
    ids = [row.id for row in modelled(found)]
    assert len(set(ids)) == len(ids)


def test_separated_results_are_penalised_and_say_so_everywhere(tmp_path):
    pairs = [(int(x > 0), int(x > 0.5)) for x in LOGS]
    found = results(tmp_path, found=pairs)
    rows = [row for row in modelled(found) if row.method == "penalised-gee"]
    assert len(rows) == len([row for row in modelled(found) if not row.method.startswith("conditional")])
    assert all("no plain estimate exists" in row.note for row in rows)
    row = found.row("patient.all.model-odds-ratio.penalised-gee")
    assert 1 < row.value < 100
    assert any("No plain estimate exists".lower() in note.lower() for note in table(found).footnotes)


def test_what_cannot_be_estimated_has_no_value_and_says_why(tmp_path):
    found = results(tmp_path, psa=[0.5] * 12)
    rows = modelled(found)
    assert [row.id for row in rows] == [f"patient.all.model-odds-ratio.{GEE}"]
    assert rows[0].value is None
    assert rows[0].note == "a covariate is the same in all patients, or says what others say already"
    assert found.further["model"]["why"] == rows[0].note
    assert rates_table(found) is figure(found) is None
    assert table(found) is not None


def test_exchanging_the_tests_mirrors_every_number(tmp_path):
    swapped = PLAN.replace('index = "PSMA"\ncomparator = "FACBC"', 'index = "FACBC"\ncomparator = "PSMA"')
    ours, theirs = results(tmp_path), results(tmp_path, plan=swapped)
    for row in modelled(ours):
        if row.quantity.endswith(("odds-ratio", "interaction")):
            other = theirs.row(row.id)
            assert (row.value, row.low, row.high) == pytest.approx((1 / other.value, 1 / other.high, 1 / other.low))
        if row.quantity == "index-model-rate":
            other = theirs.row(row.id.replace("index-", "comparator-"))
            assert (row.low, row.high) == pytest.approx((other.low, other.high))


def test_the_psa_at_which_half_are_found_needs_a_slope(tmp_path):
    found = results(tmp_path)
    for side in ("index", "comparator"):
        row = found.row(f"patient.all.{side}-psa-at-half.{GEE}")
        assert row.value is None
        assert "holds no change with PSA" in row.note
    steep = [(int(x > -0.5) ^ (k in (1, 7)), int(x > 0.3) ^ (k in (2, 8))) for k, x in enumerate(LOGS * 4)]
    psa = [round(value * (1 + k / 1000), 6) for k, value in enumerate(PSA * 4)]
    row = results(tmp_path, psa=psa, found=steep).row(f"patient.all.index-psa-at-half.{GEE}")
    assert row.low < row.value < row.high
    assert math.isfinite(row.high)


def test_from_where_a_covariate_is_counted_changes_no_row(tmp_path):
    model = '[model]\ncovariates = ["psa", "scanned"]\n'
    found = [(int(x > -0.5) ^ (k in (1, 7)), int(x > 0.3) ^ (k in (2, 8))) for k, x in enumerate(LOGS * 4)]
    years = [k * 7 % 6 for k in range(len(found))]
    more = [[("scanned", [zero + year for year in years])] for zero in (0, 202300)]
    near, far = (modelled(results(tmp_path, model, PSA * 4, one, found)) for one in more)
    assert any(row.quantity == "index-psa-at-half" and row.value for row in near)
    for row, other in zip(near, far, strict=True):
        ours, theirs = ([one.value, one.low, one.high, one.statistic, one.p_value] for one in (other, row))
        np.testing.assert_allclose(np.array(ours, dtype=float), np.array(theirs, dtype=float), 1e-8, err_msg=row.id)


def test_every_row_has_an_entry_in_the_catalogue_and_words(tmp_path):
    found = results(tmp_path)
    for row in modelled(found):
        assert entry_of(row.quantity, row.method) is not None, row.id
        assert "%" not in value_text(row).split(" (")[0] or row.quantity.endswith("rate"), row.id


def test_results_hold_no_name_of_a_patient_and_no_infinity(tmp_path):
    text = json_text(results(tmp_path).further["model"])
    assert "P01" not in text
    assert "inf" not in text


TWO = PLAN.replace("[strata]", '[[contrasts]]\nindex = "FACBC"\ncomparator = "PSMA"\n[strata]')


def test_every_contrast_has_a_model_of_its_own_and_exchanged_tests_mirror(tmp_path):
    found = results(tmp_path, plan=TWO)
    ids = [row.id.partition(":")[0] for row in modelled(found)]
    assert list(dict.fromkeys(ids)) == ["PSMA-vs-FACBC", "FACBC-vs-PSMA"]
    assert ids.count("PSMA-vs-FACBC") == ids.count("FACBC-vs-PSMA")
    one, other = (found.row(f"{pair}:patient.all.model-odds-ratio.{GEE}") for pair in dict.fromkeys(ids))
    assert one.value * other.value == pytest.approx(1)
    assert one.low * other.high == pytest.approx(1)
    assert one.value == pytest.approx(results(tmp_path).row(f"patient.all.model-odds-ratio.{GEE}").value)


def test_tables_and_curves_show_the_contrast_that_leads(tmp_path):
    found = results(tmp_path, plan=TWO)
    (second,) = found.further["model"]["contrasts"]
    led = found.led_by(1)
    assert led.further["model"] == second
    for one, prefix in ((found, "PSMA-vs-FACBC:"), (led, "FACBC-vs-PSMA:")):
        for shown in (table(one), rates_table(one)):
            linked = [cell.row for cells in shown.rows for cell in cells if cell.row]
            assert linked
            assert all(row.startswith(prefix) for row in linked)
    assert len(table(led).rows) == len(table(found).rows)
    first, other = figure(found), figure(led)
    assert [row[0] for row in first.data[1:3]] == ["PSMA", "PSMA"]
    assert [row[0] for row in other.data[1:3]] == ["FACBC", "FACBC"]


def test_the_section_shows_the_model_of_every_contrast(tmp_path):
    found = results(tmp_path, plan=TWO + '[report]\nfigures = ["model"]\n')
    drawings = Drawings(found)
    blocks = section(found, drawings).blocks
    assert [block.name for block in blocks if isinstance(block, Table)] == [
        *("model", "model-rates", "model-2", "model-rates-2")
    ]
    drawn = [block.figure for block in blocks if isinstance(block, Drawing)]
    assert [one.name for one in drawn] == ["model", "model-2"]
    assert drawn[1].title.endswith(": FACBC against PSMA")
    words = [block.text for block in blocks if isinstance(block, Paragraph)]
    assert [text.partition(":")[0] for text in words if "log odds" in text] == [
        "PSMA against FACBC",
        "FACBC against PSMA",
    ]


@pytest.mark.parametrize(
    ("model", "says"),
    [
        ('correlation = "independence"\n', "correlation is given, and no covariate"),
        ('covariates = ["psa", "psa"]\n', "'psa' stands there 2 times"),
        ('covariates = ["psa"]\ncategories = ["adt"]\n', "'adt' is not one of the columns"),
        ('covariates = ["psa"]\nat = [-1.0]\n', "-1 is not a PSA above 0"),
        ('covariates = ["psa"]\nvariance = "sandwich"\n', "'sandwich' is not known"),
        ('covariates = ["weight"]\n', "'weight', which the file does not have"),
    ],
)
def test_what_a_plan_may_not_say_is_refused(tmp_path, model, says):
    with pytest.raises(UsageError, match=says):
        results(tmp_path, "[model]\n" + model)


def test_a_column_of_very_many_words_is_no_category(tmp_path):
    names = [f"w{k}" for k in range(26)]
    many = [("site", [*names])]
    with pytest.raises(UsageError, match="26 categories, more than 12"):
        results(
            tmp_path,
            '[model]\ncovariates = ["site"]\n',
            psa=[0.5] * 26,
            more=many,
            found=[PATIENTS[k % 12] for k in range(26)],
        )


def test_a_file_without_psa_cannot_have_it_as_a_covariate(tmp_path):
    path = tmp_path / "reads.csv"
    lines = [f"P{k},{test},positive" for k in range(8) for test in ("PSMA", "FACBC")]
    path.write_text("patient_id,modality,result\n" + "\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(UsageError, match="the file has no PSA"):
        compare(path, plan_of(PLAN + MODEL))
