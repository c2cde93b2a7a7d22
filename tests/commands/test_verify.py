"""psmatrial verify: a report is proved, and whatever was changed is named."""

from __future__ import annotations

import json
import shutil
import sys

import pytest

from psmatrial.analysis import provenance
from psmatrial.analysis.example import example
from psmatrial.analysis.results import loaded
from psmatrial.analysis.run import compare
from psmatrial.cli import exit_code
from psmatrial.errors import InputError
from psmatrial.reports import made_with
from psmatrial.reports.folder import write
from psmatrial.reports.report import files
from psmatrial.reports.verify import verified
from tests.reports.folders import changed

READS, PLAN = example()


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("verify") / "calais2019"
    write(folder, lambda: files(compare(READS, PLAN), ["html", "pdf", "json", "csv"]))
    return folder


@pytest.fixture
def report(written, tmp_path):
    return shutil.copytree(written, tmp_path / "report")


def test_an_untouched_report_is_verified_to_the_byte(report):
    found = verified(report, READS)
    assert found.differences == ()
    assert found.checked[-1] == "every file against a new rendering, byte by byte"


def test_another_name_of_the_same_input_is_no_difference(report, tmp_path):
    renamed = shutil.copy(READS, tmp_path / "renamed.csv")
    assert exit_code(["verify", str(report), str(renamed)]) == 0


def test_a_changed_file_is_named(report, capsys):
    page = report / "report.html"
    page.write_bytes(page.read_bytes().replace(b"0.0026", b"0.0016"))
    assert exit_code(["verify", str(report)]) == 1
    assert "report.html was changed after it was written" in capsys.readouterr().out


def test_a_missing_file_is_named(report):
    (report / "results.csv").unlink()
    assert verified(report).differences == ("results.csv is missing or cannot be read",)


def test_other_files_in_the_folder_are_named_as_not_checked(report):
    (report / "notes.txt").write_text("mine", encoding="utf-8")
    (report / "slides").mkdir()
    (report / "slides" / "tile.svg").write_text("mine", encoding="utf-8")
    (report / "figures" / "other.svg").write_text("whose", encoding="utf-8")
    found = verified(report, READS)
    names = ("figures/other.svg", "notes.txt", "slides/tile.svg")
    assert found.not_checked == tuple(f"{name}: manifest.json does not list it" for name in names)
    assert found.checked[-1] == "every listed file against a new rendering, byte by byte"
    assert found.differences == ()


