"""What could identify a person is refused by default, left out when asked, and repeated nowhere."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from pypdf import PdfReader

from psmatrial.cli import exit_code

# Column, its value with CANARY in it, and how the class is called.
CANARIES = {
    "surname": ("Canaryson", "a name"),
    "contact": ("canary@example.org", "an e-mail address"),
    "birth": ("1948-02-11", "a date"),
    "scanned": ("20180226", "a date"),
    "age": ("97", "an age above 89"),
    "number": ("219099999", "a social security number"),
    "patient_record": ("44711234", "a medical record number"),
    "call": ("310-555-0199", "a telephone number"),
    "fax": ("5550199", "a fax number"),
    "zip": ("90095-1781", "an address"),
    "lives": ("1234 Canary Street", "an address"),
    "insurance": ("K7719", "an insurance number"),
    "account": ("A-8812", "an account number"),
    "licence": ("B7716", "a licence number"),
    "plate": ("8CNRY99", "a vehicle number"),
    "serial_no": ("SN-77161", "a device number"),
    "page": ("https://canary.example/x", "a web address"),
    "host": ("192.168.77.161", "a network address"),
    "retina": ("7716-scan", "biometric data"),
    "face": ("canary.jpg", "a photograph"),
    "study_uid": ("77161", "a unique identifying number"),
    "remark": ("the canary sang in the morning before the second scan", "free text"),
    "said_by": ("CANARY^JANE", "a name"),
}
ROWS = (("P01", "positive", "negative"), ("P02", "positive", "positive"), ("P03", "negative", "positive"))


def written(folder, columns):
    extra = [CANARIES[column][0] for column in columns]
    lines = [",".join(["patient_id", "modality", "result", "psa", *columns])]
    for patient, first, second in ROWS:
        lines += [
            ",".join([patient, test, word, "0.4", *extra]) for test, word in (("PSMA", first), ("Axumin", second))
        ]
    path = folder / "reads.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


def run(capfd, *arguments):
    code = exit_code([str(argument) for argument in arguments])
    said = capfd.readouterr()
    return code, said.out + said.err


def contents(folder):
    """Return every byte of a folder as text: names, files, and what the PDF shows and hides in its streams."""
    found = []
    for path in sorted(folder.rglob("*")):
        found.append(str(path.relative_to(folder)))
        if path.is_file():
            found.append(path.read_bytes().decode("latin-1"))
        if path.suffix == ".pdf":
            reader = PdfReader(path)
            found += [page.extract_text() for page in reader.pages]
            found += [content.decode() for files in reader.attachments.values() for content in files]
            found.append(str(reader.metadata))
    return "\n".join(found)


@pytest.mark.parametrize("column", CANARIES)
def test_each_class_is_refused_and_its_value_is_not_repeated(column, tmp_path, capfd):
    value, kind = CANARIES[column]
    path = written(tmp_path, [column])
    for arguments in (("check", path), ("check", path, "--json"), ("init", path, "-o", tmp_path / "plan.toml")):
        code, said = run(capfd, *arguments)
        assert code == 3
        assert kind in said
        assert "--drop-identifiers" in said
        assert value not in said
    assert [file.name for file in tmp_path.iterdir()] == ["reads.csv"]


def test_columns_are_left_out_when_asked_and_every_output_is_without_them(tmp_path, capfd):
    path = written(tmp_path, list(CANARIES))
    folder = tmp_path / "report"
    every = []
    for arguments in (
        ("check", path, "--drop-identifiers"),
        ("check", path, "--drop-identifiers", "--json"),
        ("init", path, "--drop-identifiers", "-o", tmp_path / "plan.toml"),
        ("compare", path, "--drop-identifiers", "-o", folder),
    ):
        code, said = run(capfd, *arguments)
        assert code == 0, said
        every.append(said)
    for column, (_, kind) in CANARIES.items():
        assert f"{column}: the column holds what looks like {kind}: it is left out." in every[0]
    everything = "\n".join([*every, contents(folder), (tmp_path / "plan.toml").read_text()])
    # Two-digit numbers and words of the column's own name may stand there for other reasons.
    assert [value for column, (value, _) in CANARIES.items() if column != "age" and value in everything] == []
    record = json.loads((folder / "results.json").read_text())
    assert record["plan"]["input"]["drop_identifiers"] is True
    assert record["primary"]["table"] == {"both": 1, "index_only": 1, "comparator_only": 1, "neither": 0}
    assert sum("it is left out" in warning for warning in record["provenance"]["warnings"]) == len(CANARIES)


def test_the_written_plan_leaves_the_columns_out_as_well(tmp_path, capfd):
    path = written(tmp_path, ["surname"])
    plan = tmp_path / "plan.toml"
    assert run(capfd, "init", path, "--drop-identifiers", "-o", plan)[0] == 0
    assert run(capfd, "compare", path, "--plan", plan, "-o", tmp_path / "report", "--format", "json")[0] == 0


@pytest.mark.parametrize(
    ("role", "value"),
    [
        ("patient_id", "2018-02-26"),
        ("patient_id", "20180226"),
        ("patient_id", "219099999"),
        ("patient_id", "44711234"),
        ("reader", "canary@example.org"),
        ("modality", "PSMA 2018-02-26"),
        ("region", "310-555-0199"),
        ("result", "CANARY^JANE"),
        ("result", "Canary, Jane"),
        ("psa", "219099999"),
        ("psa", "1.2.2018"),
    ],
)
def test_a_column_that_is_analysed_is_never_left_out(role, value, tmp_path, capfd):
    names = ("patient_id", "reader", "modality", "region", "result", "psa")
    row = dict(zip(names, ("P01", "R1", "PSMA", "bed", "positive", "0.4"), strict=True)) | {role: value}
    path = tmp_path / "reads.csv"
    cells = ",".join(f'"{cell}"' for cell in row.values())
    path.write_text(f"{','.join(names)}\n{cells}\n{cells}\n")
    for option in ((), ("--drop-identifiers",)):
        code, said = run(capfd, "check", path, *option)
        assert code == 3
        assert value not in said


@pytest.mark.parametrize(
    ("plan", "column", "value"),
    [
        ('[baseline]\ncolumns = ["age"]\n', "age", "93"),
        ('[baseline]\ncolumns = ["remark"]\n', "remark", "came on a Monday with pain and was seen at once"),
        ('[baseline]\ncolumns = ["city"]\n', "city", "Springfield"),
        ('[measured]\ncolumn = "suv"\n', "suv", "2019-03-12"),
        ('[gap]\ncolumn = "apart"\ndays = 15\n', "apart", "12MAR2019"),
    ],
)
def test_a_column_that_the_plan_analyses_is_refused_once_and_never_left_out(plan, column, value, tmp_path, capfd):
    path = tmp_path / "reads.csv"
    rows = "".join(f"P0{n},{test},positive,{value}\n" for n in (1, 2) for test in ("PSMA", "FACBC"))
    path.write_text(f"patient_id,modality,result,{column}\n{rows}")
    (tmp_path / "plan.toml").write_text(plan)
    for option in ((), ("--drop-identifiers",)):
        code, said = run(capfd, "check", path, "--plan", tmp_path / "plan.toml", *option)
        assert code == 3
        assert said.count(f"{column}: ") == 1
        assert value not in said


def test_a_column_name_that_identifies_is_not_repeated(tmp_path, capfd):
    path = tmp_path / "reads.csv"
    path.write_text("patient_id,modality,result,canary@example.org\nP01,PSMA,positive,1\nP01,Axumin,negative,1\n")
    for arguments, expected in ((("check", path), 3), (("check", path, "--drop-identifiers"), 0)):
        code, said = run(capfd, *arguments)
        assert code == expected
        assert "canary" not in said


def test_patients_are_not_named_in_any_output(tmp_path, capfd):
    path = tmp_path / "reads.csv"
    lines = [
        f"CANARY-{n},{test},{'positive' if n % 3 else 'negative'},0.4" for n in range(9) for test in ("PSMA", "FACBC")
    ]
    path.write_text("\n".join(["patient_id,modality,result,psa", *lines]) + "\n")
    code, said = run(capfd, "compare", path, "-o", tmp_path / "report")
    assert code == 0
    assert "CANARY" not in said + contents(tmp_path / "report")


def test_help_names_the_option():
    from psmatrial.cli import group

    for command in ("check", "compare", "init"):
        assert "--drop-identifiers" in CliRunner().invoke(group, [command, "--help"]).output
