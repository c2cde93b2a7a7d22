"""What makes a covariate a number: digits and their sign, whatever Python would read, and under either decimal sign."""

from __future__ import annotations

import pytest

from psmatrial.analysis.plan_file import plan_of
from psmatrial.analysis.run import compare
from psmatrial.displays.model_words import MODELLED, named_covariates
from psmatrial.displays.tables.model import table
from psmatrial.errors import InputError, UsageError
from psmatrial.models.detection.marginal_model import REPEATED
from psmatrial.reports.report import Drawings
from psmatrial.reports.sections.model import section
from tests.analysis.test_detection_model import PLAN, PSA, results
from tests.models.paired import LOGS

SCORES = [("score", ["2", "10.25", "0.5", "3.5"] * 3)]
COMMA = '[input]\ndecimal = ","\n'


def in_commas(tmp_path, more, declared=COMMA):
    """Compare the patients of the file that was written last, each number with a decimal comma."""
    text = (tmp_path / "reads.csv").read_text(encoding="utf-8").replace(",", ";").replace(".", ",")
    (tmp_path / "reads.csv").write_text(text, encoding="utf-8")
    return compare(tmp_path / "reads.csv", plan_of(PLAN + declared + more))


@pytest.mark.parametrize("words", [("3_4", "4_3", "4_4"), ("\u0663", "\u0664", "\u0665"), ("1", "nan", "inf")])
def test_what_only_python_reads_as_a_number_is_a_category(tmp_path, words):
    model = '[model]\ncovariates = ["gleason"]\n'
    found = results(tmp_path, model, more=[("gleason", [*words] * 4)])
    first, *others = words
    assert [one["words"] for one in found.further["model"]["covariates"]] == [
        f"gleason: {word} against {first}" for word in sorted(others)
    ]


def test_a_covariate_in_exponent_notation_is_neither_number_nor_category_until_the_plan_says_so(tmp_path):
    more = [("volume", ["1e2", "20", "30.5"] * 4)]
    model = '[model]\ncovariates = ["volume"]\n'
    with pytest.raises(UsageError, match=r"model.covariates: in volume, '1e2' is in exponent notation"):
        results(tmp_path, model, more=more)
    found = results(tmp_path, f'{model}categories = ["volume"]\n', more=more)
    assert len(found.further["model"]["covariates"]) == 2


@pytest.mark.parametrize("numbers", [(20.5, 3.25, 41.0), (-1.5, 2.0, 0.5)])
def test_a_covariate_with_a_declared_comma_is_that_with_a_point(tmp_path, numbers):
    baseline = '[baseline]\ncolumns = ["volume"]\n[model]\ncovariates = ["psa", "volume"]\n'
    volumes = [round(number + place, 2) for place, number in enumerate([*numbers] * 4)]
    points = results(tmp_path, baseline, more=[("volume", volumes)])
    commas = in_commas(tmp_path, baseline)
    assert commas.rows == points.rows
    assert commas.further["model"] == points.further["model"]
    assert commas.further["baseline"] == points.further["baseline"]
    assert [one["kind"] for one in commas.further["baseline"]["columns"]] == ["number", "number"]


def test_a_category_of_table_1_is_a_number_of_the_model_under_either_sign(tmp_path):
    counted = '[baseline]\ncolumns = ["score"]\ncategories = ["score"]\n[model]\ncovariates = ["psa", "score"]\n'
    points = results(tmp_path, counted, more=SCORES)
    assert [one["words"] for one in points.further["model"]["covariates"]] == ["PSA, per doubling", "score, per 1"]
    commas = in_commas(tmp_path, counted)
    assert commas.rows == points.rows
    assert commas.further["model"] == points.further["model"]
    assert commas.further["baseline"] == points.further["baseline"]
    assert commas.further["baseline"]["columns"][1]["kind"] == "category"
    # Where the plan does not declare the comma, it is not a category of the model either.
    with pytest.raises(InputError, match=r"has a decimal comma"):
        compare(tmp_path / "reads.csv", plan_of(PLAN + counted))


