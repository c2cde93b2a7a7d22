"""What a plan for a file of outcomes alone says beside its outcome: Table 1, and what only readings can give."""

from __future__ import annotations

from datetime import date

import pytest
from click.testing import CliRunner

from psmatrial.analysis.lock import Lock, locked_toml
from psmatrial.analysis.outcome_only import NEEDING_READINGS
from psmatrial.analysis.plan_file import plan_of, plan_of_record
from psmatrial.analysis.plan_text import plan_record
from psmatrial.analysis.run import compare
from psmatrial.cli import group
from psmatrial.displays.display import Cell
from psmatrial.displays.outcome_texts import outcome_methods_text
from psmatrial.displays.tables import baseline
from psmatrial.errors import InputError, UsageError
from psmatrial.reports.report import Drawings, document
from tests.analysis.test_outcome import ARMS, HEADER, KM, ROWS, results

PARTS = {
    "model": '[model]\ncovariates = ["site"]\n',
    "truth": '[truth]\nstandards = ["histology"]\n',
    "management": '[management]\nbefore = "arm"\nafter = "site"\n',
    "measured": '[measured]\ncolumn = "months"\n',
}
MARGINS = {
    "margin": "[primary]\nmargin = -0.1\n",
    "ratio_margin": "[primary]\nratio_margin = 0.8\n",
    "equivalence": "[primary]\nmargin = 0.1\nequivalence = true\n",
}
SITES = '[baseline]\ncolumns = ["site"]\n'


@pytest.mark.parametrize(("key", "text"), MARGINS.items())
def test_a_planned_margin_is_refused_and_its_default_is_not(tmp_path, key, text):
    with pytest.raises(UsageError) as caught:
        results(tmp_path, KM + ARMS + text)
    found = {problem.column: (problem.text, problem.hint) for problem in caught.value.problems}
    text, hint = found[f"primary.{key}"]
    assert text.endswith(" is planned, and the file holds outcomes and no readings.")
    assert hint == f"Take primary.{key} out, or plan it for a file of readings."
    assert set(found) == {f"primary.{key}", *(["primary.margin"] if key == "equivalence" else [])}
    # A plan that states every default is run, and so is the plan that its report carries.
    first = results(tmp_path, locked_toml(plan_of(KM + ARMS), date(2026, 3, 1)))
    assert compare(tmp_path / "outcomes.csv", plan_of_record(first.plan)).rows == first.rows


def test_what_needs_readings_is_refused_part_by_part_and_all_at_once(tmp_path):
    assert set(PARTS) | {f"primary.{key}" for key in MARGINS} == set(NEEDING_READINGS)
    for part, text in PARTS.items():
        with pytest.raises(UsageError, match=rf"^the plan: {part}: .* outcomes and no readings\. Take \[{part}\] out"):
            results(tmp_path, KM + ARMS + text)
    with pytest.raises(UsageError) as caught:
        results(tmp_path, KM + ARMS + "".join(PARTS.values()))
    assert [problem.column for problem in caught.value.problems] == list(PARTS)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (PARTS["model"], "no readings"),
        (MARGINS["margin"], "a margin of the difference is planned"),
        ('[baseline]\ncolumns = ["code"]\n', "holds the numbers of the patients"),
    ],
)
def test_check_refuses_what_compare_does(tmp_path, text, words):
    data, plan = tmp_path / "outcomes.csv", tmp_path / "plan.toml"
    lines = [f"{row},{row.partition(',')[0]}" for row in ROWS]
    data.write_text("\n".join([f"{HEADER},code", *lines]) + "\n", encoding="utf-8")
    plan.write_text(KM + ARMS + text, encoding="utf-8")
    for command in (["check"], ["compare", "-o", str(tmp_path / "report")]):
        found = CliRunner().invoke(group, [*command, str(data), "--plan", str(plan)])
        assert isinstance(found.exception, UsageError)
        assert words in str(found.exception)


def test_table_1_counts_all_patients_and_those_followed_up_and_says_nothing_of_pairs(tmp_path):
    found = results(tmp_path, KM + ARMS + SITES, [*ROWS, "P9,,0,A,y"])
    table = baseline.table(found)
    assert [column.heading for column in table.columns] == ["Characteristic", "All patients, n = 9", "Analysed, n = 8"]
    cells = [tuple(cell.text for cell in row) for row in table.rows]
    assert cells == [("Site", "", ""), ("x", "4 (44%)", "4 (50%)"), ("y", "5 (56%)", "4 (50%)")]
    assert not any("Both tests" in note for note in table.footnotes)
    sections = [section.name for section in document(found, Drawings(found)).sections]
    assert sections[:3] == ["flow", "baseline", "survival"]
    assert "baseline" not in results(tmp_path, KM + ARMS).further


def test_a_doubling_time_in_table_1_is_explained_in_the_methods(tmp_path):
    history = [f"P1,{month},{psa}" for month, psa in ((0, 1), (6, 2), (12, 4))]
    (tmp_path / "psa.csv").write_text("\n".join(["patient_id,month,psa", *history]) + "\n", encoding="utf-8")
    plan = KM + ARMS + '[baseline]\ncolumns = ["psa_doubling_time"]\npsa_history = "psa.csv"\n'
    found = results(tmp_path, plan)
    # From 1 to 2 to 4 in steps of six months.
    assert Cell("6.0 (6.0 to 6.0)") in baseline.table(found).rows[0]
    texts, references = outcome_methods_text(found)
    assert texts[1].startswith("PSA doubling time was ln 2 over the slope")
    assert any("Pound" in reference for reference in references)


def test_a_locked_plan_that_needs_readings_is_said_not_to_be_carried_out(tmp_path):
    path = tmp_path / "outcomes.csv"
    path.write_text("\n".join([HEADER, *ROWS]) + "\n", encoding="utf-8")
    locked = Lock("2026-03-01", "0" * 64, "1.0", plan_record(plan_of(KM + ARMS + PARTS["truth"])))
    found = compare(path, plan_of(KM + ARMS), lock=locked).further["lock"]
    assert found["not_carried_out"] == "a reference standard is planned, and the file holds outcomes and no readings."
    assert [one["key"] for one in found["deviations"]] == ["truth.standards"]


@pytest.mark.parametrize("text", [PARTS["measured"].replace("months", "suv"), SITES.replace("site", "sitee")])
def test_a_column_that_is_not_there_is_told_with_those_of_the_file_alone(tmp_path, text):
    with pytest.raises(UsageError) as caught:
        results(tmp_path, KM + ARMS + text)
    assert str(caught.value).endswith(f"Accepted: {HEADER.replace(',', ', ')}.")


def test_a_missing_column_of_patients_is_told_with_the_columns_of_the_file_alone(tmp_path):
    header = HEADER.replace("patient_id", "code")
    with pytest.raises(InputError) as caught:
        results(tmp_path, KM + ARMS, header=header)
    assert f"The file has: {header.replace(',', ', ')}. If it has another name" in str(caught.value)
