"""All problems of one input, gathered so that a person can mend them in one go."""

from __future__ import annotations

from psmatrial.errors import SHOWN, InputError, Problem

MOST = 2000


class Problems:
    """The problems found in one input so far.

    Reading stops at 2,000 problems: a file with more is the wrong file, and refusing it must stay quick.

    Examples
    --------
    >>> problems = Problems("reads.csv")
    >>> problems.add("'postive' is not a result.", line=17, column="result")
    >>> [str(problem) for problem in problems.found]
    ["reads.csv:17: result: 'postive' is not a result."]
    """

    def __init__(self, file: str) -> None:
        """Begin with none, for a file of this name."""
        self.file = file
        self.found: list[Problem] = []
        self.titles: dict[str, str] = {}

    def add(self, text: str, hint: str = "", *, line: int | None = None, column: str = "") -> None:
        """Keep one problem; a column that is given by its role is named as the file names it.

        Raises
        ------
        InputError
            With all of them, once there are 2,000.
        """
        self.found.append(Problem(text, hint, self.file, line, self.titles.get(column, column)))
        if len(self.found) >= MOST:
            self._in_order()
            stopped = Problem(f"reading stopped after {MOST} problems; there may be more.", file=self.file)
            self.found.insert(SHOWN - 1, stopped)
            raise InputError(self.found)

    def extend(self, problems: tuple[Problem, ...]) -> None:
        """Keep problems that were put together elsewhere."""
        self.found.extend(problems)

    def refuse(self) -> None:
        """Refuse the input if anything was found.

        Raises
        ------
        InputError
            With all problems, in the order of their lines.
        """
        if self.found:
            self._in_order()
            raise InputError(self.found)

    def _in_order(self) -> None:
        """Sort by line; what concerns the whole file comes first."""
        self.found.sort(key=lambda problem: problem.line or 0)
