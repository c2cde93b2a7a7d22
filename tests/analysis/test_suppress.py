"""Reports without small counts: nothing in any file depends on what is hidden, and nothing shown is small."""

from __future__ import annotations

import csv
import json
import random
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psmatrial.analysis.example import example
from psmatrial.analysis.explain import explained
from psmatrial.analysis.lock import locked_toml
from psmatrial.analysis.plan import Origin, Plan, Report, Strata
from psmatrial.analysis.plan_file import read_plan
from psmatrial.analysis.results import Results, loaded
from psmatrial.analysis.run import compare
from psmatrial.analysis.suppress import UNTOLD, suppressed, threshold
from psmatrial.analysis.suppress_levels import levels, primary_stand
from psmatrial.errors import UsageError
from psmatrial.menu import Menu
from psmatrial.model import CELLS, PairedTable
from psmatrial.reports.folder import write
from psmatrial.reports.report import files
from psmatrial.reports.verify import verified
from psmatrial.stats.recover import recover
from psmatrial.stats.recovery.facts import facts
from psmatrial.stats.suppression import hidden_values
from tests.cohorts import pairs, reads, trial

FORMATS = ("html", "pdf", "json", "csv")
BINS = ("0.2-0.5", ">0.5-1.0", ">1.0-2.0")
PSA = ("0.30", "0.70", "1.50")
PLAN = Plan(strata=Strata(bins=BINS))
LARGE = ((20, 30, 12, 40), (25, 28, 9, 30), (30, 40, 8, 22))
SMALL_CELL = ((20, 30, 12, 40), (25, 28, 9, 30), (30, 40, 2, 28))
STRATA = st.tuples(*[st.tuples(*[st.integers(0, 14)] * 4)] * 3)


def cohort(path: Path, strata: tuple[tuple[int, ...], ...], *more: tuple[str, str, str]) -> Results:
    """Return the results of patients who fall into these strata, and of some more."""
    people = [(*pair, psa) for psa, cells in zip(PSA, strata, strict=True) for pair in pairs(*cells)]
    return compare(reads(path / "reads.csv", [*people, *more]), PLAN)


def shown_counts(results: Results) -> list[int]:
    """Return every count that rows, primary table and patients show, with those that follow in a row."""
    found = [results.patients["analysed"], *results.primary["table"].values()]
    found += [item["n"] for item in results.patients["excluded"]]
    for row in results:
        found += [getattr(row, name) for name in (*CELLS, "numerator", "denominator", "n")]
        if row.numerator is not None:
            found.append(row.denominator - row.numerator)
    return [count for count in found if count is not None]


def of_one_input(results: Results) -> Results:
    """Return results as if their input were always the same: the hash of a file differs with its patients."""
    return replace(results, provenance={**results.provenance, "input_sha256": "0" * 64})


def dealt_out(source: Path, target: Path, seed: int) -> Path:
    """Write the shipped readings with the comparator's readings and the PSA values dealt out between patients."""
    with source.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    patients = list(dict.fromkeys(row["patient_id"] for row in rows))
    others, donors = patients[:], patients[:]
    random.Random(seed).shuffle(others)  # noqa: S311 - no secret
    random.Random(seed + 1).shuffle(donors)  # noqa: S311 - no secret
    moved, psa = dict(zip(others, patients, strict=True)), {row["patient_id"]: row["psa"] for row in rows}
    values = {name: psa[donor] for name, donor in zip(patients, donors, strict=True)}
    for row in rows:
        if row["modality"] == "fluciclovine":
            row["patient_id"] = moved[row["patient_id"]]
        row["psa"] = values[row["patient_id"]]
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return target


def test_every_file_of_the_trial_is_the_same_for_other_patients_with_the_same_rates(tmp_path: Path) -> None:
    """Cells, regions, readers, strata and agreement of these patients are others: no byte may tell."""
    made, tables = [], []
    for seed in range(20):
        if len(made) == 2:
            break
        source = dealt_out(example()[0], tmp_path / "reads.csv", seed)
        results = compare(source, example()[1])
        table = PairedTable(**results.primary["table"])
        if min(table.cells) < 5 and table.both != 9:
            tables.append(table)
            made.append(files(of_one_input(suppressed(results, 5)), FORMATS))
    assert len(set(tables)) == 2
    assert files(of_one_input(suppressed(trial(), 5)), FORMATS) == made[0] == made[1]


@given(STRATA, st.randoms(use_true_random=False), st.integers(2, 6))
@settings(deadline=None, max_examples=10)
def test_what_is_saved_says_nothing_of_hidden_cells(
    tmp_path_factory: pytest.TempPathFactory, strata: tuple[tuple[int, ...], ...], chance: random.Random, least: int
) -> None:
    """Patients of a stratum exchange what the comparator found: where the levels stay, the whole record stays."""
    if not any(map(sum, strata)):
        return
    folder = tmp_path_factory.mktemp("cohort")
    first = cohort(folder, strata)
    second = cohort(folder, tuple(_exchanged(cells, chance) for cells in strata))
    same_total = primary_stand(first), "whole"
    if levels(first, least) == levels(second, least) and same_total not in levels(first, least).items():
        assert of_one_input(suppressed(first, least)).json() == of_one_input(suppressed(second, least)).json()
    assert min(shown_counts(suppressed(first, least)), default=least) >= least


