"""The trial that ships with the program."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent.parent / "data" / "examples" / "calais2019"


def example() -> tuple[Path, Path]:
    """Return the paths of the shipped trial's readings and plan."""
    return FOLDER / "reads.csv", FOLDER / "plan.toml"
