"""What a plan leaves open is filled in from the file and said; what cannot be filled in is refused with the choices."""

from __future__ import annotations

import pytest

from psmatrial.analysis.plan import Plan
from psmatrial.analysis.plan_file import plan_of, plan_of_record
from psmatrial.analysis.run import compare
from psmatrial.errors import InputError, UsageError
from tests.cohorts import pairs, reads

NAMED = '[[contrasts]]\nindex = "PSMA"\ncomparator = "fluciclovine"\n'


def file(tmp_path, *lines, header="patient_id,reader,modality,region,result,psa"):
    path = tmp_path / "reads.csv"
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return path


def contrast(tmp_path, *names):
    rows = [f"P1,R1,{name},bed,positive,1" for name in names]
    return compare(file(tmp_path, *rows)).plan["contrasts"]


@pytest.mark.parametrize(
    ("index", "comparator"),
    [
        ("PSMA", "fluciclovine"),
        ("68Ga-PSMA-11", "18F-Fluciclovine"),
        ("psma pet", "AXUMIN"),
        ("18F-rhPsma-7.3", "anti-1-FACBC"),
    ],
)
def test_the_tests_are_known_by_the_names_of_the_field(tmp_path, index, comparator):
    assert contrast(tmp_path, index, comparator) == [{"index": index, "comparator": comparator}]
    assert contrast(tmp_path, comparator, index) == [{"index": index, "comparator": comparator}]


def test_a_third_test_is_left_out_and_named(tmp_path):
    rows = [f"P1,R1,{name},bed,positive,1" for name in ("PSMA", "choline", "Axumin")]
    found = compare(file(tmp_path, *rows))
    assert found.plan["contrasts"] == [{"index": "PSMA", "comparator": "Axumin"}]
    assert "readings of choline are in the file and in no contrast" in found.provenance["warnings"]


@pytest.mark.parametrize(
    "names",
    [
        ("A", "B"),
        ("PSMA",),
        ("PSMA", "choline"),
        ("68Ga-PSMA", "18F-PSMA", "Axumin"),
        ("PSMA", "Axumin", "FACBC"),
        ("PSMA-Axumin",),
    ],
)
def test_anything_else_is_refused_with_the_choices(tmp_path, names):
    with pytest.raises(UsageError) as caught:
        contrast(tmp_path, *names)
    told = ", ".join(names)
    assert str(caught.value) == (
        f"it is not clear which test is compared with which. Give --index and --comparator; the file has {told}."
    )


def test_a_test_that_the_file_lacks_is_refused_with_the_nearest(tmp_path):
    plan = plan_of('[[contrasts]]\nindex = "PSMA"\ncomparator = "Axumin"\n')
    with pytest.raises(UsageError, match=r"the file has no test 'Axumin'\. Did you mean 'Axumine'"):
        compare(file(tmp_path, "P1,R1,PSMA,bed,positive,1", "P1,R1,Axumine,bed,positive,1"), plan)


def test_a_rare_test_that_looks_misspelt_is_refused(tmp_path):
    rows = [f"P{at},R1,{name},bed,positive,1" for at in range(5) for name in ("PSMA", "fluciclovine")]
    with pytest.raises(InputError, match=r"reads\.csv: modality 'fluciclovin' looks like 'fluciclovine'"):
        compare(file(tmp_path, *rows, "P9,R1,fluciclovin,bed,positive,1"), plan_of(NAMED))


def three_names(tmp_path, rare, index="PSMA", comparator="fluciclovine"):
    rows = [f"P{at},R1,{name},bed,positive,1" for at in range(12) for name in (index, comparator)]
    plan = plan_of(f'[[contrasts]]\nindex = "{index}"\ncomparator = "{comparator}"\n')
    # The reading is not there under the right name.
    others = index if rare.startswith("fluci") else comparator
    more = [f"P20,R1,{name},bed,positive,1" for name in (rare, others)]
    return compare(file(tmp_path, *rows, *more), plan)


