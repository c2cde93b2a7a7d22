"""Files of TOML that people write: plans, studies, mappings. Read whole, small, and with the line of what is wrong."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from psmatrial.data.regular import regular
from psmatrial.errors import Problem, UsageError

LARGEST = 1 << 20
# A dotted key takes the square of its length to read.
MOST_DOTS = 100
_QUOTED = re.compile(r'"(?:\\.|[^"\\])*"|\x27[^\x27]*\x27')
_PLACE = re.compile(r"^(.*) \(at (?:line (\d+)|end of document)")
_BEGUN = {
    "plan": "psmatrial init INPUT",
    "study": "psmatrial init --study",
    "mapping": "psmatrial diff REPORT --template",
}
_IS_DATA = "Is it the data file?"


def toml_text(path: Path, kind: str) -> str:
    """Return the text of a file.

    Parameters
    ----------
    path
        A file of at most 1 MiB.
    kind
        What it is, in messages: ``plan``, ``study``, ``mapping``.

    Raises
    ------
    UsageError
        If it cannot be read, is too large, or is not UTF-8.
    """
    try:
        if regular(path).stat().st_size > LARGEST:
            raise UsageError(f"{path.name} is larger than 1 MiB, which no {kind} is.", _IS_DATA)
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UsageError(
            f"the {kind} {path.name or path} cannot be read: {error.strerror}.", _hint(error, kind)
        ) from None
    except UnicodeDecodeError:
        raise UsageError(f"the {kind} {path.name} is not UTF-8 text.", "Save it as UTF-8.") from None


def _hint(error: OSError, kind: str) -> str:
    """Return what to do about a file that cannot be read."""
    if isinstance(error, FileNotFoundError):
        return f"Check the name and the folder; `{_BEGUN[kind]}` begins a {kind}."
    return "This is a folder: name the file in it." if isinstance(error, IsADirectoryError) else ""


def toml_document(text: str, name: str) -> dict[str, Any]:
    """Return the tables of a TOML text.

    Raises
    ------
    UsageError
        If it is not TOML, with the line; ``name`` is what the file is called.

    Examples
    --------
    >>> toml_document("level = 0.9", "plan.toml")
    {'level': 0.9}
    """
    if number := dotted_line(text):
        words = f"the line has more than {MOST_DOTS} dots outside quotation marks."
        raise UsageError(Problem(words, _IS_DATA, name, number))
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        found = _PLACE.search(str(error))
        problem, line = (found[1], int(found[2] or text.count("\n") + 1)) if found else (str(error), None)
        if isinstance(error, RecursionError):
            problem = "brackets within brackets, too many for any plan"
        hint = "Put text in double quotes." if problem == "Invalid value" else ""
        raise UsageError(Problem(f"not TOML: {problem}.", hint, name, line)) from None


def dotted_line(text: str) -> int | None:
    r"""Return the first line of a TOML text with so many dots that reading it would not end, counted from 1.

    Examples
    --------
    >>> dotted_line("a = 1\n" + "b." * 200 + "c = 2"), dotted_line("a = 0.5")
    (2, None)
    >>> dotted_line('rows = ["' + "a." * 200 + '"]')
    """
    lines = enumerate(text.split("\n"), start=1)
    long = ((number, words) for number, words in lines if words.count(".") > MOST_DOTS)
    return next((number for number, words in long if _QUOTED.sub("", words).count(".") > MOST_DOTS), None)
