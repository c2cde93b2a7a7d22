"""Folders as menus: what a folder holds is known from its listing, and only the chosen file is imported."""

from __future__ import annotations

import os
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType

from psmatrial.errors import UsageError, choices

# Plain strings: this runs before anything else, and pathlib would be a tenth of the time of `--help`.
_HERE = os.path.dirname(__file__)  # noqa: PTH120


@dataclass(frozen=True, slots=True)
class Menu:
    """The modules of one folder of the package, by name, without importing them.

    ``paired_bars.py`` is offered as ``paired-bars``. Files that begin with an underscore are not offered.

    Examples
    --------
    >>> "table" in Menu("commands", "command").names()
    True
    """

    folder: str
    kind: str

    def names(self) -> list[str]:
        """Return the names on offer, in alphabetical order."""
        files = os.listdir(f"{_HERE}/{self.folder}")  # noqa: PTH208
        return sorted(
            file[:-3].replace("_", "-") for file in files if file.endswith(".py") and not file.startswith("_")
        )

    def line(self, name: str) -> str:
        """Return the first line of a file's docstring, read without importing it.

        Examples
        --------
        >>> Menu("commands", "command").line("table")
        'Every method for one 2x2 table.'
        """
        with open(f"{_HERE}/{self.folder}/{name.replace('-', '_')}.py", encoding="utf-8") as file:  # noqa: PTH123
            return file.readline().strip().strip('"')

    def load(self, name: str) -> ModuleType:
        """Import and return the module behind a name.

        Raises
        ------
        UsageError
            If the folder has no such file; the message lists what it has.
        """
        if name not in self.names():
            raise UsageError(f"there is no {self.kind} {name!r}.", choices(name, self.names()))
        dotted = self.folder.replace("/", ".")
        return import_module(f"psmatrial.{dotted}.{name.replace('-', '_')}")
