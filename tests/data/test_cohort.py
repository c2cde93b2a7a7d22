"""From a file to a cohort: what is accepted, and every refusal with its place."""

from __future__ import annotations

import json
import re
import tracemalloc

import pytest

from psmatrial.data.problems import MOST
from psmatrial.data.rules import Layout
from psmatrial.errors import InputError

HEADER = "patient_id,reader,modality,region,result,psa"
GOOD = "P01,R1,PSMA,bed,positive,0.35"


def said(cohort):
    return " ".join(str(problem) for problem in cohort.warnings)


def test_readings_are_found_by_patient_modality_reader_and_region(cohort):
    found = cohort(
        GOOD, "P01,R2,PSMA,bed,Negative,0.350", "P02,R1,FCV,node,NON-EVALUABLE, 1.5 ", "001,R1,FCV,bed,equivocal,"
    )
    assert found.patients == ("P01", "P02", "001")
    assert (found.modalities, found.readers, found.regions) == (("PSMA", "FCV"), ("R1", "R2"), ("bed", "node"))
    assert found.reading(0, "PSMA", "R1", "bed") == "positive"
    assert found.reading(0, "PSMA", "R2", "bed") == "negative"
    assert found.reading(1, "FCV", "R1", "node") == "non-evaluable"
    assert found.reading(2, "FCV", "R1", "bed") == "equivocal"
    assert found.reading(2, "PSMA", "R1", "bed") is None
    assert found.reading(0, "FCV", "R2", "node") is None
    assert found.psa == ("0.35", "1.5", None)
    assert (found.has_readers, found.has_regions, found.has_psa) == (True, True, True)
    assert found.rows == 4


def test_counts_of_the_summary_add_up(cohort):
    found = cohort(GOOD, "P01,R2,PSMA,bed,negative,0.35", "P02,R1,FCV,bed,equivocal,1.2").summary()
    for counts in found["results"].values():
        assert sum(counts[word] for word in counts if word != "patients") == 2 * 2 * 1
    assert found["results"]["PSMA"]["patients"] == found["results"]["FCV"]["patients"] == 1
    assert found["psa"] == {"lowest": "0.35", "median": "0.775", "highest": "1.2", "missing": 0}
    json.dumps(found)


@pytest.mark.parametrize(
    "patient", ["NA", "nan", "1e5", "007", "9007199254740993", "CAL-17", "=1+1", "null", "True", "../x"]
)
def test_ids_stay_text(cohort, patient):
    assert cohort(f"{patient},R1,PSMA,bed,positive,0.35").patients == (patient,)


def test_surrounding_spaces_do_not_make_another_patient(cohort):
    found = cohort(GOOD, " P01 ,R2, PSMA,bed , negative , 0.35")
    assert found.patients == ("P01",)
    assert found.reading(0, "PSMA", "R2", "bed") == "negative"


def test_absent_columns_are_warned_of_each(cohort):
    found = cohort("P01,PSMA,positive", header="patient_id,modality,result")
    assert [re.search("'(.*?)'", problem.text)[1] for problem in found.warnings] == ["reader", "region", "psa"]
    assert (found.readers, found.regions, found.psa) == (("consensus",), ("patient",), (None,))
    assert (found.has_readers, found.has_regions, found.has_psa) == (False, False, False)
    assert found.reading(0, "PSMA", "consensus", "patient") == "positive"


def test_a_misspelt_column_that_may_be_absent_is_pointed_at(cohort):
    found = cohort("P01,R1,PSMA,positive", header="patient_id,raeder,modality,result")
    assert "If 'raeder' is it: --column reader=raeder." in said(found)


def test_a_column_with_its_unit_is_pointed_at_as_a_shell_takes_it(cohort):
    found = cohort("P01,R1,PSMA,positive,0.4", header="patient_id,reader,modality,result,PSA (ng/mL)")
    assert "If 'PSA (ng/mL)' is it: --column 'psa=PSA (ng/mL)'." in said(found)


