"""A reader or region that is misspelt in a few rows is refused or doubted; names of other things are let be."""

from __future__ import annotations

import pytest

from psmatrial.data.alike import edit, one_slip
from psmatrial.data.cohort import read_cohort
from psmatrial.data.rules import Layout
from psmatrial.errors import InputError

HEADER = "patient_id,reader,modality,region,result"


def read(tmp_path, rows, layout=None):
    path = tmp_path / "reads.csv"
    path.write_text("\n".join([HEADER, *map(",".join, rows)]) + "\n", encoding="utf-8")
    return read_cohort(path, layout or Layout())


def trial(readers=("R1", "R2"), regions=("prostate bed", "pelvic nodes"), patients=10):
    """Return rows of a trial in which everybody read everything; the first is of the first reader and region."""
    return [
        [f"P{place:02}", reader, test, region, "positive"]
        for place in range(patients)
        for reader in readers
        for test in ("PSMA", "fluciclovine")
        for region in regions
    ]


def misspelt(old, new, rows=None):
    """Return the trial with a name written otherwise in its first row that holds it."""
    rows = rows or trial()
    row = next(row for row in rows if old in row)
    row[row.index(old)] = new
    return rows


@pytest.mark.parametrize("slip", ["prostate bedd", "prostat bed", "prosttae bed", "Prostaxe bed"])
def test_a_rare_region_that_one_slip_makes_of_another_is_refused(tmp_path, slip):
    words = f"reads.csv:2: region: '{slip}' looks like 'prostate bed': it has 1 reading, the other 39. Correct the file"
    with pytest.raises(InputError) as caught:
        read(tmp_path, misspelt("prostate bed", slip))
    assert str(caught.value).startswith(words)


def test_a_rare_reader_that_one_slip_makes_of_another_is_refused(tmp_path):
    rows = trial(readers=("reader A", "reader B"))
    with pytest.raises(InputError, match=r"reads\.csv:2: reader: 'raeder A' looks like 'reader A': it has 1 reading"):
        read(tmp_path, misspelt("reader A", "raeder A", rows))


@pytest.mark.parametrize(
    ("old", "new"),
    [("R1", "R 1"), ("R1", "R.1"), ("R1", "R_1"), ("prostate bed", "prostatebed"), ("prostate bed", "prostate.bed")],
)
def test_names_without_the_signs_between_their_words_are_one(tmp_path, old, new):
    with pytest.raises(InputError, match=f"{new!r} looks like {old!r} on line") as caught:
        read(tmp_path, misspelt(old, new, trial()[::-1])[::-1])
    assert len(caught.value.problems) == 1


@pytest.mark.parametrize(
    ("old", "new", "role"),
    [
        ("R1", "R11", "reader"),
        ("R1", "R3", "reader"),
        ("R1", "Rl", "reader"),
        ("prostate bed", "postrate bed", "region"),
        ("prostate bed", "prostate bet", "region"),
    ],
)
def test_a_rare_name_that_may_be_another_is_doubted(tmp_path, old, new, role):
    found = [str(problem) for problem in read(tmp_path, misspelt(old, new)).warnings]
    assert f"reads.csv:2: {role}: {new!r} has 1 reading, {old!r} has 39. Is it another {role}?" in found[1]
    assert len(found) == 2  # the first: there is no PSA


def test_one_of_a_numbering_is_not_doubted(tmp_path):
    rows = [row for row in trial(("R1", "R2", "R10", "R11", "R12"), patients=30) if len(row[1]) < 3 or row[0] == "P29"]
    for row in rows:
        if len(row[1]) == 3:
            row[0] = f"Q{row[1]}"
    assert len(read(tmp_path, rows).warnings) == 1


def test_a_name_that_is_not_rare_is_only_doubted(tmp_path):
    rows = [row for row in trial(("Müller", "Möller"), patients=40) if (row[1] == "Müller") == (row[0] < "P10")]
    found = [str(problem) for problem in read(tmp_path, rows).warnings]
    assert "reader: 'Müller' has 40 readings, 'Möller' has 120. Is it another reader?" in found[1]


def test_as_many_readings_under_two_names_are_doubted(tmp_path):
    rows = [[*row[:3], "prostate bedd" if row[1] == "R2" else "prostate bed", row[4]] for row in trial(regions=("",))]
    assert "'prostate bed' has 20 readings, 'prostate bedd' has 20" in str(read(tmp_path, rows).warnings[1])


