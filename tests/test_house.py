"""The rules of the house: layers, sizes, what may be imported when, and the files that every project has."""

from __future__ import annotations

import ast
import configparser
import json
import re
import subprocess
import sys
from pathlib import Path
from statistics import median

import pytest

import psmatrial
from psmatrial.menu import Menu

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "psmatrial"
SOURCES = sorted(PACKAGE.rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
COMMANDS = Menu("commands", "command").names()
HEAVY = {"numpy", "pandas", "scipy", "statsmodels", "lifelines", "matplotlib", "jinja2", "typst"}
NOT_OURS = {".git", ".venv", "build", "dist", "out", "__pycache__"}
TEXT = {
    *(".py", ".md", ".cfg", ".toml", ".txt", ".csv", ".json"),
    *(".html", ".svg", ".cff", ".jinja", ".typ", ".css", ".js"),
}
EXPECTED = (
    *("ARCHITECTURE.md", "CHANGELOG.md", "CITATION.cff", "CONTRIBUTING.md", "LICENSE", "README.md", "constraints.txt"),
    *("Makefile", "cli.py", "pyproject.toml", "ruff.toml", "setup.cfg", ".ci/run", ".gitignore"),
    *(".gitattributes", "MANIFEST.in", "data/README.md", "data/calais2019/README.md"),
)
HOME = re.compile(r"(?:^|[\s\"'`(=:>])(?:/home/|/root/|/Users/|[A-Z]:\\Users\\)\w")


def python(*arguments: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], cwd=folder, capture_output=True, text=True, check=False)


