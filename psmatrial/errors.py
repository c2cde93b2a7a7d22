"""Errors that a person can act on: what is wrong, where, and what to do next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, with its place.

    ``str()`` gives the form that users see: ``FILE:LINE: COLUMN: TEXT HINT``, each part
    only where it is known. Lines are physical lines of the file and start at 1.

    Examples
    --------
    >>> print(Problem("'postive' is not a result", file="reads.csv", line=17, column="result"))
    reads.csv:17: result: 'postive' is not a result
    """

    text: str
    hint: str = ""
    file: str = ""
    line: int | None = None
    column: str = ""

    def __str__(self) -> str:
        """Put the place before the problem and the remedy after it."""
        place = self.file if self.line is None else f"{self.file or 'line'}:{self.line}"
        return " ".join([*(f"{part}:" for part in (place, self.column) if part), self.text, self.hint]).strip()


class PsmatrialError(Exception):
    """What went wrong, as one or more problems; ``exit_code`` is what the command line returns."""

    exit_code = 1

    def __init__(self, problems: str | Problem | Iterable[Problem], hint: str = "") -> None:
        """Take a sentence with a hint, one problem, or all problems of an input at once."""
        if isinstance(problems, str):
            problems = Problem(problems, hint)
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(self.lines()))

    def lines(self) -> list[str]:
        """Return the first problems as lines of text, and a count of the rest."""
        lines = [str(problem) for problem in self.problems[:SHOWN]]
        if (rest := len(self.problems) - SHOWN) > 0:
            lines.append(f"... and {rest} more problem{'s' if rest > 1 else ''}")
        return lines


class UsageError(PsmatrialError):
    """An option, a name or a plan that cannot be used."""

    exit_code = 2


class InputError(PsmatrialError):
    """Data, or a number given to a statistic, that cannot be accepted."""

    exit_code = 3


class OutputError(PsmatrialError):
    """A result that could not be written."""

    exit_code = 4


def choices(word: object, accepted: Sequence[str]) -> str:
    """Return the hint for a word that is not among those accepted: the nearest one, then all.

    Examples
    --------
    >>> choices("postive", ["positive", "negative"])
    "Did you mean 'positive'? Accepted: positive, negative."
    >>> choices("pmsa", ["PSMA", "fluciclovine"])
    "Did you mean 'PSMA'? Accepted: PSMA, fluciclovine."
    >>> choices("tumour", ["positive", "negative"])
    'Accepted: positive, negative.'
    """
    return f"{nearest(word, accepted)} Accepted: {', '.join(accepted)}.".lstrip()


def nearest(word: object, accepted: Sequence[str]) -> str:
    """Return a question for the accepted word that is most like this one; empty where none is.

    Examples
    --------
    >>> nearest("postive", ["positive", "negative"]), nearest("tumour", ["positive"])
    ("Did you mean 'positive'?", '')
    """
    from difflib import get_close_matches

    folded = {str(name).lower(): str(name) for name in accepted}
    near = get_close_matches(str(word).lower(), list(folded), n=1)
    return f"Did you mean {folded[near[0]]!r}?" if near else ""
