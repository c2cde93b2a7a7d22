"""What figures of further keys say, against counts by hand and against the results they are drawn from."""

from __future__ import annotations

from dataclasses import replace

import pytest
from matplotlib.collections import PathCollection

from psmatrial.analysis.results import ILLUSTRATION
from psmatrial.displays.figures import agreement, curve, discordance, management, stard, suvmax, upset
from psmatrial.displays.figures._axes import log_scale
from psmatrial.displays.figures._single import stacked
from psmatrial.displays.style import Style
from tests.cohorts import trial
from tests.displays import further, sample

SENTENCE = f"{ILLUSTRATION.capitalize()}."


def words(figure, width=174):
    return [text.get_text() for text in figure.draw(Style(width=width)).texts]


def keyed(**keys):
    """Return sample results with some further keys instead of its own."""
    results = sample.with_readers()
    return replace(results, further={**results.further, **keys})


def shapes(figure, name, width=174):
    """Return the boxes in mm of the shapes of one name."""
    drawn = figure.draw(Style(width=width))
    found = [artist for artist in drawn.artists if artist.get_gid() == name]
    return [path.get_extents(a.get_transform()) for a in found for path in a.get_paths()]


def marks(figure, name):
    """Count the marks whose name begins so."""
    drawn = figure.draw(Style())
    found = [a for a in drawn.artists if isinstance(a, PathCollection) and a.get_gid().startswith(name)]
    return sum(len(artist.get_offsets()) for artist in found)


def test_regions_of_the_trial_that_were_positive_together():
    figure = upset.figure(trial())
    assert figure.data == (
        ("positive regions", "PSMA", "fluciclovine"),
        ("pelvic nodes", 13, 4),
        ("prostate bed", 7, 9),
        ("extrapelvic", 6, 0),
        ("pelvic nodes + extrapelvic", 2, 0),
        ("no region", 22, 37),
    )
    assert figure.alt.endswith(SENTENCE)
    assert {"Prostate bed", "none", "37"} <= set(words(figure))
    assert marks(figure, "patients-dots") == 5


def test_bars_of_regions_are_as_high_as_their_patients():
    figure = upset.figure(trial())
    index = [box.height for box in shapes(figure, "bars-index")]
    comparator = [box.height for box in shapes(figure, "bars-comparator")]
    assert [tall / index[0] * 13 for tall in index] == pytest.approx([13, 7, 6, 2, 22])
    assert [tall / index[0] * 13 for tall in comparator] == pytest.approx([4, 9, 37])


def test_rare_sets_of_regions_are_added_up_and_all_stand_in_the_data():
    regions = [f"r{k}" for k in range(10)]
    record = further.patterns(regions, (9, 19, 4, 18), ("PSMA", "fluciclovine"))
    figure = upset.figure(keyed(patterns=[record]))
    assert len(figure.data) == 1 + 1 + 10 + 45
    assert sum(row[1] for row in figure.data[1:]) == sum(one["index"] for one in record["sets"])
    said = words(figure)
    shown = sum(len(column) > 0 for column in shapes_of_columns(figure))
    assert "other" in said
    assert f"{55 - (shown - 2)} sets" in said
    drawn = [int(word) for word in said if word.isdigit()]
    assert sum(drawn) == sum(one["index"] + one["comparator"] for one in record["sets"])


def shapes_of_columns(figure):
    """Return one item a column of the matrix: two counts stand over each."""
    return [[count] for count in [word for word in words(figure) if word.isdigit()][::2]]


def test_discordant_patients_by_psa():
    figure = discordance.figure(sample.with_readers())
    assert figure.data[:4] == (
        ("stratum or patient", "PSA", "PSMA only", "fluciclovine only", "both", "neither"),
        ("0.2–0.5", None, 8, 3, 4, 11),
        (">0.5–1.0", None, 8, 1, 4, 5),
        (">1.0–2.0", None, 3, 0, 1, 2),
    )
    lengths = [box.width for test in ("index", "comparator") for box in shapes(figure, f"bars-{test}")]
    assert [wide / lengths[0] * 8 for wide in lengths] == pytest.approx([8, 8, 3, 3, 1])