@pytest.mark.parametrize("key", ["by", "strata"])
def test_a_group_of_an_outcome_is_a_number_of_the_model_under_either_sign(tmp_path, key):
    grouped = (
        '[model]\ncovariates = ["score"]\n[outcome]\ntime = "months"\nunit = "months"\nevent = "event"\n'
        f'event_values = ["yes"]\ncensor_values = ["no"]\n{key} = "score"\n'
    )
    further = [*SCORES, ("months", list(range(1, 13))), ("event", ["yes", "no", "yes"] * 4)]
    points = results(tmp_path, grouped, more=further)
    assert [one["words"] for one in points.further["model"]["covariates"]] == ["score, per 1"]
    commas = in_commas(tmp_path, grouped)
    assert commas.further["model"] == points.further["model"]
    assert commas.rows == points.rows


def test_categories_of_the_model_stand_by_their_size_under_either_sign(tmp_path):
    called = '[model]\ncovariates = ["score"]\ncategories = ["score"]\n'
    points = results(tmp_path, called, more=SCORES)
    commas = in_commas(tmp_path, called)
    words = [
        [one["words"].replace(",", ".") for one in found.further["model"]["covariates"]] for found in (points, commas)
    ]
    assert words == [[f"score: {level} against 0.5" for level in ("2", "3.5", "10.25")]] * 2
    assert [row.value for row in commas] == [row.value for row in points]


@pytest.mark.parametrize(("value", "categories"), [("A", ""), ("7", ""), ("7", 'categories = ["site"]\n')])
def test_a_covariate_of_one_category_withholds_the_model_as_a_number_that_never_changes_does(
    tmp_path, value, categories
):
    model = f'[model]\ncovariates = ["psa", "site"]\n{categories}'
    found = results(tmp_path, model, more=[("site", [value] * 12)])
    (row,) = (row for row in found if row.quantity.startswith("model-"))
    assert (row.value, row.note) == (None, REPEATED)
    assert named_covariates(found.further["model"]["covariates"]) == ["ln PSA", "site"]


def _of_many(tmp_path, values, variance="fay-graubard", categories=""):
    """Return the model of 48 invented patients with two further columns, the second 1 in eleven of twelve."""
    model = f'[model]\ncovariates = ["psa", "seen", "adt"]\nvariance = "{variance}"\n{categories}'
    found = [(int(x > -0.5) ^ (k in (1, 7)), int(x > 0.3) ^ (k in (2, 8))) for k, x in enumerate(LOGS * 4)]
    more = [("seen", (values * 48)[:48]), ("adt", [int(k not in (5, 18, 27, 40)) for k in range(48)])]
    return results(tmp_path, model, PSA * 4, more, found)


# Of 2 and 3 in turn the mean is 5 standard deviations from 0, of 1 and 2 exactly 3. That of 0 and 1 alike, one in 12 of
# them 0, is 3.3 from it, and 0 is one of its values.
@pytest.mark.parametrize("values", [[45000, 45100, 45200, 45400], [2, 3], [-2, -3]])
def test_with_fay_and_graubard_each_row_names_a_covariate_far_from_0(tmp_path, values):
    found = _of_many(tmp_path, values)
    rows = [row for row in found if row.quantity in MODELLED]
    for row in rows:
        said = "the values of seen lie far from 0: take the mean off in the file" in row.note
        assert said == row.method.startswith("gee"), row.id
    (told,) = (block.text for block in section(found, Drawings(found)).blocks[1:2])
    assert told.startswith("Fay-Graubard variance depends on the zero of a covariate")
    assert any("the values of seen lie far from 0" in note for note in table(found).footnotes)


@pytest.mark.parametrize(
    ("values", "variance", "categories"),
    [
        ([1, 2], "fay-graubard", ""),
        ([-200, -100, 100, 200], "fay-graubard", ""),
        ([45000, 45100], "fay-graubard", 'categories = ["seen"]\n'),
        ([45000, 45100, 45200, 45400], "mancl-derouen", ""),
    ],
)
def test_a_covariate_about_0_a_category_and_another_variance_need_no_such_note(tmp_path, values, variance, categories):
    found = _of_many(tmp_path, values, variance, categories)
    assert found.further["model"]["note"] == ""
    assert not any("far from 0" in row.note for row in found)


def test_where_a_covariate_separates_the_results_no_note_speaks_of_a_variance_that_is_not_used(tmp_path):
    model = '[model]\ncovariates = ["seen"]\nvariance = "fay-graubard"\n'
    parted = [(int(k > 5), int(k > 5)) for k in range(12)]
    found = results(tmp_path, model, more=[("seen", [45000 + k for k in range(12)])], found=parted)
    assert any(row.method == "penalised-gee" for row in found)
    assert not any("far from 0" in row.note for row in found)
