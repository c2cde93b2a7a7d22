"""A report folder on disk: staged beside its place, moved in whole, the manifest last."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any

from psmatrial.analysis.results import json_text
from psmatrial.data.regular import regular
from psmatrial.errors import OutputError
from psmatrial.stopping import stop_if_asked

MANIFEST = "manifest.json"
RUN = "run.json"
LOCK = "lock"
# The record that each kind of report has, and what the kind is called.
KINDS = {
    "plan.toml": "a report of `compare`",
    "diff.json": "a report of `diff`",
    "pool.json": "a report of `pool`",
    "reproduction.json": "a report of `reproduce`",
}
# What reports at this place consist of, kept in the staging folder from before the first file moves until all have.
OLD = "manifest.old.json"


def write(
    folder: Path,
    make: Callable[[], Mapping[str, bytes]],
    *,
    blind: bool = False,
    record: Mapping[str, Any] | None = None,
) -> str:
    """Write a report folder and return the name of the file to open.

    The files are made and staged beside the folder; then the old manifest goes, the files are moved in, and the new
    manifest comes last: a folder without ``manifest.json`` is not a report. What no manifest lists is left alone.

    Parameters
    ----------
    folder
        Where the report goes.
    make
        Returns the files, by their path below the folder.
    blind
        Whether it is a blind rehearsal: one never takes the place of a real report, nor the other way round.
    record
        What else the record of the run says, beside times, Python and platform.

    Raises
    ------
    OutputError
        If the folder holds other things or a report of another kind or command, is being written by another run, or
        cannot be written. The old report stands as it was; only if moving the files failed there is none until the
        next run.
    """
    started = datetime.now(UTC)
    try:
        place = folder.resolve()
        if place.exists() and not place.is_dir():
            raise OutputError(f"{folder} is a file.", "Give a folder with -o.")
        place.parent.mkdir(parents=True, exist_ok=True)
        with _locked(place) as stage, _staged(stage, place) as owned:
            _check_folder(place, folder, owned)
            _check_kind((place / MANIFEST, stage / OLD), folder, blind=blind)
            files = dict(make())
            _check_command(owned, files, folder)
            _check_targets(place, files, owned)
            run: dict[str, Any] = {"started": _moment(started), "finished": _moment(datetime.now(UTC))}
            run |= {**system(), **(record or {})}
            _fill(stage, files, run, blind=blind)
            _move(stage, place, list(files), owned)
    except OSError as error:
        raise OutputError(
            f"{folder} cannot be written: {error.strerror or error}.", "Give another folder with -o."
        ) from None
    return next((name for name in ("report.html", "report.pdf", *files) if name in files), ".")


def system() -> dict[str, str]:
    """Return the Python and the platform of this run, as its record says them.

    Examples
    --------
    >>> list(system())
    ['python', 'platform']
    """
    return {"python": platform.python_version(), "platform": f"{sys.platform}-{platform.machine()}"}


def listed(folder: Path) -> dict[str, str]:
    """Return the files that a folder's manifest lists, with their SHA-256; empty where it has no manifest of ours."""
    return listed_in(folder / MANIFEST)


def listed_in(manifest: Path) -> dict[str, str]:
    """Return the files that a manifest lists, with their SHA-256; what is no manifest lists none."""
    return {name: value for name, value in _entries(manifest).items() if _inside(name)}


def outside(folder: Path) -> list[str]:
    """Return what a folder's manifest lists that is not in the folder: we never write such a name."""
    return [name for name in _entries(folder / MANIFEST) if not _inside(name)]


