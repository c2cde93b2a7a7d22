"""Files that are read whole: a pipe or a device would keep a run waiting for ever, or fill the memory."""

from __future__ import annotations

import errno
import re
import stat
from pathlib import Path

# A dotted key takes the square of its length to read.
MOST_DOTS = 100
TOO_MANY_DOTS = f"the line has more than {MOST_DOTS} dots outside quotation marks."
_QUOTED = re.compile(r'"(?:\\.|[^"\\])*"|\x27[^\x27]*\x27')


def regular(path: Path) -> Path:
    """Return a path that may be read whole.

    Raises
    ------
    OSError
        If there is no such file, or it is neither a file nor a folder; its ``strerror`` says so. Opening a folder
        raises one by itself.

    Examples
    --------
    >>> regular(Path(__file__)).name
    'regular.py'
    """
    mode = path.stat().st_mode
    if stat.S_ISREG(mode) or stat.S_ISDIR(mode):
        return path
    raise OSError(errno.EINVAL, "it is not a regular file")


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
