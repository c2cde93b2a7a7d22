"""Columns that could tell who a patient is are refused, and what they hold is never repeated."""

from __future__ import annotations

import pytest

from psmatrial.data.cohort import read_cohort
from psmatrial.data.identifiers import identifying_name, identifying_text, too_old
from psmatrial.errors import InputError

PERSONAL = {
    "a name": ["name", "PatientName", "surname", "first_name", "last name", "initials"],
    "an address": ["address", "zip", "ZIP_code", "postcode", "street", "city"],
    "a date": ["dob", "date_of_birth", "scan_date", "Birthday", "admission"],
    "a telephone number": ["phone", "telephone", "mobile"],
    "a fax number": ["fax", "fax_no"],
    "an e-mail address": ["email", "e_mail", "mail"],
    "a social security number": ["ssn", "social_security_no", "NHS number"],
    "a medical record number": ["mrn", "MRN", "medical_record_number"],
    "an insurance number": ["insurance_id", "health plan no"],
    "an account or licence number": ["account", "driver_licence"],
    "a vehicle or device number": ["vehicle", "device_id", "serial_no"],
    "a web address": ["url", "ip_address", "website"],
    "biometric data": ["fingerprint", "photo"],
}


@pytest.mark.parametrize(
    ("kind", "column"), [(kind, column) for kind, columns in PERSONAL.items() for column in columns]
)
def test_columns_of_the_safe_harbor_classes_are_known_by_name(kind, column):
    assert identifying_name(column) in {kind, "an address"}


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
    ],
)
def test_ordinary_contents_pass(text):
    assert identifying_text(text) == ""


def test_only_ages_above_89_identify():
    assert too_old("age", "90")
    assert not too_old("age", "89")
    assert not too_old("stage", "90")


def test_a_long_cell_is_looked_at_in_no_time():
    assert identifying_text("a." * 100_000) == ""


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
