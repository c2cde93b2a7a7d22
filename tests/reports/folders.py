"""What the tests of a report folder share: two reports, and how a folder is looked at."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from psmatrial.errors import OutputError
from psmatrial.reports.folder import write

OLD = {"report.html": b"old page", "figures/gone.svg": b"old figure", "plan.toml": b"old plan"}
NEW = {"report.html": b"new page", "figures/tile.svg": b"new figure", "results.json": b"{}", "plan.toml": b"new plan"}
OURS = {"manifest.json", "run.json"}
ROOT = Path(__file__).resolve().parents[2]


def held(place):
    return {path.relative_to(place).as_posix(): path.read_bytes() for path in place.rglob("*") if path.is_file()}


def report(place):
    """Return the files of the report at a place, after checking them against its manifest; None where there is none."""
    if not (place / "manifest.json").exists():
        return None
    sums = json.loads((place / "manifest.json").read_text())["files"]
    found = held(place)
    assert {name: hashlib.sha256(found[name]).hexdigest() for name in sums} == sums
    return {name: found[name] for name in sums}


def refusal(place, files=NEW):
    before = held(place) if place.is_dir() else None
    with pytest.raises(OutputError) as caught:
        write(place, lambda: files)
    assert before is None or held(place) == before
    assert not [path for path in place.parent.glob(".*.part") if path.is_dir() and not path.is_symlink()]
    assert caught.value.exit_code == 4
    return str(caught.value)


def changed(folder, name, content):
    """Change a file and the manifest with it, as somebody would who hides it."""
    (folder / name).write_bytes(content)
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["files"][name] = hashlib.sha256(content).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest))
