"""Reading a study file: every key checked, all problems told at once with their lines."""

from __future__ import annotations

import re
from pathlib import Path

from psmatrial.data.study import REGISTRY, Study, registered
from psmatrial.data.study_problems import StudyProblems
from psmatrial.data.study_tables import StudyTables
from psmatrial.data.toml_file import toml_document, toml_text
from psmatrial.errors import UsageError, choices


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
    return study_of(toml_text(path, "study"), path.name)


def study_of(text: str, name: str = "study.toml") -> Study:
    r"""Return the study that a TOML text states.

    Examples
    --------
    >>> lines = 'title = "T"', 'citation = "C"', 'kind = "paired"', 'paired = true'
    >>> study = study_of("\n".join([*lines, '[[outcome]]', 'id = "overall"', 'n = "50"']))
    >>> study.outcomes[0].numbers["n"].text
    '50'
    """
    document = toml_document(text, name)
    reader = StudyTables(document, StudyProblems(text, name))
    study = reader.study(re.sub(r"[^a-z0-9.-]+", "-", name.removesuffix(".toml").lower()).strip("-.") or "study")
    reader.problems.refuse()
    return study