def test_single_patients_are_marks_only_where_the_plan_shows_them():
    figure = discordance.figure(sample.with_readers())
    counted = [sum(row[k] for row in figure.data[4:]) for k in range(2, 6)]
    assert counted == [19, 4, 9, 18]
    assert [marks(figure, f"patients-{lane}-") for lane in (1, 2, 3, 4)] == [19, 4, 18, 18]
    assert "Left out: 2 without a PSA." in figure.caption
    bare = discordance.figure(trial())
    assert len(bare.data) == 4
    assert marks(bare, "patients") == 0
    assert marks(curve.figure(trial()), "patients") == 0


def test_marks_stand_beside_each_other_or_over_each_other():
    assert stacked([0, 0, 0, 1, 1.5, 2.5], pitch=1) == [0, 1, 2, 0, 1, 0]


def test_a_curve_of_the_trial_is_the_one_in_the_results():
    figure = curve.figure(trial())
    held = trial().further["curve"]["tests"]
    expected = [
        (name, *values)
        for name in ("PSMA", "fluciclovine")
        for values in zip(*(held[name][key] for key in ("psa", "rate", "low", "high")), strict=True)
    ]
    assert list(figure.data[1:]) == expected
    assert "maximum likelihood" in figure.caption
    assert "95% confidence bands" in figure.caption
    assert {"28/50", "13/50"} <= set(words(figure))


def test_a_curve_is_drawn_where_its_rates_are():
    figure = curve.figure(trial())
    lines = shapes(figure, "estimates-0")
    grid = sorted({round(box.y0, 6) for box in shapes(figure, "grid")})
    zero, whole = grid[0], grid[-1]
    rates = trial().further["curve"]["tests"]["PSMA"]["rate"]
    assert (lines[0].y0 - zero) / (whole - zero) == pytest.approx(rates[0], abs=1e-6)
    assert (lines[0].y1 - zero) / (whole - zero) == pytest.approx(rates[-1], abs=1e-6)


def test_a_penalised_curve_says_so_and_an_absent_one_says_why():
    everybody = curve.figure(sample.hostile()["everybody found"])
    assert "Firth's penalised likelihood because PSA separates" in everybody.caption
    people = further.single((3, 2, 1, 0))
    record = further.curve(people, ("PSMA", "fluciclovine"))
    record["tests"]["fluciclovine"] = {"n": 4, "found": 2, "left_out": [], "note": "", "why": "fewer than 5 patients"}
    figure = curve.figure(keyed(curve=record))
    assert "No curve for fluciclovine: fewer than 5 patients." in figure.caption
    assert {row[0] for row in figure.data[1:]} == {"PSMA"}
    assert curve.figure(sample.hostile()["one patient"]) is None


def test_one_value_stands_in_the_middle_of_a_scale_and_very_close_ones_are_named():
    scale = log_scale([0.501, 0.502], 0, 80)
    assert [str(value) for value in scale.named(20)] == ["0.501", "0.502"]
    assert log_scale([2.0], 0, 10).at(2.0) == pytest.approx(5.0)


def test_the_flow_of_the_trial():
    figure = stard.figure(trial())
    assert figure.data[1:] == (
        ("in the file", "patients", 50),
        ("PSMA", "positive", 28),
        ("PSMA", "negative", 22),
        ("fluciclovine", "positive", 13),
        ("fluciclovine", "negative", 37),
        ("both tests", "analysed", 50),
        ("found by", "both", 9),
        ("found by", "PSMA only", 19),
        ("found by", "fluciclovine only", 4),
        ("found by", "neither", 18),
    )
    assert figure.alt.startswith("in the file, patients: 50. PSMA, positive: 28.")


def test_who_leaves_before_and_after_the_scans_stands_in_two_places():
    results = sample.with_readers()
    left = results.further["scans"]["left_out"]
    after = [{"reason": "no result under fluciclovine: no scan", "n": 3}]
    figure = stard.figure(replace(results, patients={**results.patients, "excluded": [*left, *after]}))
    said = [row[1:] for row in figure.data if row[0] == "left out"]
    assert said == [(left[0]["reason"], 4), (after[0]["reason"], 3)]
    assert {"left out: 4", "left out: 3", "57 patients in the file"} <= set(words(figure))


def test_the_number_analysed_stands_under_all_who_were_left_out():
    results = sample.with_readers()
    after = [{"reason": "no result under fluciclovine: no scan", "n": 3}]
    drawn = stard.figure(replace(results, patients={**results.patients, "excluded": after})).draw(Style())
    heights = {words.get_text(): words.get_window_extent().y0 for words in drawn.texts}
    scans, analysed = heights["fluciclovine"], heights["50 patients with both tests, analysed"]
    assert scans > heights["left out: 3"] > analysed > heights["found by neither"]


