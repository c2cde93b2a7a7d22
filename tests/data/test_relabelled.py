"""Labels of tests permuted within patients: all of a label moves with it, and only the seed and the id decide."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from hashlib import sha256

from hypothesis import given, settings
from hypothesis import strategies as st

from psmatrial.data.cohort import Cohort
from psmatrial.data.relabelled import drawn, relabelled, with_groups_moved

TESTS = ("PSMA", "fluciclovine", "MRI")


def cohort(codes, n, modalities=("PSMA", "MRI"), measured=None):
    places = {key: bytes(column) for key, column in codes.items()}
    readers, regions = ({key[part] for key in codes} for part in (1, 2))
    return Cohort(
        *(tuple(f"P{number}" for number in range(n)), modalities, tuple(readers), tuple(regions), places),
        *((None,) * n, True, True, False, "reads.csv", "", 0, n),
        measured=measured or {},
    )


def of(found, number, test):
    """Return everything that stands under one label of a patient."""
    read = {key[1:]: column[number] for key, column in found.codes.items() if key[0] == test and column[number]}
    return read, found.measured[test][number] if test in found.measured else None


CODES = st.integers(0, 4)


@st.composite
def cohorts(draw, modalities=("PSMA", "MRI")):
    n = draw(st.integers(1, 12))
    places = [(test, reader, region) for test in modalities for reader in ("R1", "R2") for region in ("bed", "node")]
    codes = {place: draw(st.lists(CODES, min_size=n, max_size=n)) for place in places}
    measured = {test: tuple(draw(st.lists(st.floats(0, 40), min_size=n, max_size=n))) for test in modalities}
    return cohort({place: column for place, column in codes.items() if any(column)}, n, modalities, measured)


@settings(deadline=None, max_examples=60)
@given(cohorts(), st.text(max_size=5))
def test_a_label_moves_with_all_that_was_read_and_measured_under_it(found, seed):
    blind = relabelled(found, ("PSMA", "MRI"), seed)
    for number, patient in enumerate(found.patients):
        sources = drawn(("MRI", "PSMA"), seed, patient)
        for name, source in zip(("MRI", "PSMA"), sources, strict=True):
            assert of(blind, number, name) == of(found, number, source)


@settings(deadline=None, max_examples=40)
@given(cohorts(TESTS), st.text(max_size=5))
def test_of_three_tests_every_patient_keeps_the_same_three_scans(found, seed):
    blind = relabelled(found, TESTS, seed)
    for number in range(found.n):
        before, after = ([of(one, number, test) for test in TESTS] for one in (found, blind))
        assert sorted(map(repr, before)) == sorted(map(repr, after))


@settings(deadline=None, max_examples=40)
@given(cohorts(), st.text(max_size=5), st.randoms(use_true_random=False))
def test_neither_the_order_of_patients_nor_that_of_the_tests_matters(found, seed, random):
    order = list(range(found.n))
    random.shuffle(order)
    turned = replace(
        found,
        patients=tuple(found.patients[number] for number in order),
        codes={place: bytes(column[number] for number in order) for place, column in found.codes.items()},
        measured={test: tuple(values[number] for number in order) for test, values in found.measured.items()},
    )
    one, other = relabelled(found, ("PSMA", "MRI"), seed), relabelled(turned, ("MRI", "PSMA"), seed)
    for place, number in enumerate(order):
        for test in ("PSMA", "MRI"):
            assert of(one, number, test) == of(other, place, test)


def test_what_is_drawn_is_the_sha_256_of_seed_and_id():
    for patient in map(str, range(40)):
        text = json.dumps(["psmatrial blind", "2026", patient, 1])
        swapped = int(sha256(text.encode()).hexdigest(), 16) % 2 == 0
        assert drawn(("A", "B"), "2026", patient) == (("B", "A") if swapped else ("A", "B"))


def test_what_is_drawn_stays_what_it_is_from_version_to_version():
    swapped = "".join(str(int(drawn(("A", "B"), "2026", f"P{number}") == ("B", "A"))) for number in range(24))
    assert swapped == "110101110001001000101101"


def test_every_order_of_three_labels_comes_as_often_as_any_other():
    counts = Counter(drawn(TESTS, "1", str(number)) for number in range(6000))
    assert len(counts) == 6
    # Five standard deviations of a count of 6000 with a share of 1/6.
    assert all(abs(count - 1000) < 5 * (6000 / 6 * 5 / 6) ** 0.5 for count in counts.values())


def test_another_seed_is_another_order():
    patients = [str(number) for number in range(100)]
    assert [drawn(TESTS, "1", one) for one in patients] != [drawn(TESTS, "2", one) for one in patients]


def test_a_patient_with_one_scan_keeps_one_under_one_of_the_labels():
    found = cohort({("PSMA", "R1", "bed"): [1] * 20}, 20)
    blind = relabelled(found, ("PSMA", "MRI"), "1")
    labels = [[test for test in ("PSMA", "MRI") if of(blind, number, test)[0]] for number in range(20)]
    assert {len(one) for one in labels} == {1}
    assert {one[0] for one in labels} == {"PSMA", "MRI"}


def test_a_standard_that_is_not_compared_stays():
    codes = {("PSMA", "R1", "bed"): [1] * 20, ("MRI", "R1", "bed"): [2] * 20, ("histology", "R1", "bed"): [1, 2] * 10}
    found = cohort(codes, 20, ("PSMA", "MRI", "histology"))
    blind = relabelled(found, ("PSMA", "MRI"), "1")
    assert blind.codes["histology", "R1", "bed"] == found.codes["histology", "R1", "bed"]
    assert blind.codes["PSMA", "R1", "bed"] != found.codes["PSMA", "R1", "bed"]


def test_groups_are_dealt_out_again_as_often_as_they_were():
    arms = (*["A"] * 12, *["B"] * 8, None)
    found = replace(cohort({}, 21), patient_columns={"arm": arms, "risk": ("low",) * 21})
    blind = with_groups_moved(found, "arm", "1")
    assert Counter(blind.patient_columns["arm"]) == Counter(arms)
    assert blind.patient_columns["arm"] != arms
    assert blind.patient_columns["arm"][20] is None
    assert blind.patient_columns["risk"] == found.patient_columns["risk"]


def test_the_order_of_patients_does_not_change_who_gets_which_group():
    arms = (*["A"] * 12, *["B"] * 8)
    found = replace(cohort({}, 20), patient_columns={"arm": arms})
    turned = replace(found, patients=found.patients[::-1], patient_columns={"arm": arms[::-1]})
    one, other = (with_groups_moved(item, "arm", "1") for item in (found, turned))
    assert one.patient_columns["arm"] == other.patient_columns["arm"][::-1]