def _exchanged(cells: tuple[int, ...], chance: random.Random) -> tuple[int, ...]:
    """Return the cells of a stratum after patients exchanged what the comparator found."""
    both, index_only, comparator_only, neither = cells
    index = [1] * (both + index_only) + [0] * (comparator_only + neither)
    other = [1] * (both + comparator_only) + [0] * (index_only + neither)
    chance.shuffle(other)
    found = list(zip(index, other, strict=True))
    return tuple(found.count(pair) for pair in ((1, 1), (1, 0), (0, 1), (0, 0)))


def test_recover_finds_every_hidden_value_from_all_that_the_trial_still_shows() -> None:
    page = files(suppressed(trial(), 5), ("html",))["report.html"].decode()
    printed = {
        "n": "50",
        "index": "28/50 (56%)",
        "index_ci": "41 to 70",
        "comparator": "13/50 (26%)",
        "comparator_ci": "15 to 40",
        "difference": "+30",
    }
    assert [text for text in printed.values() if text not in page] == []
    fits = {fit.table.both for fit in recover(facts(printed), explain=False).tables}
    hidden = {value for low, high in hidden_values(PairedTable(9, 19, 4, 18), 5) for value in range(low, high + 1)}
    assert len(fits & hidden) >= 5
    assert fits >= hidden


def test_no_hidden_number_of_the_trial_stands_in_any_text() -> None:
    texts = files(suppressed(trial(), 5), ("html", "json", "csv"))
    told = (
        "odds ratio 4.8",
        "0.0026",
        "0.002599",
        "12 to 46",
        "0.1213",
        "4.75",
        "19.20",
        "1.58 to",
        "23 of 50",
        "/26",
        "/18",
    )
    found = {(name, text) for name, content in texts.items() for text in told if text in content.decode()}
    assert found == set()
    assert not any(re.search(r"p [=<>] 0\.\d", content.decode()) for content in texts.values())
    assert "0.0026" in files(trial(), ("html",))["report.html"].decode()


def test_of_what_the_plan_says_of_the_data_sentences_without_numbers_stay() -> None:
    origin = suppressed(trial(), 5).plan["origin"]
    assert origin["statement"] == "No patient-level data of this trial are public."
    assert origin["uncertain"] == ["The stratum tables are one of nine sets that fit the print."]
    assert origin["kind"] == "rebuilt"


def test_a_lock_that_holds_numbers_in_its_words_is_not_suppressed(tmp_path: Path) -> None:
    reads_path, plan = example()
    lock = tmp_path / "plan.lock.toml"
    lock.write_text(locked_toml(read_plan(plan), date(2026, 3, 1)), encoding="utf-8")
    with pytest.raises(UsageError, match="says of its data"):
        suppressed(compare(reads_path, lock=lock), 5)
    bare = replace(read_plan(plan), origin=Origin())
    lock.write_text(locked_toml(bare, date(2026, 3, 1)), encoding="utf-8")
    with pytest.raises(UsageError, match="the one that ran beside it"):
        suppressed(compare(reads_path, read_plan(plan), lock=lock), 5)
    assert suppressed(compare(reads_path, lock=lock), 5).further["lock"]["deviations"] == []


def test_the_trial_at_five_shows_its_rates_and_at_three_its_table() -> None:
    five, three = suppressed(trial(), 5), suppressed(trial(), 3)
    assert five.primary["table"] == dict.fromkeys(CELLS)
    assert five.row("patient.all.rate-difference.tango").value == pytest.approx(0.3)
    assert five.row("patient.all.rate-difference.tango").low is None
    assert three.primary["table"] == trial().primary["table"]
    assert three.row("patient.all.equality.exact") == trial().row("patient.all.equality.exact")
    assert three.row("patient.psa-0.2-0.5.index-rate.clopper-pearson").n is None
    assert threshold(five) == 5
    assert threshold(trial()) is None


def test_rows_of_planned_tables_keep_their_ids() -> None:
    kept = {row.id for row in suppressed(trial(), 5)}
    assert {row.id for row in trial() if row.stratum_by is None and row.quantity == "equality"} <= kept
    assert not any("choice" in row or "agreement" in row or "pooled" in row for row in kept)


def test_strata_are_shown_whole_in_part_or_not_at_all(tmp_path: Path) -> None:
    whole, part = (suppressed(cohort(tmp_path, strata), 5) for strata in (LARGE, SMALL_CELL))
    assert whole.row("patient.psa-gt1.0-2.0.equality.exact").p_adjusted is not None
    assert whole.row("patient.psa.pooled-difference.stratified-tango").n == 294
    assert {row.both for row in part if row.stratum_by == "psa"} == {None}
    assert part.row("patient.psa-0.2-0.5.index-rate.clopper-pearson").numerator == 50
    assert not [row for row in part if row.quantity == "pooled-difference"]
    page = files(part, ("html",))
    assert "figures/paired-bars-strata.svg" in page
    assert "figures/forest.svg" not in page


