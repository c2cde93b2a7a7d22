"""A plan locked before the data are read: refused when it was changed, and every deviation from it named."""

from __future__ import annotations

import hashlib
import json
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from psmatrial.analysis.example import example
from psmatrial.analysis.lock import left_open, lock_named, lock_of_record, locked_toml, read_lock, today
from psmatrial.analysis.lock_table import plan_hash
from psmatrial.analysis.plan import Plan, Strata
from psmatrial.analysis.plan_file import plan_of, plan_of_record, read_plan
from psmatrial.analysis.run import compare
from psmatrial.errors import UsageError
from psmatrial.model import Contrast
from tests.cohorts import reads, trial_patients

DAY = date(2026, 3, 1)
PLAN = Plan(contrasts=(Contrast("PSMA", "fluciclovine"),))
DATA = Path(__file__).resolve().parents[2] / "data"


@pytest.fixture
def file(tmp_path):
    return reads(tmp_path / "reads.csv", trial_patients())


def locked(place, plan=PLAN, name="plan.lock.toml"):
    path = place / name
    path.write_text(locked_toml(plan, DAY), encoding="utf-8")
    return path


def lock_in(results):
    return results.further["lock"]


def deviations(results):
    return [(one["key"], one["weight"], one["locked"], one["ran"]) for one in lock_in(results)["deviations"]]


@pytest.mark.parametrize("name", ["calais2019", "three-tests", "truth", "management", "outcomes"])
def test_a_locked_plan_reads_as_the_plan_that_was_locked(name):
    plan = read_plan(DATA / name / "plan.toml")
    assert plan_of(locked_toml(plan, DAY)) == plan


def test_a_locked_plan_states_every_key_and_its_hash_can_be_worked_out_without_this_program():
    document = tomllib.loads(locked_toml(PLAN, DAY))
    lock = document.pop("lock")
    text = json.dumps(document, separators=(",", ":"))
    assert lock == {"date": "2026-03-01", "sha256": hashlib.sha256(text.encode()).hexdigest(), "psmatrial": "0.1.0"}
    assert document["reading"]["rule"] == "majority"
    assert document["primary"]["test"] == "exact"


def test_the_hash_of_a_plan_stays_what_it_is_from_version_to_version():
    stated = {"level": 0.95, "primary": {"margin": -0.1}, "contrasts": [{"index": "PSMA", "comparator": "ü"}]}
    text = '{"level":0.95,"primary":{"margin":-0.1},"contrasts":[{"index":"PSMA","comparator":"\\u00fc"}]}'
    assert plan_hash(stated) == hashlib.sha256(text.encode()).hexdigest()
    assert plan_hash({**stated, "lock": {"date": "2026-03-01"}}) == plan_hash(stated)


def test_lesions_get_their_own_methods_in_the_locked_plan():
    plan = plan_of(locked_toml(read_plan(DATA / "lesions" / "plan.toml"), DAY))
    assert (plan.primary.test, plan.primary.difference, plan.endpoints.patient) == ("obuchowski", "robust", False)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("level = 0.95", "level = 0.9"),
        ('test = "exact"', 'test = "mid-p"'),
        ("# margin = ", "margin = -0.1"),
        ('index = "PSMA"\ncomparator = "fluciclovine"', 'index = "fluciclovine"\ncomparator = "PSMA"'),
        ('rule = "majority"  # majority, any, all, or reader\n', ""),
        ('id = ""', 'id = "mine"'),
    ],
)
def test_a_locked_plan_that_was_changed_is_refused_with_both_hashes(tmp_path, before, after):
    path = locked(tmp_path)
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    for reader in (read_plan, read_lock, lock_named):
        with pytest.raises(UsageError) as caught:
            reader(path)
        words = str(caught.value)
        assert "the locked plan was changed after it was locked" in words
        assert tomllib.loads(text)["lock"]["sha256"] in words
        assert plan_hash(tomllib.loads(path.read_text(encoding="utf-8"))) in words


