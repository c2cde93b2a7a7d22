"""Files that are written whole or not at all, also where the disk is full or somebody stops the program."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def put_new(path: Path, content: bytes) -> None:
    """Write a file that is not there yet.

    Raises
    ------
    FileExistsError
        If it is there.
    OSError
        If it cannot be written; then there is none.
    """
    file = path.open("xb")  # an earlier file raises here, where nothing is removed
    with _or_none(path), file:
        file.write(content)


def put(path: Path, content: bytes) -> None:
    """Write a file, in the place of an earlier one where there is one.

    Raises
    ------
    OSError
        If it cannot be written; then the earlier one stands.
    """
    if path.is_dir():
        raise IsADirectoryError(21, "Is a directory")
    part = path.with_name(f".{path.name}.part")
    with _or_none(part):
        part.write_bytes(content)
        part.replace(path)


@contextmanager
def _or_none(path: Path) -> Iterator[None]:
    """Remove a file again where what is done with it fails."""
    try:
        yield
    except BaseException:
        path.unlink(missing_ok=True)
        raise