def test_columns_in_other_case_are_found_and_said(cohort):
    found = cohort(GOOD, header="Patient ID,Reader,MODALITY,region,Result,PSA")
    assert found.patients == ("P01",)
    assert "column 'Patient ID' is taken for 'patient_id'." in said(found)


def test_columns_are_found_by_the_layout(cohort):
    layout = Layout(columns={"patient_id": "subject", "psa": "PSA_ng_ml"}, values={"1": "positive", "0": "negative"})
    found = cohort("S1,R1,PSMA,bed,1,0.4", header="subject,reader,modality,region,result,PSA_ng_ml", layout=layout)
    assert found.reading(0, "PSMA", "R1", "bed") == "positive"
    assert found.psa == ("0.4",)


def test_problems_name_the_column_as_the_file_does(refused):
    layout = Layout(columns={"psa": "PSA_ng_ml"})
    assert refused("P01,PSMA,positive,x", header="patient_id,modality,result,PSA_ng_ml", layout=layout) == [
        "reads.csv:2: PSA_ng_ml: 'x' is not a number. Leave the cell empty when the value is missing."
    ]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (
            "P02,R1,PSMA,bed,postive,0.35",
            "result: 'postive' is not a result; did you mean 'positive'? Accepted: positive, negative, equivocal,",
        ),
        ("P02,R1,PSMA,bed,1,0.35", "reads.csv:3: result: '1' is not a result. Accepted: positive,"),
        ("P02,R1,PSMA,bed,,0.35", "reads.csv:3: result: the cell is empty."),
        ("P02,R1,PSMA,bed,posi\u200btive,0.35", "reads.csv:3: result: the cell holds the invisible character U+200B"),
        (",R1,PSMA,bed,positive,0.35", "reads.csv:3: patient_id: the cell is empty."),
        ("P02,,PSMA,bed,positive,0.35", "reads.csv:3: reader: the cell is empty."),
        ("P02,R1,,bed,positive,0.35", "reads.csv:3: modality: the cell is empty."),
        ("P02,R1,PSMA,,positive,0.35", "reads.csv:3: region: the cell is empty."),
        ("P\u200b01,R1,PSMA,bed,positive,0.35", "patient_id: the cell holds the invisible character U+200B (ZERO"),
        ("P01\u00a0,R1,PSMA,bed,positive,0.35", "patient_id: the cell holds the invisible character U+00A0"),
        ("\u202eP01,R1,PSMA,bed,positive,0.35", "patient_id: the cell holds the invisible character U+202E"),
        ("P\u3164,R1,PSMA,bed,positive,0.35", "patient_id: the cell holds the invisible character U+3164"),
        ("P\x1b[31m,R1,PSMA,bed,positive,0.35", "patient_id: the cell holds the invisible character U+001B"),
        ("p01,R2,PSMA,bed,positive,0.35", "reads.csv:3: patient_id: 'p01' differs from 'P01' on line 2 only by case"),
        ("P01,r1,PSMA,node,positive,0.35", "reads.csv:3: reader: 'r1' differs from 'R1' on line 2 only by case"),
        ("P01,R1,psma,bed,positive,0.35", "reads.csv:3: modality: 'psma' differs from 'PSMA' on line 2 only by case"),
        (
            "P01,R1,PSMA,bed,positive,0.35",
            "patient 'P01' has a second row for modality 'PSMA', reader 'R1', region 'bed'; line 2 has the same result",
        ),
        ("P01,R1,PSMA,bed,negative,0.35", "line 2 has another result, 'positive'. Keep one of the two rows."),
        ("P01,R1,PSMA,node,negative,0.36", "reads.csv:3: psa: patient 'P01' has PSA 0.36 here and 0.35 on line 2."),
        ("P02,R1,PSMA,bed,positive", "reads.csv:3: the row has 5 cells, the header has 6. Fill in"),
        (
            "P02,R1,PSMA,bed,positive,0,35",
            "reads.csv:3: the row has 7 cells, the header has 6. A decimal comma may have split",
        ),
        ("P02,R1,PSMA,bed,positive,0.35,x", "A cell that contains the separator must stand in quotation marks."),
        (HEADER, "reads.csv:3: the line of column names is there again."),
        ("Total,,,,2,0.7", "reads.csv:3: this looks like a row of totals."),
    ],
)
def test_a_bad_row_is_refused_with_line_column_value_and_remedy(refused, row, words):
    found = refused(GOOD, row)
    assert len(found) == 1
    assert words in found[0]


