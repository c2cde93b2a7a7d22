"""The same input gives the same bytes, whatever the process, hash seed, locale, time zone or folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from psmatrial.menu import Menu

ROOT = Path(__file__).resolve().parents[2]
FORMATS = Menu("reports/formats", "format").names()
SOURCES = Path("/usr/share/i18n/locales")
# Turkish has a decimal comma and an i that is not the capital of I.
OTHER = "tr_TR.UTF-8"
PLACES = {
    "one": {"PYTHONHASHSEED": "0", "LC_ALL": "C", "TZ": "UTC"},
    "two": {
        "PYTHONHASHSEED": "1",
        "LC_ALL": OTHER,
        "LANG": OTHER,
        "TZ": "Asia/Tokyo",
        "OMP_NUM_THREADS": "2",
    },
}


@pytest.fixture(scope="module")
def locales(tmp_path_factory):
    """Compile the other locale, where the machine has what it is made from (the tests of the project see to it)."""
    place = tmp_path_factory.mktemp("locales")
    program = shutil.which("localedef")
    if program and (SOURCES / "tr_TR").exists():
        made = subprocess.run([program, "-i", "tr_TR", "-f", "UTF-8", place / OTHER], capture_output=True, check=False)
        assert (place / OTHER / "LC_NUMERIC").exists(), made.stderr
    return place


@pytest.fixture(scope="module")
def reports(tmp_path_factory, locales):
    """Write the report of the trial twice at once, each in a process and a folder of its own."""
    folders = {name: tmp_path_factory.mktemp(name) for name in PLACES}
    command = [
        sys.executable,
        "-m",
        "psmatrial",
        "compare",
        "--example",
        "-o",
        "out",
        "--quiet",
        "--format",
        ",".join(FORMATS),
    ]
    running = [
        subprocess.Popen(
            command,
            cwd=folders[name],
            env={
                **os.environ,
                **settings,
                "PYTHONPATH": str(ROOT),
                "HOME": str(folders[name]),
                "LOCPATH": str(locales),
            },
            stderr=subprocess.PIPE,
        )
        for name, settings in PLACES.items()
    ]
    for process in running:
        assert process.communicate()[1] == b""
        assert process.returncode == 0
    return [folder / "out" for folder in folders.values()]


def test_the_other_locale_was_there(locales):
    if "PSMATRIAL_REQUIRE_BROWSER" in os.environ or (locales / OTHER).exists():
        told = "import locale; locale.setlocale(locale.LC_ALL, ''); print(locale.localeconv()['decimal_point'])"
        environment = {**os.environ, "LC_ALL": OTHER, "LOCPATH": str(locales)}
        shown = subprocess.run(
            [sys.executable, "-c", told], capture_output=True, text=True, env=environment, check=True
        )
        assert shown.stdout == ",\n"


def files(place):
    return {path.relative_to(place).as_posix(): path.read_bytes() for path in place.rglob("*") if path.is_file()}


def test_two_runs_give_the_same_files_but_for_the_record_of_the_run(reports):
    one, two = map(files, reports)
    assert set(one) == set(two)
    assert len(one) > 10
    assert {"docx", "rtf", "xlsx", "tex", "html", "pdf", "json", "csv"} <= {name.rpartition(".")[2] for name in one}
    assert {"ard.json", "ars.json"} <= set(one)
    assert [name for name in one if one[name] != two[name]] == ["run.json"]


def test_nothing_but_the_report_is_written(reports):
    for place in reports:
        assert {path.name for path in place.parent.iterdir()} <= {"out", ".cache", ".config"}


def test_a_report_is_proved_from_another_folder_and_locale(reports, locales, tmp_path):
    shutil.copytree(reports[0], tmp_path / "yesterday")
    reads = ROOT / "data" / "calais2019" / "reads.csv"
    environment = {**os.environ, **PLACES["two"], "PYTHONPATH": str(ROOT), "LOCPATH": str(locales)}
    command = [sys.executable, "-m", "psmatrial", "verify", "yesterday", str(reads)]
    shown = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert shown.returncode == 0, shown.stdout + shown.stderr
