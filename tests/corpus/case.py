"""One input with the outcome that is expected of it, and the small trial that most inputs are a change of."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

NAMES = ("patient_id", "reader", "modality", "region", "result", "psa")
HEADER = ",".join(NAMES)
TABLE = (2, 3, 1, 2)
PSA = ("0.3", "0.35", "0.6", "0.8", "1.2", "2.5", "6", "12")
_FOUND = ((1, 1), (1, 1), (1, 0), (1, 0), (1, 0), (0, 1), (0, 0), (0, 0))
_WORDS = ("negative", "positive")
ROWS = tuple(
    (f"P{place:02}", "R1", test, "bed", _WORDS[found[which]], psa)
    for place, (found, psa) in enumerate(zip(_FOUND, PSA, strict=True), start=1)
    for which, test in enumerate(("PSMA", "fluciclovine"))
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """One problem that is expected: where it is (line None: the whole file), and words of what is said."""

    line: int | None
    column: str
    words: str


@dataclass(frozen=True, slots=True)
class Case:
    """One input.

    ``table`` is expected where the input is accepted, with exactly one warning for each of ``warnings``, which hold
    words of it; ``refused`` lists all problems otherwise. ``code`` is the exit code of the command line. ``beside``
    are further files of its folder, and ``about`` names the one that is refused where it is not the input.
    """

    name: str
    content: bytes = b""
    file: str = "reads.csv"
    plan: str = ""
    table: tuple[int, int, int, int] | None = None
    warnings: tuple[str, ...] = ()
    refused: tuple[Refusal, ...] = ()
    code: int = 0
    make: Callable[[Path], None] | None = None
    beside: tuple[tuple[str, bytes], ...] = ()
    about: str = ""

    def write(self, folder: Path) -> tuple[Path, Path | None]:
        """Write the input and its plan, and return their paths."""
        path = folder / self.file
        for name, content in self.beside:
            (folder / name).write_bytes(content)
        if self.make is None:
            path.write_bytes(self.content)
        else:
            self.make(path)
        if not self.plan:
            return path, None
        plan = folder / "plan.toml"
        plan.write_text(self.plan, encoding="utf-8")
        return path, plan


def text(rows: Iterable[Iterable[str]] = ROWS, header: str = HEADER, end: str = "\n") -> str:
    """Return rows as the text of a file."""
    return end.join([header, *(",".join(row) for row in rows)]) + end


def changed(line: int, column: str, cell: str) -> str:
    """Return the small trial with another text in one cell; the header is line 1."""
    rows = [list(row) for row in ROWS]
    rows[line - 2][NAMES.index(column)] = cell
    return text(rows)


def renamed(column: str, old: str, new: str) -> str:
    """Return the small trial with one word of a column written otherwise in every row."""
    place = NAMES.index(column)
    return text([*row[:place], new if row[place] == old else row[place], *row[place + 1 :]] for row in ROWS)


def psa_of(patient: int, psa: str) -> str:
    """Return the small trial with another PSA in both rows of one patient, from 1."""
    return text([*row[:5], psa if row[0] == f"P{patient:02}" else row[5]] for row in ROWS)


def with_column(name: str, cells: Iterable[str]) -> str:
    """Return the small trial with one column more."""
    return text(([*row, cell] for row, cell in zip(ROWS, cells, strict=True)), f"{HEADER},{name}")


def accepted(name: str, content: str | bytes, *warnings: str, **more: object) -> Case:
    """Return an input that is accepted, with the table of the small trial unless another is given."""
    raw = content if isinstance(content, bytes) else content.encode()
    return Case(name, raw, **{"table": TABLE, "warnings": warnings, **more})  # type: ignore[arg-type]


def refused(name: str, content: str | bytes, *problems: tuple[int | None, str, str], **more: object) -> Case:
    """Return an input that is refused for these problems: line, column, words."""
    raw = content if isinstance(content, bytes) else content.encode()
    found = tuple(Refusal(*problem) for problem in problems)
    return Case(name, raw, **{"refused": found, "code": 3, **more})  # type: ignore[arg-type]
