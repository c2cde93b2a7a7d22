"""Figures in a folder where other files may stand: all are written or none, and nothing that is not ours is lost."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from psmatrial.analysis.results import json_text
from psmatrial.data.regular import regular
from psmatrial.errors import OutputError
from psmatrial.reports.folder import listed, listed_in
from psmatrial.stopping import stop_if_asked

# What earlier runs wrote into the folder: these files are written over, and no others.
LIST = "figures.json"


def write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write figures into a folder, in the place of those that earlier runs wrote there.

    Parameters
    ----------
    folder
        Where they go; it is made where there is none.
    files
        The files, by their names.

    Raises
    ------
    OutputError
        If a file of one of these names is there that no earlier run wrote, such as the readings, or that was changed
        since; the folder is a report or part of one; or it cannot be written. Then everything stands as it was.
    """
    place = folder.resolve()
    _check_report(place, folder)
    owned = listed_in(place / LIST)
    for name in (*files, LIST):
        ours = _is_list(place / name) if name == LIST else _is_as_written(place / name, owned)
        if os.path.lexists(place / name) and not ours:
            text = f"{name} in {folder} is not as psmatrial wrote it, by {LIST}: it is not written over."
            raise OutputError(text, "Move it away, or give another folder with -o.")
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    listing = json_text({"schema": 1, "files": dict(sorted({**owned, **sums}.items()))}).encode()
    try:
        with _made(place):
            _put_all(place, {LIST: listing, **files})
    except OSError as error:
        text = f"{folder} cannot be written: {error.strerror or error}."
        raise OutputError(text, "Give another folder with -o.") from None


def _is_as_written(path: Path, owned: Mapping[str, str]) -> bool:
    """Return whether a file is one that an earlier run wrote, and nobody changed or replaced since."""
    try:
        return hashlib.sha256(regular(path).read_bytes()).hexdigest() == owned.get(path.name)
    except OSError:
        return False


def _is_list(path: Path) -> bool:
    """Return whether a file is a list of figures, one of none too."""
    try:
        return isinstance(json.loads(regular(path).read_text(encoding="utf-8"))["files"], dict)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return False


def _check_report(place: Path, shown: Path) -> None:
    """Refuse a folder that is a report, or whose files the report around it lists."""
    around = listed(place.parent)
    inside = place.name == "figures" or any(name.startswith(f"{place.name}/") for name in around)
    if listed(place) or (around and inside):
        text = f"{shown} belongs to a report, which its manifest would not describe any more."
        raise OutputError(text, "Give another folder with -o.")


@contextmanager
def _made(place: Path) -> Iterator[None]:
    """Make a folder where there is none, and take it away again where nothing could be written."""
    missing = [folder for folder in (place, *place.parents) if not folder.exists()]
    try:
        place.mkdir(parents=True, exist_ok=True)
        yield
    except BaseException:
        for folder in missing:
            with suppress(OSError):
                folder.rmdir()
        raise


def _put_all(place: Path, files: Mapping[str, bytes]) -> None:
    """Write all files beside their places, and only then move them in."""
    parts = {place / name: place / f".{name}.part" for name in files}
    try:
        for part, content in zip(parts.values(), files.values(), strict=True):
            part.write_bytes(content)
        stop_if_asked()
        for path, part in parts.items():
            part.replace(path)
    finally:
        _remove(parts.values())


def _remove(parts: Iterable[Path]) -> None:
    """Remove what was not moved."""
    for part in parts:
        with suppress(OSError):
            part.unlink(missing_ok=True)