def _entries(manifest: Path) -> dict[str, str]:
    """Return what a manifest lists, with the SHA-256 of each."""
    try:
        files = json.loads(regular(manifest).read_text(encoding="utf-8"))["files"]
        return {str(name): str(value) for name, value in files.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def _inside(name: str) -> bool:
    """Return whether a path of a manifest names something inside its folder."""
    path = PurePosixPath(name)
    return bool(path.name) and not path.is_absolute() and ".." not in path.parts and "\\" not in name


def _moment(when: datetime) -> str:
    return when.isoformat(timespec="milliseconds")


def _check_folder(place: Path, shown: Path, owned: Mapping[str, str]) -> None:
    """Refuse a folder that holds things but is neither a report nor what a killed run left of one."""
    if not place.is_dir() or not any(place.iterdir()) or listed(place):
        return
    if not any((place / name).is_file() for name in owned):
        raise OutputError(f"{shown} holds other files and no report.", "Give an empty or a new folder with -o.")


def _check_kind(manifests: Iterable[Path], shown: Path, *, blind: bool) -> None:
    """Refuse to put a blind rehearsal in the place of a real report, or a real report in that of a rehearsal."""
    for manifest in manifests:
        if listed_in(manifest) and _is_blind(manifest) != blind:
            held, other = ("a real report", "a blind rehearsal") if blind else ("a blind rehearsal", "a real report")
            text = f"{shown} holds {held}, and {other} does not take its place."
            raise OutputError(text, "Give another folder with -o.")


def _check_command(owned: Iterable[str], made: Iterable[str], shown: Path) -> None:
    """Refuse to put what one command writes in the place of what another wrote: a diff would remove its own subject."""
    held, new = (next((kind for name, kind in KINDS.items() if name in {*files}), "") for files in (owned, made))
    if held and new and held != new:
        raise OutputError(f"{shown} holds {held}, and {new} does not take its place.", "Give another folder with -o.")


def _is_blind(manifest: Path) -> bool:
    """Return whether a manifest is that of a blind rehearsal; what is no manifest is not."""
    try:
        return json.loads(regular(manifest).read_text(encoding="utf-8"))["blind"] is True
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return False


def _check_targets(place: Path, names: Iterable[str], owned: Mapping[str, str]) -> None:
    """Refuse to write over what no manifest lists, and through links."""
    for name in {**dict.fromkeys(names), **owned}:
        target = place / name
        for parent in (place / folder for folder in PurePosixPath(name).parents if folder.name):
            if parent.is_symlink() or (parent.exists() and not parent.is_dir()):
                raise OutputError(f"{parent.name} in {place.name} is not a folder of the report.", "Move it away.")
        if target.is_dir() and not target.is_symlink():
            raise OutputError(
                f"{target.name} in {place.name} is a folder where a file of the report goes.", "Move it away."
            )
        if name not in owned and os.path.lexists(target):
            raise OutputError(f"{name} in {place.name} is not of a report: it is not written over.", "Move it away.")


@contextmanager
def _locked(place: Path) -> Iterator[Path]:
    """Give the staging folder of a place, ours alone while it lasts."""
    stage = place.parent / f".{place.name}.part"
    while True:
        stage.mkdir(exist_ok=True)
        if stage.is_symlink() or (any(stage.iterdir()) and not (stage / LOCK).is_file()):
            raise OutputError(f"{stage.name} beside {place.name} is in the way.", "Move it away.")
        with (stage / LOCK).open("a+b") as lock:
            _lock(lock.fileno(), place)
            # A run that ended just now takes its lock along: then this is the lock of nothing.
            if _is_at(lock, stage / LOCK):
                yield stage
                return


def _is_at(file: IO[bytes], path: Path) -> bool:
    """Return whether an open file is still the one at a path."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False


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


@contextmanager
def _staged(stage: Path, place: Path) -> Iterator[dict[str, str]]:
    """Clear the staging folder before and after, and give the files that belong to reports at this place.

    While the place has no manifest, the record of a run that was stopped is kept: it tells whose the files are.
    """
    owned = listed(place)
    if not owned and (stage / OLD).is_file():
        blind = _is_blind(stage / OLD) or _is_blind(stage / MANIFEST)
        owned = {**listed_in(stage / OLD), **listed_in(stage / MANIFEST)}
        _record(stage, owned, blind=blind)
    try:
        _clear(stage, keep={LOCK, OLD})
        yield owned
    finally:
        with suppress(OSError):
            stopped = (stage / OLD).is_file() and not listed(place)
            _clear(stage, keep={LOCK, OLD, MANIFEST} if stopped else {LOCK})
            if not stopped:
                (stage / LOCK).unlink()
                stage.rmdir()


def _clear(stage: Path, keep: set[str]) -> None:
    """Remove what the staging folder holds."""
    for path in stage.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path.name not in keep:
            path.unlink()


def _record(stage: Path, files: Mapping[str, str], *, blind: bool) -> None:
    """Keep what belongs to reports, in one step that is done or not."""
    _put(stage / f"{OLD}.new", _manifest(files, blind=blind))
    (stage / f"{OLD}.new").replace(stage / OLD)


def _put(path: Path, content: bytes) -> None:
    """Write a file and flush it to disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _manifest(files: Mapping[str, str], *, blind: bool) -> bytes:
    """Return a manifest; that of a blind rehearsal says so."""
    return json_text({"schema": 1, **({"blind": True} if blind else {}), "files": files}).encode()


def _fill(stage: Path, files: Mapping[str, bytes], run: Mapping[str, Any], *, blind: bool) -> None:
    """Write all files, the manifest and the record of the run into the staging folder."""
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())}
    for name, content in files.items():
        _put(stage / name, content)
    _put(stage / RUN, json_text(run).encode())
    _put(stage / MANIFEST, _manifest(sums, blind=blind))


def _move(stage: Path, place: Path, names: list[str], owned: Mapping[str, str]) -> None:
    """Take the old manifest away, move the files in, remove those of the old report alone; the manifest comes last."""
    stop_if_asked()
    _record(stage, owned, blind=_is_blind(stage / MANIFEST))
    place.mkdir(exist_ok=True)
    (place / MANIFEST).unlink(missing_ok=True)
    for name in [*names, RUN]:
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (stage / name).replace(place / name)
    for name in sorted(set(owned) - set(names)):
        (place / name).unlink(missing_ok=True)
        with suppress(OSError):
            for parent in list(PurePosixPath(name).parents)[:-1]:
                (place / parent).rmdir()
    (stage / MANIFEST).replace(place / MANIFEST)
