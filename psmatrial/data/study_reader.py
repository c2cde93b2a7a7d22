"""Reading a study file: every key checked, all problems told at once with their lines."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from psmatrial.data.regular import TOO_MANY_DOTS, dotted_line, regular
from psmatrial.data.study import REGISTRY, Study, registered
from psmatrial.data.study_problems import StudyProblems
from psmatrial.data.study_tables import StudyTables
from psmatrial.errors import Problem, UsageError, choices

LARGEST = 1 << 20


def found_study(name: str) -> Path:
    """Return the file of a study, given by its id or by the path of a TOML file.

    Raises
    ------
    UsageError
        If it is neither; the message names the nearest id.

    Examples
    --------
    >>> found_study("calais2019").name
    'calais2019.toml'
    """
    if name in registered():
        return REGISTRY / f"{name}.toml"
    if name.endswith(".toml") or "/" in name or Path(name).is_file():
        return Path(name)
    raise UsageError(f"there is no registered study {name!r}.", f"{choices(name, registered())} Or give a TOML file.")


def read_study(path: Path) -> Study:
    """Read a study file.

    Raises
    ------
    UsageError
        If it cannot be read, is not TOML, or has a key or a value that is not known; all problems at once.
    """
    try:
        if regular(path).stat().st_size > LARGEST:
            raise UsageError(f"{path.name} is larger than 1 MiB, which no study is.", "Is it a data file?")
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise UsageError(f"the study {path.name} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise UsageError(f"the study {path.name} is not UTF-8 text.", "Save it as UTF-8.") from None
    return study_of(text, path.name)


def study_of(text: str, name: str = "study.toml") -> Study:
    r"""Return the study that a TOML text states.

    Examples
    --------
    >>> lines = 'title = "T"', 'citation = "C"', 'kind = "paired"', 'paired = true'
    >>> study = study_of("\n".join([*lines, '[[outcome]]', 'id = "overall"', 'n = "50"']))
    >>> study.outcomes[0].numbers["n"].text
    '50'
    """
    if number := dotted_line(text):
        raise UsageError(Problem(TOO_MANY_DOTS, "Is it the data file?", name, number))
    try:
        document = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        found = re.search(r"^(.*) \(at line (\d+)", str(error))
        problem, line = (found[1], int(found[2])) if found else (str(error), None)
        raise UsageError(Problem(f"not TOML: {problem}.", "Put text in double quotes.", name, line)) from None
    reader = StudyTables(document, StudyProblems(text, name))
    study = reader.study(re.sub(r"[^a-z0-9.-]+", "-", name.removesuffix(".toml").lower()).strip("-.") or "study")
    reader.problems.refuse()
    return study
