"""Columns that could tell who a patient is are refused, and what they hold is never repeated."""

from __future__ import annotations

import time

import pytest

from psmatrial.data.cohort import read_cohort
from psmatrial.data.forms import identifying_aside, identifying_text
from psmatrial.data.identifiers import identifying_name, numbered_by_hospital, too_old
from psmatrial.errors import InputError

PERSONAL = {
    "a name": ["name", "PatientName", "surname", "first_name", "last name", "initials"],
    "an address": ["address", "zip", "ZIP_code", "postcode", "street", "city"],
    "a date": [
        "dob",
        "date_of_birth",
        "scan_date",
        "Birthday",
        "admission",
        "YOB",
        "TUDTC",
        "fecha_nacimiento",
        "trtsdtm",
    ],
    "a telephone number": ["phone", "telephone", "mobile"],
    "a fax number": ["fax", "fax_no"],
    "an e-mail address": ["email", "e_mail", "mail"],
    "a social security number": ["ssn", "social_security_no", "NHS number"],
    "a medical record number": ["mrn", "MRN", "medical_record_number"],
    "an insurance number": ["insurance_id", "health plan no"],
    "an account number": ["account", "IBAN"],
    "a licence number": ["driver_licence", "certificate_no", "passport"],
    "a vehicle number": ["vehicle", "licencePlate", "vin"],
    "a device number": ["device_id", "serial_no", "mac_address"],
    "a web address": ["url", "website"],
    "a network address": ["ip_address", "IP"],
    "biometric data": ["fingerprint", "voice_print", "iris"],
    "a photograph": ["photo", "portrait"],
    "a unique identifying number": ["study_uid", "accession_number", "barcode"],
}


@pytest.mark.parametrize(
    ("kind", "column"), [(kind, column) for kind, columns in PERSONAL.items() for column in columns]
)
def test_columns_of_the_safe_harbor_classes_are_known_by_name(kind, column):
    assert identifying_name(column) in {kind, *(["a licence number"] if column == "licencePlate" else [])}


@pytest.mark.parametrize(
    "column",
    [
        "patient_id",
        "subject",
        "record_id",
        "reader",
        "reader_name",
        "modality",
        "region",
        "result",
        "psa",
        "PSA_ng_ml",
        "isup",
        "gleason",
        "age",
        "days_since_birth",
        "psa_doubling_months",
        "stage",
        "description",
        "suvmax",
        "zipper",
        "study_id",
        "comment",
        "ADT",
        "width",
        "serial_psa_1",
        "redcap_event_name",
        "reader_initials",
        "scan_gap_days",
        "site_no",
        "country",
        "state",
        "image_quality",
    ],
)
def test_ordinary_columns_pass(column):
    assert identifying_name(column) == ""


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("ask jane.doe@example.org", "an e-mail address"),
        ("310-555-0199", "a telephone number"),
        ("(310) 555-0199", "a telephone number"),
        ("+49 30 1234567", "a telephone number"),
        ("2019-03-12", "a date"),
        ("2019-03-12T10:00", "a date"),
        ("12/03/2019", "a date"),
        ("3/12/19", "a date"),
        ("12.03.2019", "a date"),
        ("12-Mar-2019", "a date"),
        ("March 12, 2019", "a date"),
        ("123-45-6789", "a social security number"),
        ("https://example.org/x", "a web address"),
        ("192.168.0.1", "a network address"),
        ("2001:db8:0:0:0:0:0:1", "a network address"),
        ("20180226", "a date"),
        ("scan20180226", "a date"),
        ("201802261530", "a date"),
        ("02/2018", "a date"),
        ("Feb 2018", "a date"),
        ("123456789", "a social security number"),
        ("123 45 6789", "a social security number"),
        ("MRN 4471123", "a medical record number"),
        ("DE89 3704 0044 0532 0130 00", "an account number"),
        ("1.2.840.113619.2.55", "a unique identifying number"),
        ("00:1a:2b:3c:4d:5e", "a device number"),
        ("(01)00812345678906", "a device number"),
        ("face.jpg", "a photograph"),
        ("a 93-year-old man", "an age above 89"),
    ],
)
def test_contents_that_identify_are_known_by_form(text, kind):
    assert identifying_text(text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "P01",
        "001",
        "CAL-17",
        "01-02-003",
        "0.499999999999999999",
        "9007199254740993",
        "prostate bed",
        "0.2-0.5",
        "1/2",
        "R1/R2",
        "UCLA-001-0045",
        "PSMA-RADS 3A",
        "T2c N0 M0",
        "miN1a 10/12",
        "68Ga-PSMA-11",
        "non-evaluable",
        "1.0.3",
        "mean 3.5 (2-4)",
        "CAL-001",
        "101-0007",
        "101-000-0007",
        "000000001",
        "US-000123456",
        "NCT02940262",
        "0.20180226",
        "DE12 3456 7890 1234",
        "10:20:30",
        "Site 12, subject 7",
        "12 mars",
        "PSMA1Mar20",
        "01.02.03",
        "2 set 3",
    ],
)
def test_ordinary_contents_pass(text):
    assert identifying_text(text) == ""


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Doe, Jane", "a name"),
        ("DOE^JANE", "a name"),
        ("Mr. Doe", "a name"),
        ("Los Angeles, CA 90095", "an address"),
        ("90095-1234", "an address"),
        ("SW1A 1AA", "an address"),
        ("12 Main Street", "an address"),
        ("1HGCM82633A004352", "a vehicle number"),
        ("PSA rose again three months after the second scan", "free text"),
        ("12.03.19", "a date"),
        ("患者は前立腺癌の再発で二月に紹介された", "free text"),
        ("前立腺床の右側", ""),
        ("1.12.3", ""),
        ("bone, left", ""),
        ("left external iliac node, 8 mm", ""),
    ],
)
def test_columns_that_are_not_analysed_are_looked_at_more_closely(text, kind):
    assert identifying_aside(text) == kind


