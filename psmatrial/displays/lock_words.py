"""What is said of a locked plan: when it was locked, and whether what ran is what was locked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from psmatrial.analysis.results import Results
from psmatrial.displays.words.english import counted, series

NO_DEVIATION = "What ran is the locked plan: there is no deviation."
SHOWN = 12


def lock_of(results: Results) -> Mapping[str, Any] | None:
    """Return the lock that results carry, with deviations; None where no plan was locked."""
    found: Mapping[str, Any] | None = results.further.get("lock")
    return found


def lock_sentences(results: Results) -> list[str]:
    """Return what the first page says: the date that the lock states, and the keys that ran otherwise.

    The date is what was written. When somebody first saw the data no program knows.

    Examples
    --------
    >>> lock = {"date": "2026-03-01", "sha256": "0" * 64, "psmatrial": "0.1.0", "deviations": [], "open": []}
    >>> lock_sentences(Results({}, {}, {}, {}, {}, (), {"lock": lock}))[1]
    'What ran is the locked plan: there is no deviation.'
    """
    lock = lock_of(results)
    if lock is None:
        return []
    locked = (
        f"The plan was locked on {lock['date']}, by the date in its lock, before this run read the data "
        f"(SHA-256 {lock['sha256'][:SHOWN]})."
    )
    return [locked, deviation_sentence(lock)]


def lock_paragraph(lock: Mapping[str, Any]) -> str:
    """Return what a lock proves and what it does not, with the whole hash."""
    return (
        f"The plan was locked on {lock['date']} before this run read the data (SHA-256 {lock['sha256']}). The date is "
        f"the one that psmatrial {lock['psmatrial']} wrote into the lock, and the hash fits the locked plan. Where the "
        "hash was deposited in time, it proves that the plan is of that time; nothing here proves when somebody first "
        "saw the data."
    )


def deviation_sentence(lock: Mapping[str, Any]) -> str:
    """Say how many keys ran otherwise than locked, and name those of the primary result.

    Examples
    --------
    >>> changed = [{"key": "primary.test", "weight": "primary", "locked": "exact", "ran": "mid-p"}]
    >>> deviation_sentence({"deviations": changed})
    'What ran deviates from the locked plan in 1 key, of the primary result: primary.test.'
    """
    found = lock["deviations"]
    if not found:
        return NO_DEVIATION
    primary = [one["key"] for one in found if one["weight"] == "primary"]
    head = f"What ran deviates from the locked plan in {counted(len(found), 'key')}"
    if not primary:
        return f"{head}, none of the primary result: {series([one['key'] for one in found])}."
    among = "" if len(primary) == len(found) else "among them "
    return f"{head}, {among}of the primary result: {series(primary)}."
