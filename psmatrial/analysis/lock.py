"""A plan locked before the data are read: written once, refused when it was changed, held against what ran."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import psmatrial
from psmatrial.analysis.lesion_plan import with_lesion_defaults
from psmatrial.analysis.lock_table import LOCK, check_lock, plan_hash, unlocked
from psmatrial.analysis.plan import Plan
from psmatrial.analysis.plan_file import plan_document, plan_of_record, read_plan
from psmatrial.analysis.plan_text import plan_toml, toml
from psmatrial.errors import UsageError

HEAD = (
    "# A locked analysis plan, every default stated. A change of anything but comments is refused.",
    "# Run it: psmatrial compare INPUT --lock THIS.toml",
)


@dataclass(frozen=True, slots=True)
class Lock:
    """A locked plan: the date and version written into it, its hash, and everything that it states."""

    date: str
    sha256: str
    psmatrial: str
    stated: Mapping[str, Any]

    @property
    def plan(self) -> Plan:
        """The plan that was locked."""
        return plan_of_record(self.stated)

    def record(self) -> dict[str, Any]:
        """Return the lock as plain values, from which it can be made again."""
        return {"date": self.date, "sha256": self.sha256, "psmatrial": self.psmatrial, "plan": dict(self.stated)}


def locked_toml(plan: Plan, day: date) -> str:
    """Return the text of a locked plan: the plan in full, then date, hash and version.

    Parameters
    ----------
    plan
        What is locked. One for lesions gets the methods for lesions where it names none.
    day
        The date that the lock states.

    Examples
    --------
    >>> from psmatrial.analysis.plan_file import plan_of
    >>> text = locked_toml(Plan(level=0.9), date(2026, 3, 1))
    >>> 'date = "2026-03-01"' in text, plan_of(text).level
    (True, 0.9)
    """
    if plan.clusters.lesion:
        plan = with_lesion_defaults(plan, plan.endpoints.regions)
    body = "\n".join([*HEAD, *plan_toml(plan).split("\n")[1:]])
    found = {"date": day.isoformat(), "sha256": plan_hash(tomllib.loads(body)), "psmatrial": psmatrial.__version__}
    lines = [f"{name} = {toml(value)}" for name, value in found.items()]
    return "\n".join([body, f"[{LOCK}]  # SHA-256 of all tables above as JSON, and when they were locked", *lines, ""])


def today() -> date:
    """Return the date in UTC; that of ``SOURCE_DATE_EPOCH``, in seconds since 1970, where the environment has it.

    Raises
    ------
    UsageError
        If ``SOURCE_DATE_EPOCH`` is no such number.
    """
    text = os.environ.get("SOURCE_DATE_EPOCH")
    if text is None:
        return datetime.now(UTC).date()
    try:
        return datetime.fromtimestamp(int(text), UTC).date()
    except (ValueError, OverflowError, OSError):
        hint = "Unset it, or give a whole number such as 1767225600."
        raise UsageError(f"SOURCE_DATE_EPOCH is {text[:40]!r}, which is no number of seconds.", hint) from None


def lock_of_text(text: str) -> Lock:
    """Return the lock of the text that ``locked_toml`` returned."""
    return _lock_of(tomllib.loads(text))


def read_lock(path: Path) -> Lock | None:
    """Return the lock of a plan's file, or None where it has none.

    Raises
    ------
    UsageError
        If the file is no plan, or was changed after it was locked.
    """
    read_plan(path)
    document = plan_document(path)
    return _lock_of(document) if LOCK in document else None


def lock_named(path: Path) -> Lock:
    """Return the lock of a file that must have one.

    Raises
    ------
    UsageError
        As ``read_lock``, and if the plan is not locked.
    """
    lock = read_lock(path)
    if lock is None:
        raise UsageError(f"{path.name} is not a locked plan.", f"Lock it: psmatrial init {path.name} --lock")
    return lock


def lock_of_record(record: Mapping[str, Any]) -> Lock:
    """Return the lock that results carry.

    Raises
    ------
    UsageError
        If the recorded plan is not the one that was locked.
    """
    lock = {name: record.get(name) for name in ("date", "sha256", "psmatrial")}
    document = {**dict(record.get("plan", {})), LOCK: lock}
    check_lock(document, "results.json")
    return _lock_of(document)


def left_open(plan: Plan) -> tuple[str, ...]:
    """Return the keys that a plan leaves to the data.

    Examples
    --------
    >>> left_open(Plan())
    ('contrasts', 'reading.readers', 'endpoints.regions')
    """
    if plan.outcome.alone and not (plan.contrasts or plan.results):
        return ()
    found = {
        "contrasts": plan.contrasts,
        "reading.readers": plan.reading.readers,
        "endpoints.regions": plan.endpoints.regions,
    }
    return tuple(name for name, value in found.items() if not value)


def _lock_of(document: Mapping[str, Any]) -> Lock:
    """Return the lock of a document that was checked."""
    return Lock(**document[LOCK], stated=unlocked(document))
