"""The manual is true: its examples run, its parts made from the code are up to date, its links lead somewhere."""

from __future__ import annotations

import doctest
import importlib.util
import re
import shutil
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import fields
from io import StringIO
from pathlib import Path
from shlex import split

import pytest

from psmatrial.analysis.example import example
from psmatrial.analysis.foreign_map_file import map_of
from psmatrial.analysis.plan import SECTIONS, Plan
from psmatrial.analysis.plan_file import plan_of
from psmatrial.analysis.recovery import LABELS
from psmatrial.cli import COMMANDS, exit_code
from psmatrial.data.sheet import checked_header
from psmatrial.data.study_reader import study_of
from psmatrial.stats.methods import CATALOGUE
from psmatrial.stats.recovery.facts import KEYS

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PAGES = [ROOT / name for name in ("README.md", "ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md")]
PAGES += sorted(DOCS.glob("*.md"))
BLOCK = re.compile(r"^```(?P<kind>\w*)(?: (?P<says>[^\n]+))?\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?://)(?P<file>[^)#]*)(?:#(?P<place>[^)]*))?\)")


def make_reference():
    spec = importlib.util.spec_from_file_location("make_reference", DOCS / "make_reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


REFERENCE = make_reference()


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def blocks(page: Path) -> list[tuple[str, str, str]]:
    """Return kind, further words and text of every block of code."""
    return [(match["kind"], match["says"] or "", match["text"]) for match in BLOCK.finditer(text_of(page))]


def console_steps(text: str) -> list[tuple[str, str]]:
    """Return each command of a block with what the page says that it prints."""
    parts = re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]
    return [(command, printed) for command, _, printed in (part.partition("\n") for part in parts)]


def run(command: str) -> tuple[int, str]:
    """Run a command line of psmatrial in this process and return its exit code and all that it printed."""
    words = split(command)
    assert words[0] == "psmatrial"
    printed = StringIO()
    with redirect_stdout(printed), redirect_stderr(printed):
        code = exit_code(words[1:])
    return code, printed.getvalue()


def as_printed(expected: str, printed: str) -> bool:
    """Tell whether a text is what was printed; a line of three dots stands for any lines."""
    pieces = re.split(r"^\.\.\.\n", expected, flags=re.MULTILINE)
    return re.fullmatch(r"(?:.*\n)*?".join(map(re.escape, pieces)), printed) is not None


def check_console(text: str, says: str) -> None:
    wanted = int(says.removeprefix("exit=") or 0)
    for command, expected in console_steps(text):
        code, printed = run(command)
        assert code == wanted, f"{command}\n{printed}"
        assert not expected or as_printed(expected, printed), f"{command}\n{printed}"


def check_python(page: Path, text: str, names: dict[str, object]) -> None:
    test = doctest.DocTestParser().get_doctest(text, names, page.name, str(page), 0)
    assert test.examples, "a block of Python without a prompt is never run"
    said: list[str] = []
    runner = doctest.DocTestRunner(verbose=False)
    runner.run(test, out=said.append, clear_globs=False)
    names.update(test.globs)
    assert runner.failures == 0, "".join(said)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_example_of_a_page_runs_and_prints_what_it_says(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    shutil.copy(example()[0], "my-reads.csv")
    names: dict[str, object] = {}
    for kind, says, text in blocks(page):
        if kind in {"csv", "toml"} and says:
            Path(says).write_text(text, encoding="utf-8")
        elif kind == "console":
            check_console(text, says)
        elif kind == "python":
            check_python(page, text, names)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_blocks_of_plans_and_files_are_valid(page):
    refused = "".join(text for kind, says, text in blocks(page) if kind == "console" and says == "exit=2")
    for kind, name, text in blocks(page):
        if kind == "toml" and not (name and name in refused):
            (study_of if "[[outcome]]" in text else map_of if "[rows]" in text else plan_of)(text)
        if kind == "csv":
            header = checked_header(text.splitlines()[0].split(","), "block")
            assert {"patient_id", "study", "PARAM"} & set(header) or set(header) <= {*LABELS, *KEYS}


@pytest.mark.parametrize("page", REFERENCE.pages(), ids=lambda page: page.name)
def test_the_parts_made_from_the_code_are_up_to_date(page):
    assert REFERENCE.updated(text_of(page)) == text_of(page), "run: python docs/make_reference.py"


def test_every_part_that_can_be_made_stands_on_a_page():
    found = {match["name"] for page in REFERENCE.pages() for match in REFERENCE.PART.finditer(text_of(page))}
    assert found == set(REFERENCE.PARTS)


def test_a_stale_part_is_made_again():
    stale = "a\n<!-- made from the code: help -->\nold\n<!-- end -->\nb\n"
    fresh = REFERENCE.updated(stale)
    assert "old" not in fresh
    assert "Usage: psmatrial [OPTIONS]" in fresh
    assert fresh.startswith("a\n<!-- made")
    assert fresh.endswith("<!-- end -->\nb\n")


def test_the_help_of_the_readme_is_the_live_help(monkeypatch):
    monkeypatch.delenv("COLUMNS", raising=False)
    live = subprocess.run(
        [sys.executable, "-m", "psmatrial", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert live in [text for kind, _, text in blocks(ROOT / "README.md") if kind == "text"]


@pytest.mark.parametrize("name", COMMANDS.names())
def test_every_command_has_its_place_in_the_manual_and_in_the_readme(name):
    assert f"\n## {name}\n" in text_of(DOCS / "commands.md")
    assert f"](docs/commands.md#{name})" in text_of(ROOT / "README.md")


@pytest.mark.parametrize("item", fields(Plan), ids=lambda item: item.name)
def test_every_key_of_the_plan_is_explained(item):
    page = text_of(DOCS / "plan.md")
    keys = [item.name] if item.metadata["kind"] != "section" else [key.name for key in fields(item.default_factory)]
    assert [key for key in keys if f"| `{key}` |" not in page] == []


@pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: f"{entry.quantity}.{entry.name}")
def test_every_method_stands_in_the_manual_with_its_reference_and_weakness(entry):
    page = text_of(DOCS / "methods.md")
    assert f"**`{entry.name}`** {entry.label}." in page
    assert entry.reference in page
    assert entry.weakness in page
    assert entry.formula.replace("x = a + c;", "x = a + b;") in page


def test_every_section_of_the_report_is_explained():
    page = text_of(DOCS / "report.md")
    assert [name for name in SECTIONS if f"(`{name}`)" not in page] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page):
    for match in LINK.finditer(text_of(page)):
        target = (page.parent / match["file"]).resolve() if match["file"] else page
        assert target.exists(), match[0]
        if match["place"]:
            assert re.search(rf"^#+ {re.escape(match['place'])}$", text_of(target), re.MULTILINE), match[0]


def test_every_page_of_the_manual_is_in_its_index():
    index = text_of(DOCS / "index.md")
    assert [page.name for page in DOCS.glob("*.md") if page.name != "index.md" and f"({page.name})" not in index] == []


def test_the_picture_of_the_readme_is_small_enough_to_load():
    assert 10_000 < (DOCS / "pictures" / "report.png").stat().st_size < 250_000


def test_three_dots_stand_for_any_lines_and_nothing_else_does():
    assert as_printed("a\n...\nd\n", "a\nb\nc\nd\n")
    assert as_printed("a\n...\n", "a\n")
    assert not as_printed("a\n...\nd\n", "a\nb\nc\n")
    assert not as_printed("a\n", "a\nb\n")