@pytest.mark.parametrize("rare", ["PSCA", "PSMA2"])
def test_a_rare_test_beside_the_one_that_it_looks_like_is_another_test(tmp_path, rare):
    rows = [f"P{at},R1,{name},bed,positive,1" for at in range(12) for name in ("PSMA", "fluciclovine")]
    more = [f"P{at},R1,{rare},bed,positive,1" for at in range(3)]
    found = compare(file(tmp_path, *rows, *more), plan_of(NAMED))
    assert any(f"readings of {rare} are in the file" in text for text in found.provenance["warnings"])
    with pytest.raises(InputError, match="looks like"):
        compare(file(tmp_path, *rows, *more, f"P20,R1,{rare},bed,positive,1"), plan_of(NAMED))


def test_a_standard_that_the_plan_names_is_no_misspelling(tmp_path):
    rows = [f"P{at},R1,{name},bed,positive,1" for at in range(12) for name in ("MRIa", "PET")]
    plan = '[[contrasts]]\nindex = "MRIa"\ncomparator = "PET"\n[truth]\nstandards = ["MRIb"]\n'
    more = [f"P{at},R1,{name},bed,positive,1" for at in (20, 21) for name in ("MRIb", "PET")]
    assert compare(file(tmp_path, *rows, *more), plan_of(plan)).rows


@pytest.mark.parametrize("rare", ["PMSA", "psam", "PSNA", "PSA", "PSMAA", "fluciclovin"])
def test_one_slip_in_a_short_name_looks_misspelt_too(tmp_path, rare):
    with pytest.raises(InputError, match=rf"modality '{rare}' looks like '(PSMA|fluciclovine)'"):
        three_names(tmp_path, rare)


@pytest.mark.parametrize(
    ("rare", "index", "comparator"),
    [
        ("MIP", "PSMA", "MRI"),
        ("T2", "PSMA", "T1"),
        ("FCH", "PSMA", "FDG"),
        ("MRI2", "PSMA", "MRI1"),
        ("bone", "PSMA", "Axumin"),
        ("MSAP", "PSMA", "Axumin"),
    ],
)
def test_short_names_of_other_tests_are_no_misspellings(tmp_path, rare, index, comparator):
    found = three_names(tmp_path, rare, index, comparator)
    assert f"readings of {rare} are in the file and in no contrast" in found.provenance["warnings"]


def test_two_groups_of_patients_are_not_paired_data(tmp_path):
    with pytest.raises(InputError, match="no patient was read with both PSMA and fluciclovine"):
        compare(file(tmp_path, "P1,R1,PSMA,bed,positive,1", "P2,R1,fluciclovine,bed,positive,1"))


TWO = ("P1,R1,PSMA,bed,positive,1", "P1,R1,fluciclovine,bed,negative,1")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[primary]\nendpoint = "nodes"', "the primary endpoint 'nodes' is not one of the plan."),
        ('[reading]\nrule = "reader"\nreader = "R2"', "reader 'R2' is not in the file. Accepted: R1."),
    ],
)
def test_a_plan_that_names_what_the_file_lacks_is_refused(tmp_path, text, said):
    with pytest.raises(UsageError) as caught:
        compare(file(tmp_path, *TWO), plan_of(NAMED + text))
    assert str(caught.value).startswith(said)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[endpoints]\nregions = ["bet"]', "reads.csv:2: region: 'bed' is not a planned region"),
        ('[reading]\nreaders = ["R2"]', "reads.csv:2: reader: 'R1' is not a planned reader"),
    ],
)
def test_readings_that_the_plan_does_not_know_are_refused(tmp_path, text, said):
    with pytest.raises(InputError) as caught:
        compare(file(tmp_path, *TWO), plan_of(NAMED + text))
    assert any(line.startswith(said) for line in caught.value.lines())