def test_names_that_the_plan_has_are_no_slips(tmp_path):
    regions = Layout(regions=("prostate bed", "prostate bedd", "pelvic nodes"))
    assert read(tmp_path, misspelt("prostate bed", "prostate bedd"), regions).regions == regions.regions
    names = Layout(region_names={"prostate bedd": "prostate bed"})
    assert read(tmp_path, misspelt("prostate bed", "prostate bedd"), names).regions == ("prostate bed", "pelvic nodes")
    readers = Layout(readers=("R1", "R2", "R11"))
    assert len(read(tmp_path, misspelt("R1", "R11"), readers).warnings) == 1


def test_planned_readers_are_no_slips_beside_a_standard(tmp_path):
    rows = misspelt("Anna", "Ana", trial(readers=("Anna", "Bo")))
    with pytest.raises(InputError, match="or name all readers of what is compared under"):
        read(tmp_path, rows)
    planned = Layout(readers=("Anna", "Bo", "Ana"), compared=("PSMA", "fluciclovine"), standards=("histology",))
    assert read(tmp_path, rows, planned).readers == planned.readers


@pytest.mark.parametrize("readers", [(), ("R1", "R2")])
def test_a_rare_reader_of_a_standard_is_refused_without_being_offered_a_vote(tmp_path, readers):
    rows = [*trial(), *([f"P{place:02}", "board", "histology", "bed", "positive"] for place in range(10))]
    rows += [["P10", "board", "histology", "bed", "positive"], ["P11", "bord", "histology", "bed", "positive"]]
    layout = Layout(readers=readers, compared=("PSMA", "fluciclovine"), standards=("histology",))
    hint = "it has 1 reading, the other 11. Correct the file; another reader needs a name that is less alike."
    with pytest.raises(InputError) as caught:
        read(tmp_path, rows, layout)
    assert caught.value.lines() == [f"reads.csv:93: reader: 'bord' looks like 'board': {hint}"]
    rows[-1][1] = "the other board"
    assert "the other board" in read(tmp_path, rows, layout).readers


def few(name, other, column, patients=30):
    """Return rows in which one name has two readings, none of them beside one of the other."""
    rows = [row for row in trial(readers=("R1",), regions=("bed",), patients=patients) if row[2] == "PSMA"]
    for place, row in enumerate(rows):
        row[column] = name if place < 2 else other
    return rows


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("left iliac nodes", "right iliac nodes"),
        ("internal iliac", "external iliac"),
        ("segment VII", "segment VIII"),
        ("level II", "level III"),
        ("Tspine", "Lspine"),
        ("readerA", "readerB"),
        ("miM1a", "miM1b"),
        ("右髂内淋巴结", "右髂外淋巴结"),
        ("좌외장골림프절", "좌내장골림프절"),
        ("LCIA", "LEIA"),
        ("L1", "L5"),
        ("T1-2", "T12"),
        (">.5", ">5"),
    ],
)
@pytest.mark.parametrize("column", [1, 3])
def test_names_of_other_things_are_not_refused_however_rare(tmp_path, column, name, other):
    assert read(tmp_path, few(name, other, column)).n == 30


def test_names_that_have_little_in_common_are_not_doubted(tmp_path):
    for name, other in (("left", "right"), ("bone", "liver"), ("R1", "S2")):
        assert len(read(tmp_path, few(name, other, 3)).warnings) == 1


def test_many_readers_regions_in_pairs_and_an_adjudicator_are_not_doubted(tmp_path):
    readers = [f"R{number}" for number in range(1, 12)]
    assert len(read(tmp_path, trial(readers, ("L1", "L2", "left", "right"))).warnings) == 1
    rows = [row for row in trial(("R1", "R2", "R3"), patients=30) if row[1] != "R3" or row[0] == "P07"]
    assert len(read(tmp_path, rows).warnings) == 1
    rows = [row for row in trial(regions=("node", "nodes"), patients=30) if row[3] != "node" or row[0] == "P07"]
    assert len(read(tmp_path, rows).warnings) == 1


@pytest.mark.parametrize(
    ("name", "other", "signs"),
    [("abcd", "abdc", "cd"), ("abcd", "abxy", ""), ("abcd", "abdx", ""), ("ab", "abc", "c"), ("", "", "")],
)
def test_one_edit_is_one_sign_or_two_neighbours_exchanged(name, other, signs):
    assert edit(name, other) == signs
    assert sorted(edit(other, name)) == sorted(signs)
    assert one_slip(name, other) == one_slip(other, name) == (name == "abcd" and bool(signs))