def test_comments_and_blank_lines_of_a_locked_plan_may_change(tmp_path):
    path = locked(tmp_path)
    path.write_text("\n\n# ours\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert lock_named(path).date == "2026-03-01"


@pytest.mark.parametrize(
    "table",
    [
        'lock = "yes"',
        "[lock]",
        '[lock]\ndate = "2026-03-01"\npsmatrial = "0.1.0"',
        f'[lock]\ndate = "2026-02-30"\npsmatrial = "0.1.0"\nsha256 = "{"0" * 64}"',
        f'[lock]\ndate = 2026-03-01\npsmatrial = "0.1.0"\nsha256 = "{"0" * 64}"',
        f'[lock]\ndate = "2026-03-01"\npsmatrial = "0.1.0"\nsha256 = "{"0" * 64}"\nby = "me"',
        f'[lock]\ndate = "2026-03-01"\npsmatrial = "a b"\nsha256 = "{"0" * 64}"',
    ],
)
def test_a_table_that_is_no_lock_is_refused(table):
    with pytest.raises(UsageError, match="is not what `psmatrial init "):
        plan_of(table)


def test_a_plan_without_a_lock_has_none():
    assert read_lock(example()[1]) is None
    with pytest.raises(UsageError, match=r"plan.toml is not a locked plan. Lock it: psmatrial init plan.toml --lock"):
        lock_named(example()[1])


@pytest.mark.parametrize(("seconds", "day"), [("0", "1970-01-01"), ("1772409599", "2026-03-01")])
def test_the_date_is_that_of_the_source_date_epoch_in_utc(monkeypatch, seconds, day):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", seconds)
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    assert today().isoformat() == day


@pytest.mark.parametrize("text", ["", "tomorrow", "1e9", "9" * 30])
def test_a_source_date_epoch_that_is_no_number_is_refused(monkeypatch, text):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", text)
    with pytest.raises(UsageError, match="which is no number of seconds"):
        today()


def test_the_locked_plan_runs_and_nothing_deviates(file, tmp_path):
    path = locked(tmp_path)
    for found in (compare(file, path), compare(file, lock=path), compare(file, PLAN, lock=path)):
        assert deviations(found) == []
        assert lock_in(found)["date"] == "2026-03-01"
        assert lock_in(found)["sha256"] == lock_named(path).sha256
        assert found.rows == compare(file, PLAN).rows


def test_what_the_locked_plan_left_open_and_the_data_filled_is_no_deviation(file, tmp_path):
    assert left_open(Plan()) == ("contrasts", "reading.readers", "endpoints.regions")
    found = compare(file, locked(tmp_path, Plan()))
    assert deviations(found) == []
    left = {one["key"]: one["ran"] for one in lock_in(found)["open"]}
    assert left["contrasts"] == [{"index": "PSMA", "comparator": "fluciclovine"}]
    assert left["reading.readers"] == ["consensus"]
    assert set(left) == {"id", "title", "contrasts", "reading.readers", "strata.bins"}


def test_what_was_left_open_and_somebody_chose_otherwise_is_a_deviation(file, tmp_path):
    turned = replace(PLAN, contrasts=(Contrast("fluciclovine", "PSMA"),))
    found = compare(file, turned, lock=locked(tmp_path, Plan()))
    there, ran = ([{"index": a, "comparator": b}] for a, b in (("PSMA", "fluciclovine"), ("fluciclovine", "PSMA")))
    assert ("contrasts", "counted", there, ran) in deviations(found)


def test_every_deviation_is_named_the_weightiest_first(file, tmp_path):
    ran = replace(
        PLAN,
        level=0.9,
        primary=replace(PLAN.primary, test="mid-p", margin=-0.1),
        strata=Strata(preset="trial"),
        reading=replace(PLAN.reading, equivocal="positive"),
        methods=replace(PLAN.methods, equality=()),
        report=replace(PLAN.report, sections=("detection",)),
    )
    assert deviations(compare(file, ran, lock=locked(tmp_path))) == [
        ("level", "primary", 0.95, 0.9),
        ("primary.test", "primary", "exact", "mid-p"),
        ("primary.margin", "primary", None, -0.1),
        ("reading.equivocal", "counted", "negative", "positive"),
        ("strata.preset", "counted", "wide", "trial"),
        (
            "strata.bins",
            "counted",
            ["<0.5", "0.5-<1", "1-<2", "2-<5", ">=5"],
            ["0.2-0.5", ">0.5-1.0", ">1.0-2.0"],
        ),
        ("methods.equality", "other", ["mid-p", "asymptotic"], []),
        ("report.sections", "other", list(Plan().report.sections), ["detection"]),
    ]


def test_two_keys_in_another_order_are_another_plan(file, tmp_path):
    names = {"a": "prostate bed", "b": "pelvic nodes"}
    turned = dict(reversed(names.items()))
    path = locked(tmp_path, replace(PLAN, region_names=names))
    found = compare(file, replace(PLAN, region_names=turned), lock=path)
    assert [one[0] for one in deviations(found)] == ["region_names"]


def test_a_locked_plan_that_these_data_cannot_carry_out_is_said_and_all_that_ran_instead(file, tmp_path):
    other = replace(PLAN, contrasts=(Contrast("PSMA", "MRI"),))
    found = compare(file, PLAN, lock=locked(tmp_path, other))
    assert lock_in(found)["not_carried_out"] == "the file has no test 'MRI'."
    assert [one[0] for one in deviations(found)] == ["contrasts"]
    assert {one["key"] for one in lock_in(found)["open"]} == {"id", "title", "reading.readers", "strata.bins"}


@pytest.mark.parametrize(("psa", "preset", "of_strata"), [(False, "wide", []), (True, "none", ["preset", "bins"])])
def test_strata_that_the_data_take_away_are_no_deviation_beside_what_is_not_carried_out(
    tmp_path, psa, preset, of_strata
):
    data = reads(tmp_path / "reads.csv", [row if psa else row[:2] for row in trial_patients()])
    other = replace(PLAN, truth=replace(PLAN.truth, standards=("MRI",)))
    found = compare(data, replace(PLAN, strata=Strata(preset=preset)), lock=locked(tmp_path, other))
    assert found.plan["strata"]["preset"] == "none"
    assert [one[0] for one in deviations(found)] == [*(f"strata.{key}" for key in of_strata), "truth.standards"]


def test_a_run_of_the_plan_that_a_report_carries_deviates_as_the_first_run_did(file, tmp_path):
    path = locked(tmp_path, Plan())
    first = compare(file, replace(Plan(), level=0.9), lock=path)
    again = compare(file, plan_of_record(first.plan), lock=lock_of_record(json.loads(first.json())["lock"]))
    assert lock_in(again) == lock_in(first)


def test_a_record_whose_locked_plan_was_changed_is_refused(file, tmp_path):
    record = json.loads(compare(file, locked(tmp_path)).json())["lock"]
    record["plan"]["level"] = 0.9
    with pytest.raises(UsageError, match="changed after it was locked"):
        lock_of_record(record)


@pytest.mark.parametrize(("name", "file"), [("lesions", "reads.csv"), ("outcomes", "outcomes.csv")])
def test_lesions_and_outcomes_are_held_against_their_locked_plan(name, file, tmp_path):
    plan = read_plan(DATA / name / "plan.toml")
    path = locked(tmp_path, plan)
    assert deviations(compare(DATA / name / file, path)) == []
    assert deviations(compare(DATA / name / file, plan, lock=path)) == []
    changed = compare(DATA / name / file, replace(plan, level=0.9), lock=path)
    assert [one[0] for one in deviations(changed)] == ["level"]


def test_a_blind_rehearsal_of_a_locked_plan_deviates_from_nothing(file, tmp_path):
    found = compare(file, lock=locked(tmp_path), blind="1")
    assert deviations(found) == []
    assert found.study["id"] == "reads-blind"
