"""A run contacts nobody, and what it writes depends on nothing but its input."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from psmatrial.cli import exit_code
from psmatrial.menu import Menu

ROOT = Path(__file__).resolve().parents[1]
REFUSING = """
import sys
def refuse(event, arguments):
    if event.startswith(("socket.", "urllib.", "http.", "ftplib.", "smtplib.", "webbrowser.")):
        raise SystemExit(f"network: {event}")
sys.addaudithook(refuse)
from psmatrial.cli import main
main()
"""


def environment(**more):
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    return {**kept, "PYTHONPATH": str(ROOT), **more}


def without_network():
    """Return what runs a program in an empty network namespace, or nothing where the system does not let us."""
    if shutil.which("unshare"):
        for options in (["-rn"], ["-n"]):
            if not subprocess.run(["unshare", *options, "true"], capture_output=True, check=False).returncode:  # noqa: S607
                return ["unshare", *options]
    return []


def test_a_whole_comparison_in_every_format_opens_no_socket_and_names_no_folder(tmp_path):
    formats = Menu("reports/formats", "format").names()
    arguments = ["compare", "--example", "-o", "report", "--format", ",".join(formats)]
    command = [*without_network(), sys.executable, "-c", REFUSING, *arguments]
    done = subprocess.run(command, cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "report" / "report.pdf").stat().st_size > 10_000
    written = contents(tmp_path / "report")
    for name in ("report.docx", "tables.xlsx"):
        with zipfile.ZipFile(tmp_path / "report" / name) as packed:
            written |= {f"{name}/{part}": packed.read(part) for part in packed.namelist()}
    for trace in (tmp_path, ROOT, Path.home()):
        assert [name for name, content in written.items() if f"{trace}/".encode() in content] == []


def test_the_refusal_of_sockets_would_be_seen(tmp_path):
    program = REFUSING.replace("from psmatrial.cli import main\nmain()", "import socket\nsocket.socket()")
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "network: socket.__new__" in done.stderr


@pytest.fixture(scope="module")
def locales():
    """Return the locales of this machine, at most four, those most unlike ours last."""
    listed = ""
    if shutil.which("locale"):
        listed = subprocess.run(["locale", "-a"], capture_output=True, text=True, check=False).stdout  # noqa: S607
    others = [name for name in listed.split() if name not in {"C", "POSIX"} and not name.startswith("C.")]
    wanted = [name for name in others if name.startswith(("tr_TR", "de_DE", "ar_"))] or others
    return ["C", "C.UTF-8", *(wanted[:2] or ["POSIX"])]


def contents(folder):
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != "run.json")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_the_same_bytes_come_out_whatever_the_surroundings(locales, tmp_path):
    zones, seeds, threads = (
        ("UTC", "Asia/Kathmandu", "America/St_Johns", "Pacific/Apia"),
        ("0", "1", "4242"),
        ("1", "2"),
    )
    written = []
    for place, language in enumerate(locales):
        folder = tmp_path / f"folder {place}" / ("deeper/" * (place + 1))
        folder.mkdir(parents=True)
        surroundings = {
            "LC_ALL": language,
            "LANG": language,
            "TZ": zones[place],
            "PYTHONHASHSEED": seeds[place % 3],
            "OMP_NUM_THREADS": threads[place % 2],
            "HOME": str(folder),
            "SOURCE_DATE_EPOCH": str(place),
            "COLUMNS": str(60 + 40 * place),
        }
        command = [sys.executable, "-m", "psmatrial", "compare", "--example", "-o", f"out{place}"]
        done = subprocess.run(command, cwd=folder, env=environment(**surroundings), capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
        written.append((contents(folder / f"out{place}"), done.stdout.replace(f"out{place}".encode(), b"out")))
    for found, said in written[1:]:
        assert [name for name in written[0][0] if found.get(name) != written[0][0][name]] == []
        assert found.keys() == written[0][0].keys()
        assert said == written[0][1]
    everything = b"".join(written[0][0].values())
    for trace in (str(tmp_path), str(ROOT), os.path.expanduser("~") + "/"):  # noqa: PTH111
        assert trace.encode() not in everything


def test_a_comparison_in_this_process_writes_only_its_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert exit_code(["compare", "--example", "--quiet", "--format", "json"]) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["reports"]
    assert [path.name for path in (tmp_path / "reports").iterdir()] == ["calais2019"]