def test_those_without_a_result_who_count_are_not_told_to_have_both_tests():
    results = sample.with_readers()
    said = words(stard.figure(replace(results, plan={**results.plan, "reading": {"missing": "worst"}})))
    assert {"50 patients analysed", "missing results counted against the index test"} <= set(said)


def test_readers_agree_in_the_trial():
    figure = agreement.figure(trial())
    held = trial().further["readers"]["tests"]
    cells = ("first", "second", "both", "first_only", "second_only", "neither")
    assert list(figure.data[1:]) == [(test, *(one[cell] for cell in cells)) for test in held for one in held[test]]
    assert "PSMA: R1 and R2 42/50 (84%)" in figure.alt
    assert {"84%", "42/50", "R3"} <= set(words(figure))


def test_two_readers_who_never_read_the_same_patient_have_an_empty_cell():
    pair = {"first": "A", "second": "B", "both": 0, "first_only": 0, "second_only": 0, "neither": 0}
    figure = agreement.figure(keyed(readers={"names": ["A", "B"], "tests": {"PSMA": [pair]}}))
    assert {"–", "0/0"} <= set(words(figure))
    assert not shapes(figure, "shade")


def test_suvmax_stands_from_high_to_low_and_open_where_nothing_was_found():
    patients = [
        {"index": 4.0, "comparator": None, "index_found": False, "comparator_found": False},
        {"index": 12.3, "comparator": 4.1, "index_found": True, "comparator_found": False},
        {"index": None, "comparator": 3.0, "index_found": False, "comparator_found": True},
        {"index": None, "comparator": 0.0, "index_found": False, "comparator_found": False},
    ]
    figure = suvmax.figure(keyed(suvmax={"unit": "SUVmax", "patients": patients}))
    assert figure.data[1:] == (
        (1, 12.3, 4.1, "yes", "no"),
        (2, 4.0, None, "no", "no"),
        (3, None, 3.0, "no", "yes"),
    )
    assert figure.alt == (
        "3 patients, 1 with both values: higher with PSMA in 1, with fluciclovine in 0. PSMA from 4.0 to 12.3. "
        "fluciclovine from 3.0 to 4.1."
    )
    assert "Left out: 1 patient without a value above 0." in figure.caption
    assert (marks(figure, "estimates-index"), marks(figure, "estimates-comparator")) == (2, 2)
    assert suvmax.figure(keyed(suvmax={"unit": "SUVmax", "patients": []})) is None


def test_treatments_before_and_after():
    record = {
        "before": ["radiotherapy", "observation"],
        "after": ["radiotherapy", "observation", "ADT"],
        "counts": [[10, 0, 5], [2, 3, 0]],
        "n": 20,
        "classes": {"none": 13, "other": 2, "major": 5},
    }
    figure = management.figure(keyed(management=record))
    assert figure.data[1:] == (
        ("radiotherapy", "radiotherapy", 10),
        ("radiotherapy", "observation", 0),
        ("radiotherapy", "ADT", 5),
        ("observation", "radiotherapy", 2),
        ("observation", "observation", 3),
        ("observation", "ADT", 0),
    )
    assert "Of 20: no change 13 (65%), other change 2 (10%), major change 5 (25%)." in figure.caption
    assert {"15 (75%)", "12 (60%)", "5 (25%)"} <= set(words(figure))
    talls = [box.height for box in shapes(figure, "bars")]
    assert [tall / talls[0] * 15 for tall in talls] == pytest.approx([15, 5, 12, 3, 5])
    assert len(shapes(figure, "flows-kept")) == 2
    assert len(shapes(figure, "flows-changed")) == 2


@pytest.mark.parametrize("module", [agreement, curve, upset])
def test_what_a_publication_does_not_determine_is_an_illustration_unless_the_plan_says_otherwise(module):
    assert module.figure(trial()).illustration
    origin = {**trial().plan["origin"], "determined": ["readers", "curve", "patterns"]}
    determined = replace(trial(), plan={**trial().plan, "origin": origin})
    assert not module.figure(determined).illustration
    assert SENTENCE not in words(module.figure(determined))
