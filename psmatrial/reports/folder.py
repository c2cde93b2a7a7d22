"""A report folder on disk: staged beside its place, moved in whole, the manifest last."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from psmatrial.analysis.results import json_text
from psmatrial.errors import OutputError

MANIFEST = "manifest.json"
RUN = "run.json"
OLD = "manifest.old.json"


def write(folder: Path, make: Callable[[], Mapping[str, bytes]]) -> str:
    """Write a report folder and return the name of the file to open.

    The files are made and staged beside the folder; then the old manifest goes, the files are moved in, and the new
    manifest comes last: a folder without ``manifest.json`` is not a report. Files that no manifest lists are left alone.

    Parameters
    ----------
    folder
        Where the report goes.
    make
        Returns the files, by their path below the folder.

    Raises
    ------
    OutputError
        If the folder holds other things, is being written by another run, or cannot be written; then the old
        report stands as it was.
    """
    started = datetime.now(UTC)
    try:
        place = folder.resolve()
        _check(place, folder)
        place.parent.mkdir(parents=True, exist_ok=True)
        with _staging(place) as stage:
            files = dict(make())
            run = {"started": _moment(started), "finished": _moment(datetime.now(UTC))}
            run |= {"python": platform.python_version(), "platform": f"{sys.platform}-{platform.machine()}"}
            _fill(stage, files, run)
            _move(stage, place, list(files))
    except OSError as error:
        raise OutputError(
            f"{folder} cannot be written: {error.strerror or error}.", "Give another folder with -o."
        ) from None
    return next((name for name in ("report.html", "report.pdf", *files) if name in files), ".")


def listed(folder: Path) -> dict[str, str]:
    """Return the files that a folder's manifest lists, with their SHA-256; empty where there is no readable manifest."""
    try:
        files = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"]
        return {str(name): str(value) for name, value in files.items() if _inside(str(name))}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _inside(name: str) -> bool:
    """Return whether a path of a manifest stays inside its folder."""
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and "\\" not in name


def _moment(when: datetime) -> str:
    return when.isoformat(timespec="milliseconds")


def _check(place: Path, shown: Path) -> None:
    """Refuse a place that is not ours to write to."""
    if place.exists() and not place.is_dir():
        raise OutputError(f"{shown} is a file.", "Give a folder with -o.")
    if place.is_dir() and any(place.iterdir()) and not (place / MANIFEST).is_file() and not _left_over(place):
        raise OutputError(f"{shown} holds other files and no {MANIFEST}.", "Give an empty or a new folder with -o.")


def _left_over(place: Path) -> bool:
    """Return whether a folder without manifest is one that a killed run left: all its files are in the staged manifests."""
    stage = _stage_of(place)
    known = {RUN}
    for name in (MANIFEST, OLD):
        if (stage / name).is_file():
            known |= set(json.loads((stage / name).read_text(encoding="utf-8"))["files"])
    found = {path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file()}
    return len(known) > 1 and found <= known


def _stage_of(place: Path) -> Path:
    return place.parent / f".{place.name}.part"


@contextmanager
def _staging(place: Path) -> Iterator[Path]:
    """Give an empty staging folder, ours alone while it lasts; what a killed run left in it is cleared."""
    stage = _stage_of(place)
    stage.mkdir(exist_ok=True)
    with (stage / "lock").open("a+b") as lock:
        _lock(lock.fileno(), place)
        try:
            _clear(stage, keep={"lock", OLD})
            yield stage
        finally:
            shutil.rmtree(stage, ignore_errors=True)


def _lock(descriptor: int, place: Path) -> None:
    """Take the lock of an output folder; it goes with the process, however that ends."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise OutputError(
            f"another run is writing {place.name}.", "Wait for it, or give another folder with -o."
        ) from None


def _clear(stage: Path, keep: set[str]) -> None:
    """Remove what an earlier run left behind."""
    for path in stage.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path.name not in keep:
            path.unlink()


def _fill(stage: Path, files: Mapping[str, bytes], run: Mapping[str, str]) -> None:
    """Write all files, the manifest and the record of the run into the staging folder, and flush them to disk."""
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())}
    everything = {**files, MANIFEST: json_text({"schema": 1, "files": sums}).encode(), RUN: json_text(run).encode()}
    for name, content in everything.items():
        path = stage / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())


def _move(stage: Path, place: Path, names: list[str]) -> None:
    """Take the old manifest away, move the files in, remove files of the old report alone, put the new manifest last."""
    old = set(listed(place))
    place.mkdir(exist_ok=True)
    if (place / MANIFEST).exists():
        (place / MANIFEST).replace(stage / OLD)
    for name in [*names, RUN]:
        target = place / name
        if target.is_dir() and not target.is_symlink():
            raise OutputError(
                f"{target.name} in {place.name} is a folder where a file of the report goes.", "Move it away."
            )
        target.parent.mkdir(parents=True, exist_ok=True)
        (stage / name).replace(target)
    for name in sorted(old - set(names)):
        (place / name).unlink(missing_ok=True)
    (stage / MANIFEST).replace(place / MANIFEST)