@pytest.mark.parametrize(
    "names",
    [
        [f"{number:03d}" for number in range(1, 51)],
        [f"101{number:03d}" for number in range(1, 51)],
        [str(number) for number in range(1_000_001, 1_000_051)],
        [f"{site}{number:04d}" for site in (1010, 2020, 3030) for number in range(1, 18)],
        [f"{number:09d}" for number in range(1, 51)],
        ["9007199254740993", "9007199254740992"],
        ["CAL-4471123", "S1234567"],
    ],
)
def test_study_numbers_pass(names):
    assert numbered_by_hospital(names) is None


@pytest.mark.parametrize(
    "names",
    [
        ["CAL-1", "4471123"],
        ["0004471123"],
        [str(4_000_000 + 7919 * number) for number in range(50)],
        ["123456789"],
        ["123456789012345"],
        ["\u0664\u0664\u0667\u0661\u0661\u0662\u0663"],
        ["\u0966\u0966\u096a\u096a\u096d\u0967\u0967\u0968\u0969"],
    ],
)
def test_numbers_such_as_hospitals_give_are_known(names):
    assert numbered_by_hospital(names) is not None


@pytest.mark.parametrize("text", ["90", "93 years", "104.5", "91y"])
def test_an_age_above_89_is_known_with_its_unit(text):
    assert too_old("age_at_scan", text)


@pytest.mark.parametrize("text", ["89", "89.9", "90+", ">89", "1900", ""])
def test_ages_that_are_pooled_above_89_pass(text):
    assert not too_old("age", text)


def test_only_ages_above_89_identify():
    assert too_old("age", "90")
    assert not too_old("age", "89")
    assert not too_old("stage", "90")


def test_an_activity_of_nine_digits_is_no_social_security_number(tmp_path):
    path = tmp_path / "reads.csv"
    path.write_text("patient_id,modality,result,activity_bq\nP01,PSMA,positive,198320007\n")
    assert read_cohort(path).patients == ("P01",)


@pytest.mark.parametrize("piece", ["a.", "A", "1:", "A1", "1 a ", "+1 "])
def test_a_long_cell_is_looked_at_in_no_time(piece):
    start = time.process_time()
    identifying_aside(piece * 100_000)
    assert time.process_time() - start < 1


@pytest.mark.parametrize(
    ("header", "row", "column", "value"),
    [
        ("patient_id,modality,result,surname", "P01,PSMA,positive,Smith", "surname", "Smith"),
        ("patient_id,modality,result,notes", "P01,PSMA,positive,jane@example.org", "notes", "jane"),
        ("patient_id,modality,result,age", "P01,PSMA,positive,93", "age", "93"),
        ("patient_id,modality,result", "2019-03-12,PSMA,positive", "patient_id", "2019-03"),
        ("patient_id,modality,result,psa", "P01,PSMA,positive,12/03/2019", "psa", "12/03"),
        ("patient_id,modality,result", "P01,PSMA,jane@example.org", "result", "jane"),
        ("patient_id,modality,result,reader", "P01,PSMA,positive,310-555-0199", "reader", "555"),
    ],
)
def test_the_column_is_named_and_the_value_is_not(tmp_path, header, row, column, value):
    path = tmp_path / "reads.csv"
    path.write_text(f"{header}\n{row}\n")
    with pytest.raises(InputError) as caught:
        read_cohort(path)
    (problem,) = caught.value.problems
    assert problem.column == column
    assert value not in str(caught.value)


def test_a_patient_column_named_as_a_record_number_is_refused(tmp_path):
    path = tmp_path / "reads.csv"
    path.write_text("MRN,modality,result\n4711,PSMA,positive\n")
    from psmatrial.data.rules import Layout

    with pytest.raises(InputError, match="holds a medical record number"):
        read_cohort(path, Layout(columns={"patient_id": "MRN"}))


def test_a_file_without_its_header_does_not_spill_its_first_row(tmp_path):
    path = tmp_path / "reads.csv"
    path.write_text("P01,PSMA,positive,jane@example.org\nP02,PSMA,positive,x\n")
    with pytest.raises(InputError) as caught:
        read_cohort(path)
    assert "jane" not in "\n".join(map(str, caught.value.problems))
    assert "the name of column 4 looks like an e-mail address." in str(caught.value)