def test_a_region_can_be_the_primary_endpoint(tmp_path):
    rows = [
        f"P{at},R1,{name},Os {side},{'positive' if at < size else 'negative'},1"
        for name, size in (("PSMA", 4), ("Axumin", 1))
        for side in ("pubis", "ilium")
        for at in range(6)
    ]
    found = compare(file(tmp_path, *rows), plan_of('[primary]\nendpoint = "os ilium"'))
    assert found.primary["endpoint"] == "os-ilium"
    assert found.primary["row"] == "os-ilium.all.equality.exact"
    assert found.primary["table"] == {"both": 1, "index_only": 3, "comparator_only": 0, "neither": 2}
    adjusted = {row.endpoint for row in found if row.p_adjusted is not None}
    assert adjusted == {"patient", "os-pubis", "os-ilium"}
    assert found.row("os-ilium.all.equality.exact").p_adjusted is None


def test_regions_of_the_file_with_one_id_are_refused(tmp_path):
    rows = [f"P1,R1,{name},{region},positive,1" for name in ("PSMA", "Axumin") for region in ("os-pubis", "os/pubis")]
    with pytest.raises(UsageError, match="give their rows the same id"):
        compare(file(tmp_path, *rows))


def test_an_adjudicator_needs_no_list_of_readers(tmp_path):
    rows = [
        f"P1,{reader},{name},bed,{result},1"
        for name in ("PSMA", "Axumin")
        for reader, result in (("R1", "positive"), ("R2", "negative"), ("R3", "positive"))
    ]
    found = compare(file(tmp_path, *rows), plan_of('[reading]\ntie = "adjudicator"\nadjudicator = "R3"'))
    assert found.plan["reading"]["readers"] == ["R1", "R2"]
    assert found.primary["table"]["both"] == 1


def test_the_title_and_the_folder_come_from_the_file(tmp_path):
    found = compare(reads(tmp_path / "Étude n°1 (final).csv", pairs(1, 1, 0, 0)), Plan())
    assert found.study == {"id": "etude-n1-final", "title": "PSMA against fluciclovine", "citation": ""}


def test_strata_are_not_made_without_psa(tmp_path):
    found = compare(reads(tmp_path / "reads.csv", pairs(1, 1, 0, 0)))
    assert found.plan["strata"]["preset"] == "none"
    assert "strata" not in found.further
    assert not found.select(stratum_by="psa")


def test_readers_of_the_file_are_said_to_decide_by_majority(tmp_path):
    rows = [f"P1,R{at},{name},bed,positive,1" for name in ("PSMA", "Axumin") for at in (1, 2)]
    assert "majority of the 2 readers in the file" in compare(file(tmp_path, *rows)).provenance["warnings"]


READ = [
    f"P{at},{reader},{test},bed,{word},1"
    for at, word in enumerate(("positive", "negative"))
    for reader in ("R1", "R2")
    for test in ("PSMA", "fluciclovine")
]
BOARD = [f"P{at},board,histology,bed,positive,1" for at in range(2)]
PLANNED = '[reading]\nreaders = ["R1", "R2"]\n'
TOLD = '[truth]\nstandards = ["histology"]\n'
WIDE = """
[results]
p1 = { modality = "PSMA", reader = "R1" }
p2 = { modality = "PSMA", reader = "R2" }
f1 = { modality = "fluciclovine", reader = "R1" }
f2 = { modality = "fluciclovine", reader = "R2" }
"""
ROWS = ["P1,positive,positive,negative,positive,positive", "P2,positive,negative,negative,negative,negative"]
READ_ASIDE = [
    (READ + BOARD, "patient_id,reader,modality,region,result,psa", NAMED),
    (ROWS, "patient_id,p1,p2,f1,f2,h", WIDE + 'h = { modality = "histology", reader = "board" }'),
    (READ + BOARD, "patient_id,reader,modality,region,result,psa", PLANNED),
    (ROWS, "patient_id,p1,p2,f1,f2,h", PLANNED + WIDE + 'h = { modality = "histology", reader = "board" }'),
    (READ + BOARD, "patient_id,reader,modality,region,result,psa", PLANNED + TOLD),
]


