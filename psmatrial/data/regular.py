"""Files that are read whole: a pipe or a device would keep a run waiting for ever, or fill the memory."""

from __future__ import annotations

import errno
import stat
from pathlib import Path


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
