"""The table [lock] of a plan: when it was locked, and the hash of everything that it stated then."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from typing import Any

from psmatrial.errors import Problem, UsageError

LOCK = "lock"
FORMS = {
    "date": re.compile(r"\d{4}-\d\d-\d\d"),
    "sha256": re.compile(r"[0-9a-f]{64}"),
    "psmatrial": re.compile(r"[0-9A-Za-z.+-]{1,40}"),
}


def unlocked(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the tables of a plan without its lock."""
    return {name: value for name, value in document.items() if name != LOCK}


def plan_hash(document: Mapping[str, Any]) -> str:
    """Return the SHA-256 of what a plan states: its tables as JSON in their order, without the lock.

    Comments and white space do not count; keys of later versions, which the plan could not state, neither.

    Parameters
    ----------
    document
        The tables of a TOML file.

    Returns
    -------
    str
        64 hexadecimal digits.

    Examples
    --------
    >>> plan_hash({"level": 0.95})
    '7ec0d3b71ec21ca1113e36c6e2672cdcd983a794eff59df7b911827dc9a644aa'
    """
    text = json.dumps(unlocked(document), separators=(",", ":"), default=str)
    return sha256(text.encode("ascii")).hexdigest()


def check_lock(document: Mapping[str, Any], name: str) -> None:
    """Refuse a plan whose lock is no lock, or that is not what was locked; a plan without a lock passes.

    Raises
    ------
    UsageError
        With the hash that the lock names and the one that the plan has.
    """
    if LOCK not in document:
        return
    lock = document[LOCK]
    if not _is_lock(lock):
        text = "[lock] is not what `psmatrial init PLAN.toml --lock` writes: a date, a SHA-256 and a version."
        raise UsageError(Problem(text, "Lock the plan again, or remove the table.", name, column=LOCK))
    if (found := plan_hash(document)) != lock["sha256"]:
        text = f"the locked plan was changed after it was locked: its lock says {lock['sha256']}, found: {found}."
        hint = "Take the file as it was locked. A changed plan runs without [lock]: --plan CHANGED --lock LOCKED."
        raise UsageError(Problem(text, hint, name))


def _is_lock(lock: Any) -> bool:
    """Return whether a value of a plan has the form of a lock."""
    if not (isinstance(lock, dict) and set(lock) == set(FORMS)):
        return False
    if not all(isinstance(lock[key], str) and form.fullmatch(lock[key]) for key, form in FORMS.items()):
        return False
    try:
        date.fromisoformat(lock["date"])
    except ValueError:
        return False
    return True