def test_ids_that_differ_only_by_unicode_form_are_refused(refused):
    (problem,) = refused("Caf\u00e9,R1,PSMA,bed,positive,1", "Cafe\u0301,R1,PSMA,bed,positive,1")
    assert "on line 2 only by case or by how its letters are encoded." in problem


@pytest.mark.parametrize(
    ("psa", "words"),
    [
        ("<0", "holds no value."),
        ("<x", "is no limit that can be read."),
        (">20000", "is no limit that can be read."),
        ('"1,234"', "has a thousands mark or a decimal comma."),
        ("-0.2", "has a minus sign."),
        ("+0.2", "has a sign."),
        ("1e-2", "is in exponent notation."),
        ("1e400", "is in exponent notation."),
        ("0.2-0.5", "is a range."),
        ("1_000", "has an underscore."),
        ("0.35 ng/mL", "has something after the number."),
        ("0.35*", "has something after the number."),
        ("5.", "ends with its decimal point."),
        ("nan", "is not a number."),
        ("inf", "is not a number."),
        ("undetectable", "is not a number."),
        ("\u0661.\u0662", "has digits of another script."),
        ("\uff11", "has digits of another script."),
        ("10000", "is absurdly high."),
        ("9" * 400, "is absurdly high."),
        ("0.3\u200b5", "the cell holds the invisible character"),
        ("#REF!", "is not a number."),
        (".", "is not a number."),
    ],
)
def test_psa_is_a_plain_decimal_or_refused(refused, psa, words):
    (problem,) = refused(f"P01,R1,PSMA,bed,positive,{psa}")
    assert problem.startswith("reads.csv:2: psa: ")
    assert words in problem


@pytest.mark.parametrize("psa", ["0.499999999999999999", "350", ".5", "00.5", "9999.999"])
def test_plain_decimals_are_kept_as_typed(cohort, psa):
    assert cohort(f"P01,R1,PSMA,bed,positive,{psa}").psa == (psa,)


def test_a_psa_of_zero_and_missing_ones_are_warned_of(cohort):
    found = cohort("P01,R1,PSMA,bed,positive,0.0", "P02,R1,PSMA,bed,positive,", "P03,R1,PSMA,bed,positive,")
    assert "reads.csv:2: psa: PSA is 0 in 1 patient." in said(found)
    assert "PSA is missing in 2 patients" in said(found)


@pytest.mark.parametrize("rows", [("0.35", ""), ("", "0.35")])
def test_a_psa_on_some_rows_only_holds_for_the_patient_and_is_said(cohort, rows):
    found = cohort(*(f"P01,{reader},PSMA,bed,positive,{psa}" for reader, psa in zip(("R1", "R2"), rows, strict=True)))
    assert found.psa == ("0.35",)
    assert "PSA stands on some rows only of 1 patient" in said(found)


def test_one_bad_psa_is_one_problem_though_each_row_of_the_patient_has_it(refused):
    assert len(refused(*(f"P01,R{number},PSMA,bed,positive,x" for number in range(5)))) == 1
    assert len(refused(GOOD, *(f"P01,R{number},PSMA,bed,positive,0.4" for number in range(2, 6)))) == 1