@pytest.mark.parametrize("name", ["report.html", "report.pdf", "figures/tile.svg", "plan.toml"])
def test_a_file_of_a_report_that_the_manifest_does_not_list_is_a_difference(report, name):
    manifest = json.loads((report / "manifest.json").read_text(encoding="utf-8"))
    del manifest["files"][name]
    (report / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    for reads in (None, READS):
        found = verified(report, reads)
        assert found.differences == (f"{name}: manifest.json does not list it",)
        assert not any("every file" in text for text in found.checked)


@pytest.mark.parametrize("name", ["/etc/hostname", "../other/results.json"])
def test_what_the_manifest_lists_outside_the_folder_is_a_difference(report, name):
    manifest = json.loads((report / "manifest.json").read_text(encoding="utf-8"))
    manifest["files"][name] = "0" * 64
    (report / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert verified(report).differences == (f"'{name}' is listed by manifest.json and is not in the folder",)


def test_a_changed_number_is_named_by_its_row_with_both_values(report):
    saved = report / "results.json"
    record = json.loads(saved.read_text(encoding="utf-8"))
    row = next(row for row in record["results"] if row["id"] == "patient.all.rate-difference.tango")
    row["low"] = 0.13
    saved.write_text(json.dumps(record), encoding="utf-8")
    named = verified(report, READS).differences
    assert any(
        text.startswith("results.patient.all.rate-difference.tango.low: 0.13 in the report, 0.1213") for text in named
    )


def test_another_input_is_named_as_another_input(report, tmp_path):
    text = READS.read_text(encoding="utf-8")
    other = tmp_path / "reads.csv"
    other.write_text(text.replace(",negative,", ",positive,", 1), encoding="utf-8")
    found = verified(report, other)
    assert found.differences == ("the input is another file than the one of the report: its SHA-256 differs",)
    assert found.checked[1:] == ("the SHA-256 of reads.csv against that of the input",)
    assert found.not_checked == (f"{len(loaded(report).rows)} rows against a new run",)


WHY = (
    "the input is that of the report, and the recorded plan was run; so another state of psmatrial or of its libraries "
    "made the report, or its files were changed together with manifest.json"
)


def test_a_report_of_another_state_of_the_program_says_so_where_its_version_does_not(report, capsys):
    page = (report / "report.html").read_bytes()
    changed(report, "report.html", page.replace(b"exact McNemar", b"McNemar, exact"))
    assert exit_code(["verify", str(report), str(READS)]) == 1
    assert capsys.readouterr().out.splitlines()[-3:] == [
        "differs: report.html is rendered otherwise now",
        f"why: {WHY}",
        "NOT verified",
    ]
    record = json.loads((report / "results.json").read_text(encoding="utf-8"))
    changed(report, "results.json", json.dumps({**record, "of_another_state": {"rows": 3}}).encode())
    assert exit_code(["verify", str(report), str(READS), "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert said["differences"] == ["of_another_state: {'rows': 3} in the report, absent now"]
    assert said["cause"] == WHY


def test_no_other_state_of_the_program_is_named_where_a_file_or_the_input_was_changed(report, tmp_path):
    assert verified(report, READS).cause == ""
    other = tmp_path / "reads.csv"
    other.write_text(READS.read_text(encoding="utf-8").replace(",negative,", ",positive,", 1), encoding="utf-8")
    assert verified(report, other).cause == ""
    (report / "results.csv").write_text("id", encoding="utf-8")
    found = verified(report, READS)
    assert "results.csv was changed after it was written: its SHA-256 is not that of the manifest" in found.differences
    assert found.cause == ""


def test_a_folder_that_is_no_report_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"no manifest\.json"):
        verified(tmp_path)


def test_json_says_what_was_checked_and_what_differs(report, capsys):
    assert exit_code(["verify", str(report), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["verified"] is True


@pytest.fixture(scope="module")
def written_with_libraries(tmp_path_factory):
    folder = tmp_path_factory.mktemp("libraries") / "report"
    assert exit_code(["compare", "--example", "-o", str(folder), "--format", "json,docx,xlsx,rtf", "--quiet"]) == 0
    return folder


@pytest.fixture
def with_libraries(written_with_libraries, tmp_path):
    return shutil.copytree(written_with_libraries, tmp_path / "report")


def _as_if(monkeypatch, library, version):
    """Let a library seem to have another version, or none."""

    def seeming(name):
        return (f"{library} {version}" if version else library) if name == library else real(name)

    real = made_with.installed
    monkeypatch.setattr(made_with, "installed", seeming)


def test_the_record_of_the_run_names_the_libraries_of_its_files_and_the_results_do_not(with_libraries):
    made = json.loads((with_libraries / "run.json").read_text())["made_with"]
    assert set(made) == {"report.docx", "tables.xlsx", "report.rtf"}
    assert [text.split()[0] for text in made["report.docx"]] == ["python-docx", "pillow"]
    versions = json.loads((with_libraries / "results.json").read_text())["provenance"]["versions"]
    assert set(versions) <= {"psmatrial", "jinja2", "matplotlib", "typst"}


def test_files_of_libraries_are_verified_to_the_byte(with_libraries):
    found = verified(with_libraries, READS)
    assert (found.differences, found.not_checked) == ((), ())
    assert found.checked[-1] == "every file against a new rendering, byte by byte"


def test_a_file_that_another_version_made_otherwise_is_named_as_not_checked(with_libraries, monkeypatch, capsys):
    changed(with_libraries, "tables.xlsx", b"PK as an older version writes it")
    _as_if(monkeypatch, "xlsxwriter", "99.0")
    assert exit_code(["verify", str(with_libraries), str(READS)]) == 0
    text = capsys.readouterr().out
    assert "not checked: tables.xlsx byte by byte: tables.xlsx was made with xlsxwriter " in text
    assert "; here is xlsxwriter 99.0" in text
    assert "checked: every other file against a new rendering, byte by byte" in text


def test_a_changed_file_of_the_same_version_is_a_difference(with_libraries):
    changed(with_libraries, "tables.xlsx", b"PK as nobody writes it")
    assert verified(with_libraries, READS).differences == ("tables.xlsx is rendered otherwise now",)


def test_a_file_whose_library_is_not_installed_is_named_as_not_checked(with_libraries, monkeypatch):
    _as_if(monkeypatch, "docx", "")
    monkeypatch.setitem(sys.modules, "docx", None)
    found = verified(with_libraries, READS)
    assert found.differences == ()
    assert found.not_checked == ("report.docx byte by byte: it needs docx, which is not installed",)


def test_figures_and_references_are_verified_where_the_library_of_their_page_is_not_installed(tmp_path, monkeypatch):
    folder = tmp_path / "report"
    assert exit_code(["compare", "--example", "-o", str(folder), "--format", "json,docx", "--quiet"]) == 0
    _as_if(monkeypatch, "docx", "")
    monkeypatch.setitem(sys.modules, "docx", None)
    found = verified(folder, READS)
    assert found.differences == ()
    assert found.not_checked == ("report.docx byte by byte: it needs docx, which is not installed",)
    changed(folder, "figures/tile.svg", b"<svg/>")
    assert verified(folder, READS).differences == ("figures/tile.svg is rendered otherwise now",)


@pytest.mark.parametrize("name", ["figures/tile.svg", "references.bib", "plan.toml"])
def test_a_file_that_was_taken_out_of_folder_and_manifest_is_a_difference(report, name):
    manifest = json.loads((report / "manifest.json").read_text(encoding="utf-8"))
    del manifest["files"][name]
    (report / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (report / name).unlink()
    assert verified(report, READS).differences == (
        f"{name}: a new rendering has it, and manifest.json does not list it",
    )


def test_a_report_of_other_versions_says_that_its_files_were_not_rendered_again(report, monkeypatch):
    monkeypatch.setattr(provenance, "versions", lambda: {"psmatrial": "0.1.0", "matplotlib": "99.0"})
    found = verified(report, READS)
    assert found.differences == ()
    assert len(found.not_checked) == 1
    assert found.not_checked[0].startswith("the files byte by byte: the report was made with jinja2 ")
    record = json.loads((report / "results.json").read_text(encoding="utf-8"))
    changed(report, "results.json", json.dumps({**record, "of_another_state": 1}).encode())
    other = verified(report, READS)
    assert (other.not_checked, other.cause) == (found.not_checked, WHY)
    assert "(here 99.0)" in found.not_checked[0]
    assert "byte by byte" not in "".join(found.checked)


LACKING = [
    ("provenance", "input", None),
    ("provenance", "input_sha256", None),
    ("provenance", "input_sha256", 5),
    ("provenance", "versions", None),
    ("provenance", "versions", []),
    ("provenance", "warnings", None),
    ("provenance", "warnings", [1]),
    ("primary", "row", None),
]


@pytest.mark.parametrize(("part", "key", "value"), LACKING)
def test_a_record_without_what_every_record_has_is_refused_though_its_manifest_fits(report, capsys, part, key, value):
    record = json.loads((report / "results.json").read_text(encoding="utf-8"))
    del record[part][key]
    if value is not None:
        record[part][key] = value
    changed(report, "results.json", json.dumps(record).encode())
    assert exit_code(["verify", str(report), str(READS)]) == 3
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err == (
        f"results.json does not hold together: {part}.{key} was removed or changed. "
        "Give a report as `psmatrial compare` wrote it.\n"
    )


def test_a_folder_that_is_not_there_is_not_taken_for_the_one_around_it(report, monkeypatch, capsys):
    monkeypatch.chdir(report)
    assert exit_code(["verify", "nothing"]) == 3
    assert capsys.readouterr().err == (
        "nothing: there is no such folder. Give a folder that `psmatrial compare` wrote.\n"
    )
