"""Endpoints against the truth: small cohorts counted by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest

from psmatrial.analysis.plan_file import plan_of
from psmatrial.analysis.run import compare
from psmatrial.errors import UsageError

HEADER = "patient_id,modality,region,result"
PLAN = '[[contrasts]]\nindex = "PSMA"\ncomparator = "FACBC"\n[endpoints]\nregions = ["bed", "node"]\n'
TRUTH = '[truth]\nstandards = ["histology", "imaging"]\n'
WORDS = {"+": "positive", "-": "negative", "?": "non-evaluable"}
# PSMA, FACBC, histology, imaging in bed and node; a space where there is no row.
PATIENTS = (
    "++ -- +- ++",  # found in the bed, where histology says so; histology wins over imaging in the node
    "-+ -- +- ",  # found in the wrong region
    "+- +- -- ",  # a false positive of both
    "-- +-  ++",  # missed by PSMA, found by FACBC in a region of imaging
    "++ --  ",  # no truth
    "-- --  - ",  # only the bed is known, negative: no patient truth, but a datum
    "-- -- -- ",  # a true negative
)


def results(tmp_path, more=TRUTH, patients=PATIENTS):
    lines = [HEADER]
    for number, patient in enumerate(patients, start=1):
        tests = patient.split(" ")
        for test, signs in zip(("PSMA", "FACBC", "histology", "imaging"), [*tests, "", ""][:4], strict=True):
            lines += [
                f"P{number},{test},{region},{WORDS[sign]}" for region, sign in zip(("bed", "node"), signs, strict=False)
            ]
    path = tmp_path / "reads.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return compare(path, plan_of(PLAN + more))


def counts(found, quantity, at="patient"):
    row = found.row(f"{at}.all.{quantity}.clopper-pearson")
    return row.numerator, row.denominator


def test_each_endpoint_has_its_own_denominator(tmp_path):
    found = results(tmp_path)
    # PSMA positive: 1, 2, 3, 5; with a known truth 1, 2, 3; in a region of the truth: 1.
    assert counts(found, "index-clr") == (1, 3)
    # Diseased anywhere among them: 1 and 2.
    assert counts(found, "index-ppv") == (2, 3)
    # Any datum, of the tests' findings or not: 1, 2, 3, 4, 6, 7.
    assert counts(found, "index-cdr") == (1, 6)
    assert counts(found, "index-vdr") == (1, 6)
    assert counts(found, "comparator-clr") == (1, 2)


def test_the_correct_detection_rate_is_of_all_with_a_reference_datum_read_or_not(tmp_path):
    # Two more without a result of PSMA, the first with disease where FACBC finds it, the second without a datum.
    found = results(tmp_path, TRUTH, (*PATIENTS, "?? +- +- ", "?? -- "))
    # A datum: 1, 2, 3, 4, 6, 7, 8. Found where the truth is: by PSMA 1, by FACBC 4 and 8.
    assert counts(found, "index-cdr") == (1, 7)
    assert counts(found, "comparator-cdr") == (2, 7)
    # The verified detection rate is of the patients analysed: those with a result.
    assert counts(found, "index-vdr") == (1, 6)
    assert counts(found, "comparator-vdr") == (2, 7)
    # Of 7 patients 1: the lower limit is where 1 or more has probability 1/40.
    row = found.row("patient.all.index-cdr.clopper-pearson")
    assert row.low == pytest.approx(1 - (39 / 40) ** (1 / 7), rel=1e-9)
    assert row.note == "1 of them without a result under PSMA counts as not found"
    assert not found.row("patient.all.comparator-cdr.clopper-pearson").note


def test_each_rate_stands_in_each_region_with_its_own_denominator(tmp_path):
    found = results(tmp_path, TRUTH, (*PATIENTS, "?- -- +- "))
    # The bed: truth known in 1, 2, 3, 4, 6, 7, 8, where PSMA is not read in 8; PSMA positive there in 1, 3 and 5, truly
    # in 1, FACBC in 3 and 4, truly in 4.
    for name, counted in (("clr", (1, 2)), ("ppv", (1, 2)), ("cdr", (1, 7)), ("vdr", (1, 6))):
        assert counts(found, f"index-{name}", "bed") == counted
    for name, counted in (("clr", (1, 2)), ("ppv", (1, 2)), ("cdr", (1, 7)), ("vdr", (1, 7))):
        assert counts(found, f"comparator-{name}", "bed") == counted
    # The node: truth known in 1, 2, 3, 4, 7, 8, positive in 4 alone, where neither finds anything.
    assert [counts(found, f"index-{name}", "node") for name in ("clr", "cdr")] == [(0, 2), (0, 6)]
    row = found.row("bed.all.index-cdr.clopper-pearson")
    assert Fraction(row.numerator, row.denominator) == Fraction(1, 7)
    # Of 7 patients 1: the lower limit is where 1 or more has probability 1/40, 1 - (39/40)^(1/7).
    assert row.low == pytest.approx(1 - (39 / 40) ** (1 / 7), rel=1e-9)
    assert "reference datum there" in row.note
    assert row.note.endswith("1 of them without a result under PSMA counts as not found")
    assert "same number" in found.row("bed.all.index-clr.clopper-pearson").note


def test_of_all_scanned_a_region_counts_all_who_were_read_there(tmp_path):
    found = results(tmp_path, TRUTH + 'denominator = "scanned"\n', (*PATIENTS, "?- -- +- "))
    assert counts(found, "index-vdr", "bed") == (1, 7)
    assert counts(found, "comparator-vdr", "bed") == (1, 8)
    assert counts(found, "index-cdr", "bed") == (1, 7)
    assert "same number" not in found.row("bed.all.index-vdr.clopper-pearson").note


def test_each_reader_has_each_rate_in_each_region(tmp_path):
    # Two readers, three patients: reader A finds the bed of 1 and 2, reader B that of 1 and 3; the truth is in 1 and 2.
    signs = {"A": ("+-", "+-", "--"), "B": ("+-", "--", "+-")}
    lines = ["patient_id,reader,modality,region,result"]
    for reader, patients in (*signs.items(), ("board", ("++", "+-", "--"))):
        tests = ("biopsy",) if reader == "board" else ("PSMA", "FACBC")
        lines += [
            f"P{number},{reader},{test},{region},{WORDS[sign]}"
            for number, patient in enumerate(patients, start=1)
            for test in tests
            for region, sign in zip(("bed", "node"), patient, strict=True)
        ]
    path = tmp_path / "reads.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = compare(path, plan_of(PLAN + '[truth]\nstandards = ["biopsy"]\n'))

    def rates(reader, name):
        row = found.row(f"bed@{reader}.all.index-{name}.clopper-pearson")
        return row.numerator, row.denominator

    assert [rates("A", name) for name in ("clr", "cdr", "vdr", "ppv")] == [(2, 2), (2, 3), (2, 3), (2, 2)]
    assert [rates("B", name) for name in ("clr", "cdr", "vdr", "ppv")] == [(1, 2), (1, 3), (1, 3), (1, 2)]
    # Neither finds the node, which is diseased in 1: nothing to localise, and a rate of none of three.
    empty = found.row("node@A.all.index-clr.clopper-pearson")
    assert (empty.value, empty.denominator) == (None, 0)
    assert counts(found, "index-cdr", "node") == (0, 3)


def test_with_verified_positives_alone_a_region_has_no_rate_of_all_either(tmp_path):
    found = results(tmp_path, TRUTH + 'verified = "positives"\n')
    at_bed = {row.quantity for row in found.select(endpoint="bed") if row.quantity.startswith("index-")}
    assert {"index-clr", "index-ppv"} <= at_bed
    assert not {"index-cdr", "index-vdr"} & at_bed


def test_the_verified_detection_rate_can_be_of_all_scanned(tmp_path):
    assert counts(results(tmp_path, TRUTH + 'denominator = "scanned"\n'), "index-vdr") == (1, 7)


def test_the_most_trusted_standard_wins(tmp_path):
    found = results(tmp_path)
    assert found.further["truth"]["standards"] == [{"name": "histology", "n": 4}, {"name": "imaging", "n": 2}]
    # In the node of patient 1 histology says no where imaging says yes, so PSMA's finding there is a false one.
    assert counts(found, "index-ppv", "node") == (0, 2)
    assert {name: found.further["truth"][name] for name in ("datum", "diseased", "not_diseased", "unknown")} == {
        "datum": 6,
        "diseased": 3,
        "not_diseased": 2,
        "unknown": 2,
    }


def test_sensitivity_and_specificity_are_those_of_patients_with_a_known_truth(tmp_path):
    found = results(tmp_path)
    # Diseased 1, 2, 4: PSMA 1 and 2, FACBC 4. Not diseased 3, 7: both positive in 3.
    assert counts(found, "index-sensitivity") == (2, 3)
    assert counts(found, "comparator-sensitivity") == (1, 3)
    assert counts(found, "index-specificity") == (1, 2)
    row = found.row("patient.all.sensitivity-equality.exact")
    assert (row.both, row.index_only, row.comparator_only, row.neither) == (0, 2, 1, 0)


def test_with_verified_positives_alone_no_share_of_the_diseased_is_given(tmp_path):
    found = results(tmp_path, TRUTH + 'verified = "positives"\n')
    quantities = {row.quantity for row in found}
    assert not [name for name in quantities if "sensitivity" in name or "specificity" in name or "npv" in name]
    assert not {"index-cdr", "index-vdr"} & quantities
    row = found.row("patient.all.relative-true-positive-rate.log-wald")
    # Where the disease is: PSMA in 1, FACBC in 4; in 2 PSMA finds the wrong region.
    assert (row.value, row.both, row.index_only, row.comparator_only, row.neither) == (1.0, 0, 1, 1, None)


def test_the_success_rule_names_who_met_it(tmp_path):
    rule = results(tmp_path, TRUTH + 'success = ["clr"]\nbar = 0.005\n').further["truth"]["success"]
    assert (rule["met"], rule["met_by"], rule["readers"]) == (True, ["consensus"], 1)
    rule = results(tmp_path, TRUTH + 'success = ["clr"]\nbar = 0.2\n').further["truth"]["success"]
    assert (rule["met"], rule["met_by"]) == (False, [])


def test_a_standard_that_is_not_in_the_file_is_refused(tmp_path):
    with pytest.raises(UsageError, match="'biopsy'"):
        results(tmp_path, '[truth]\nstandards = ["biopsy"]\n')


def test_nobody_with_a_truth_is_an_answer(tmp_path):
    found = results(tmp_path, TRUTH, ("++ --  ", "-- +- ? ", "-- --  ?"))
    row = found.row("patient.all.index-clr.clopper-pearson")
    assert (row.value, row.denominator) == (None, 0)
    assert row.note


def test_without_a_standard_there_is_nothing(tmp_path):
    found = results(tmp_path, "")
    assert "truth" not in found.further
    assert not [row for row in found if "clr" in row.quantity or "sensitivity" in row.quantity]


def test_a_rule_for_more_readers_than_there_are_is_refused(tmp_path):
    rows = [
        f"P{n},{reader},{test},bed,positive"
        for n in (1, 2)
        for test in ("PSMA", "FACBC", "biopsy")
        for reader in ("A", "B")
    ]
    path = tmp_path / "reads.csv"
    path.write_text("\n".join(["patient_id,reader,modality,region,result", *rows]) + "\n", encoding="utf-8")
    plan = (
        PLAN.replace('"bed", "node"', '"bed"')
        + '[truth]\nstandards = ["biopsy"]\nsuccess = ["clr"]\nbar = 0.1\nreaders_needed = 3\n'
    )
    with pytest.raises(UsageError, match="needs 3 readers"):
        compare(path, plan_of(plan))


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ('standards = ["histology", "histology"]', "'histology' stands there 2 times"),
        ('standards = ["histology", "PSMA"]', "'PSMA' is one of the tests that are compared"),
        ('standards = ["histology"]\nsuccess = ["vdr"]\nendpoints = ["clr"]\nbar = 0.2', "Name some of these: clr"),
        ('standards = ["histology"]\nsuccess = ["cdr"]\nverified = "positives"\nbar = 0.2', "'cdr' is not estimated"),
        ('standards = ["histology"]\nsuccess = ["clr"]', "and no bar"),
        ('standards = ["histology"]\nsuccess = ["clr"]\nbar = 20', "20 is not a proportion"),
        ('standards = ["histology"]\nreaders_needed = 0', "0 is not a number of readers"),
        ('standards = ["histology"]\nreaders_needed = 1.5', "1.5 is not a number of readers"),
    ],
)
def test_a_plan_that_cannot_be_held_against_the_truth_is_refused(tmp_path, more, words):
    with pytest.raises(UsageError, match=words):
        results(tmp_path, f"[truth]\n{more}\n")


@pytest.mark.parametrize("counts_as", ["negative", "positive", "missing"])
def test_an_equivocal_standard_says_nothing(tmp_path, monkeypatch, counts_as):
    monkeypatch.setitem(WORDS, "e", "equivocal")
    patients = ("++ -- e- ++", "++ -- e-  ", "-- -- -- ")
    truth = results(tmp_path, f'{TRUTH}[reading]\nequivocal = "{counts_as}"\n', patients).further["truth"]
    # Imaging decides where histology is equivocal; without imaging the first region stays unknown.
    assert (truth["diseased"], truth["not_diseased"], truth["unknown"]) == (1, 1, 1)


def test_the_success_rule_of_one_reader_asks_for_one(tmp_path):
    rule = results(tmp_path, TRUTH + 'success = ["clr"]\nbar = 0.005\n').further["truth"]["success"]
    assert (rule["readers_needed"], rule["readers"]) == (1, 1)