def test_a_second_row_says_that_an_absent_column_may_be_missing(refused):
    rows = ("P01,PSMA,positive", "P01,PSMA,negative")
    (problem,) = refused(*rows, header="patient_id,modality,result")
    assert problem.endswith("The file has no reader and no region column: one of them may be missing.")


def test_all_problems_are_listed_by_line_with_those_that_end_the_reading(refused):
    found = refused("P01,R1,PSMA,bed,postive,x", "P02,R1,PSMA", 'P03,"R1,PSMA,bed,positive,1')
    assert [problem.split(". ")[0].split(": ")[:2] for problem in found] == [
        ["reads.csv:2", "result"],
        ["reads.csv:2", "psa"],
        ["reads.csv:3", "the row has 3 cells, the header has 6"],
        ["reads.csv:4", "a quotation mark that is opened in this row is never closed"],
    ]


def test_twenty_problems_are_shown_and_the_rest_is_counted(cohort):
    with pytest.raises(InputError) as caught:
        cohort(*(f"P{number},R1,PSMA,bed,pos,1" for number in range(25)))
    lines = caught.value.lines()
    assert len(lines) == 21
    assert lines[-1] == "... and 5 more problems"


def test_reading_stops_at_two_thousand_problems_and_says_so(cohort):
    with pytest.raises(InputError) as caught:
        cohort(*(f"P{number},R1,PSMA,bed,pos,1" for number in range(MOST + 500)))
    assert len(caught.value.problems) == MOST + 1
    assert "reading stopped after 2000 problems" in caught.value.lines()[19]


def test_a_header_alone_is_refused(refused):
    assert "a line of column names and no rows" in refused()[0]


def test_empty_rows_are_left_out_and_counted(cohort):
    found = cohort(GOOD, ",,,,,", " , ,,,,", ",")
    assert found.rows == 1
    assert "3 rows without any value: left out." in said(found)


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (
            "patient,reader,modality,region,result,psa",
            "no column 'patient_id'. Did you mean 'patient'? The file has: patient,",
        ),
        (
            "patient_id,reader,scan,region,result,psa",
            "If each test has a result column of its own: --column result.TEST",
        ),
        (
            "patient_id,reader,modality,region,Result,RESULT",
            "no column 'result', and 'Result' and 'RESULT' could both be",
        ),
    ],
)
def test_a_required_column_that_is_missing_gives_the_nearest_name(refused, header, words):
    assert words in " ".join(refused(GOOD, header=header))


def test_many_patients_keep_their_readings_and_lines(cohort, refused):
    rows = [f"P{number},{reader},PSMA,bed,positive,1" for number in range(300) for reader in ("R1", "R2")]
    found = cohort(*rows)
    assert (found.n, found.rows, found.column("PSMA", "R2", "bed")) == (300, 600, bytes([1]) * 300)
    (problem,) = refused(*rows, "P299,R1,PSMA,bed,negative,1")
    assert problem.startswith("reads.csv:602: ")
    assert "line 600 has another result" in problem


def test_rows_whose_words_are_all_known_are_still_checked(refused):
    known = ("P01,R1,PSMA,bed,positive,1,", "P02,R2,PSMA,bed,positive,1,")
    rows = ("P02,R1,PSMA,bed,positive,2,", "P01,R2,PSMA,bed,positive,1,a@example.org")
    found = refused(*known, *rows, header=f"{HEADER},notes")
    assert "reads.csv:4: psa: patient 'P02' has PSA 2 here and 1 on line 3." in found[0]
    assert "reads.csv:5: notes: the cell holds what looks like an e-mail address" in found[1]


def test_too_many_names_are_refused_before_memory_is(cohort):
    rows = (f"P{number},R1,PSMA,lesion {number},positive,1" for number in range(9000))
    tracemalloc.start()
    with pytest.raises(InputError, match="Does one of these columns hold something else"):
        cohort(*rows)
    assert tracemalloc.get_traced_memory()[1] < 200 << 20
    tracemalloc.stop()