def imported(folder: Path, *arguments: str) -> set[str]:
    """Run the command line in a fresh process and return all modules that it imported."""
    program = (
        "import json, sys\n"
        f"sys.path.insert(0, {str(ROOT)!r})\n"
        "from psmatrial.cli import main\n"
        f"sys.argv = ['psmatrial', *{list(arguments)!r}]\n"
        "try:\n"
        "    main()\n"
        "except SystemExit as end:\n"
        "    assert not end.code, end.code\n"
        "finally:\n"
        "    open('modules.json', 'w').write(json.dumps(list(sys.modules)))\n"
    )
    done = python("-c", program, folder=folder)
    assert done.returncode == 0, done.stderr
    return set(json.loads((folder / "modules.json").read_text()))


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count the lines of a function without its docstring."""
    first = function.body[0]
    described = ast.get_docstring(function) is not None
    docstring = (first.end_lineno or 0) - first.lineno + 1 if described else 0
    return (function.end_lineno or 0) - function.lineno + 1 - docstring


def ours() -> list[Path]:
    """Return every text file of the project."""
    every = (path for path in ROOT.rglob("*") if path.is_file() and path.suffix in TEXT)
    inside = (path for path in every if not NOT_OURS & set(path.relative_to(ROOT).parts))
    return [path for path in inside if not any(part.startswith(".") for part in path.relative_to(ROOT).parts)]


def test_imports_only_run_downwards():
    from importlinter.cli import lint_imports

    assert lint_imports(config_filename=str(ROOT / "setup.cfg"), no_cache=True) == 0


def test_every_folder_of_the_package_stands_in_a_layer():
    layers = (ROOT / "setup.cfg").read_text(encoding="utf-8").split("[importlinter:contract:layers]")[1].split("\n[")[0]
    named = set(re.findall(r"psmatrial\.(\w+)", layers))
    there = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert there - {"__init__", "__main__"} == named


@pytest.mark.parametrize("path", [*SOURCES, *TESTS], ids=lambda path: str(path.relative_to(ROOT)))
def test_no_file_is_longer_than_300_lines(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


def test_half_of_the_modules_have_fewer_than_120_lines():
    assert median(len(p.read_text(encoding="utf-8").splitlines()) for p in SOURCES if p.stat().st_size) < 120


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_function_is_longer_than_50_lines(path):
    assert [f"{f.name}: {length(f)} lines" for f in functions(path) if length(f) > 50] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(name):
    done = python("-m", "psmatrial", name, "--help")
    assert done.returncode == 0, done.stderr
    usage, _, rest = done.stdout.partition("\n")
    assert f"psmatrial {name}" in usage
    assert re.search(rf"^\s+psmatrial {name} \S", rest, re.MULTILINE), "no example that can be pasted"


def test_help_names_every_command():
    shown = python("-m", "psmatrial", "--help").stdout
    assert [name for name in COMMANDS if not re.search(rf"^  {name}\s", shown, re.MULTILINE)] == []


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_imports_no_heavy_library(option, tmp_path):
    assert imported(tmp_path, option) & HEAVY == set()


@pytest.mark.parametrize("line", ["table 9 19 4 18 --json", "power --index-only 25% --comparator-only 5%"])
def test_one_table_imports_no_frame_no_model_and_no_figure(line, tmp_path):
    modules = imported(tmp_path, *line.split())
    assert modules & {"pandas", "statsmodels", "scipy.stats", "lifelines", "matplotlib"} == set()


def test_comparing_a_csv_file_imports_no_frame_and_no_model(tmp_path):
    modules = imported(tmp_path, "compare", "--example", "-o", "report", "--format", "json,csv")
    assert modules & {"pandas", "statsmodels", "scipy.stats", "lifelines", "matplotlib"} == set()


def test_a_page_with_figures_imports_no_frame_and_no_model(tmp_path):
    modules = imported(tmp_path, "compare", "--example", "-o", "report", "--format", "html")
    assert modules & {"pandas", "statsmodels", "scipy.stats", "lifelines", "matplotlib.pyplot"} == set()


def test_running_from_a_checkout_and_as_a_module_are_the_same_program():
    assert python("cli.py", "--version").stdout == python("-m", "psmatrial", "--version").stdout != ""


def test_no_text_file_holds_the_path_of_somebodys_home():
    assert [str(path) for path in ours() if HOME.search(path.read_text(encoding="utf-8", errors="replace"))] == []


@pytest.mark.parametrize("parts", [("see ", "home", "ann"), ('"', "root", "x"), ("(", "Users", "ann")])
def test_the_path_of_a_home_would_be_found(parts):
    assert HOME.search("/".join(parts))


@pytest.mark.parametrize("name", EXPECTED)
def test_the_files_that_every_project_has_are_there(name):
    assert (ROOT / name).stat().st_size > 0


def test_the_version_is_the_same_everywhere():
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg", encoding="utf-8")
    cited = re.search(r"^version: (\S+)$", (ROOT / "CITATION.cff").read_text(encoding="utf-8"), re.MULTILINE)
    assert cited is not None
    assert setup["metadata"]["version"] == cited[1] == psmatrial.__version__


def test_every_required_library_has_its_reason_and_one_exact_version():
    block = (ROOT / "setup.cfg").read_text(encoding="utf-8").split("install_requires =\n")[1].split("\n\n")[0]
    pinned = {line.partition("==")[0].lower() for line in (ROOT / "constraints.txt").read_text().splitlines()}
    libraries = [line.strip() for line in block.splitlines() if not line.strip().startswith("#")]
    assert block.strip().startswith("#")
    assert {re.split(r"[<>=]", library)[0] for library in libraries} <= pinned


@pytest.mark.parametrize("name", ["constraints.txt", "setup.cfg", "pyproject.toml", "Makefile", ".ci/run"])
def test_no_registry_is_named(name):
    assert not re.search(r"https?://|--index-url|--find-links", (ROOT / name).read_text(encoding="utf-8"))


def test_every_public_name_can_be_imported_and_is_listed():
    assert set(psmatrial.__all__) <= set(dir(psmatrial))
    assert all(getattr(psmatrial, name) is not None for name in psmatrial.__all__)


def test_a_name_that_is_not_public_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'mcnemer'"):
        psmatrial.mcnemer  # noqa: B018


def test_importing_the_package_imports_no_heavy_library():
    done = python("-c", "import psmatrial, sys; print(*sys.modules)")
    assert set(done.stdout.split()) & HEAVY == set()