@pytest.mark.parametrize(("rows", "header", "text"), READ_ASIDE)
def test_the_plan_in_full_accepts_who_read_a_test_that_is_not_compared_and_says_the_same(tmp_path, rows, header, text):
    path = file(tmp_path, *rows, header=header)
    first = compare(path, plan_of(text))
    assert first.plan["reading"]["readers"] == ["R1", "R2"]
    assert len(first.further["data"]["readers"]) == 3
    again = compare(path, plan_of_record(first.plan)).record()
    del (record := dict(first.record()))["provenance"], again["provenance"]
    assert again == record


def test_an_adjudicator_whose_name_comes_first_stands_first_under_the_plan_in_full_too(tmp_path):
    path = file(tmp_path, *READ, *(line.replace(",R1,", ",board,") for line in READ if ",R1," in line))
    first = compare(path, plan_of(NAMED + '[reading]\nadjudicator = "board"\ntie = "adjudicator"'))
    assert first.plan["reading"]["readers"] == ["R1", "R2"]
    assert first.further["data"]["readers"] == ["board", "R1", "R2"]
    assert compare(path, plan_of_record(first.plan)).further == first.further


@pytest.mark.parametrize("text", [NAMED + PLANNED, PLANNED, NAMED + PLANNED + TOLD, PLANNED + TOLD])
def test_who_is_not_planned_and_reads_a_test_that_is_compared_is_refused_with_the_line(tmp_path, text):
    rows = [*READ, *BOARD, "P0,board,PSMA,bed,positive,1"]
    with pytest.raises(InputError) as caught:
        compare(file(tmp_path, *rows), plan_of(text))
    assert caught.value.lines() == ["reads.csv:12: reader: 'board' is not a planned reader. Accepted: R1, R2."]


def test_readers_of_a_standard_are_not_refused_before_it_is_clear_what_is_compared(tmp_path):
    rows = [row.replace("fluciclovine", "MRI") for row in READ] + BOARD
    with pytest.raises(UsageError, match="it is not clear which test is compared with which"):
        compare(file(tmp_path, *rows), plan_of(PLANNED + TOLD))


@pytest.mark.parametrize(("rows", "header", "text"), READ_ASIDE[2:4])
def test_where_names_do_not_tell_what_is_compared_an_unplanned_reader_leads_to_naming_the_tests(
    tmp_path, rows, header, text
):
    other = [row.replace("fluciclovine", "MRI") for row in rows], text.replace("fluciclovine", "MRI")
    path = file(tmp_path, *other[0], header=header)
    with pytest.raises((InputError, UsageError)) as caught:
        compare(path, plan_of(other[1]))
    assert "Accepted: R1, R2. If the test is not compared: give --index and --comparator." in str(caught.value)
    named = NAMED.replace("fluciclovine", "MRI") + other[1]
    assert compare(path, plan_of(named)).plan["reading"]["readers"] == ["R1", "R2"]


def test_one_planned_reader_stands_for_a_file_without_readers_beside_a_standard_too(tmp_path):
    found = {"PSMA": (1, 1, 0), "fluciclovine": (1, 0, 0), "histology": (1, 1, 0)}
    words = ("negative", "positive")
    rows = [f"P{at},{test},{words[code]}" for test, codes in found.items() for at, code in enumerate(codes)]
    path = file(tmp_path, *rows, header="patient_id,modality,result")
    table = compare(path, plan_of('[reading]\nreaders = ["R1"]\n' + TOLD)).primary["table"]
    assert table == {"both": 1, "index_only": 1, "comparator_only": 0, "neither": 1}
    with pytest.raises(InputError, match="2 readers are planned, but the file does not tell readers apart"):
        compare(path, plan_of(PLANNED + TOLD))
