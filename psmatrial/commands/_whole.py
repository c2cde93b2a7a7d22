"""A file that is written whole or not at all, also where the disk is full or somebody stops the program."""

from __future__ import annotations

from pathlib import Path

from psmatrial.stopping import stop_if_asked


def put_new(path: Path, content: bytes) -> None:
    """Write a file that is not there yet.

    Raises
    ------
    FileExistsError
        If it is there.
    OSError
        If it cannot be written; then there is none.
    """
    stop_if_asked()
    file = path.open("xb")  # an earlier file raises here, where nothing is removed
    try:
        with file:
            file.write(content)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