def test_few_patients_left_out_are_not_told_nor_how_many_came(tmp_path: Path) -> None:
    few = suppressed(cohort(tmp_path, LARGE, *[("positive", "", "0.30")] * 4), 5)
    many = suppressed(cohort(tmp_path, LARGE, *[("positive", "", "0.30")] * 5), 5)
    assert few.patients == {"read": None, "analysed": 294, "excluded": []}
    assert many.patients == {"read": 299, "analysed": 294, "excluded": [{"reason": UNTOLD, "n": 5}]}
    assert suppressed(cohort(tmp_path, LARGE), 5).patients == few.patients
    reasons = [("positive", "", "0.30")] * 3 + [("", "positive", "0.30")] * 3
    page = files(suppressed(cohort(tmp_path, LARGE, *reasons), 5), ("html",))["report.html"].decode()
    assert "6 were left out (6 for reasons that are withheld)" in page
    assert re.search(r"no result under (PSMA|fluciclovine|either)", page) is None
    assert few.provenance["warnings"] == many.provenance["warnings"] == []
    page = files(few, ("html",))["report.html"].decode()
    assert "who was left out is withheld" in page
    assert re.search(r"\b(298|4) patients", page) is None


def test_keys_that_hold_counts_are_gone() -> None:
    found = suppressed(trial(), 5)
    assert set(found.further) == {"strata", "suppressed"}
    assert set(found.provenance) == {"input", "input_sha256", "versions", "warnings"}
    assert {one["n"] for one in found.further["strata"]["bins"]} == {None}


@pytest.mark.parametrize("least", [2, 5, 14, 51])
def test_every_level_makes_a_whole_report_that_names_what_is_withheld(least: int) -> None:
    only = replace(trial(), plan={**trial().plan, "report": {**trial().plan["report"], "sections": ["flow"]}})
    for results in (trial(), only):
        page = files(suppressed(results, least), FORMATS)["report.html"].decode()
        assert "What is withheld, and why" in page
        assert f"Counts below {least} are withheld" in page
        assert "None" not in page


@pytest.mark.parametrize("least", [2, 5, 14, 51])
def test_every_figure_is_drawn_or_left_out(least: int) -> None:
    results = suppressed(trial(), least)
    menu = Menu("displays/figures", "figure")
    made = {name for name in menu.names() if menu.load(name).figure(results) is not None}
    assert made == {2: {"tile", "icons"}, 5: {"paired-bars-endpoints"}}.get(least, set())


def test_a_report_without_small_counts_is_verified_and_explained(tmp_path: Path) -> None:
    write(tmp_path / "report", lambda: files(suppressed(trial(), 5), FORMATS))
    found = verified(tmp_path / "report", example()[0])
    assert found.differences == ()
    saved = loaded(tmp_path / "report")
    assert explained(saved, "patient.all.equality.exact")["row"]["p_value"] is None
    assert explained(saved, "patient.all.equality.exact")["others"][0]["p_value"] is None
    assert json.loads((tmp_path / "report" / "results.json").read_text())["suppressed"]["below"] == 5


def test_with_a_margin_planned_its_tests_are_withheld_with_the_cells(tmp_path: Path) -> None:
    strata = ((9, 19, 4, 18), (0, 0, 0, 0), (0, 0, 0, 0))
    people = [(*pair, psa) for psa, cells in zip(PSA, strata, strict=True) for pair in pairs(*cells)]
    plan = replace(PLAN, primary=replace(PLAN.primary, margin=-0.1), report=Report())
    found = suppressed(compare(reads(tmp_path / "reads.csv", people), plan), 5)
    rows = [row for row in found if row.quantity == "rate-difference-margin"]
    assert rows
    assert {row.p_value for row in rows} | {row.statistic for row in rows} == {None}
    assert "one-sided p" not in files(found, ("html",))["report.html"].decode()


@pytest.mark.parametrize("least", [1, 0, -3])
def test_a_threshold_that_hides_nothing_is_refused(least: int) -> None:
    with pytest.raises(UsageError, match="withholds nothing"):
        suppressed(trial(), least)


def test_what_is_withheld_is_not_withheld_again() -> None:
    with pytest.raises(UsageError, match="already"):
        suppressed(suppressed(trial(), 5), 3)


@pytest.mark.parametrize("name", ["lesions", "outcomes"])
def test_lesions_and_outcomes_alone_are_refused(name: str) -> None:
    folder = Path(__file__).parents[2] / "data" / name
    file = next(folder.glob("*.csv"))
    with pytest.raises(UsageError, match="--suppress covers comparisons of patients"):
        suppressed(compare(file, folder / "plan.toml"), 5)
