"""What a record says before its rows: the input, the versions and the primary result, which every reader looks up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from psmatrial.errors import InputError

HEAD = ("study", "plan", "provenance", "patients", "primary")
NEEDED: Mapping[str, Mapping[str, type[Any]]] = {
    "provenance": {"input": str, "input_sha256": str, "versions": dict, "warnings": list},
    "primary": {"endpoint": str, "row": str},
}


def head_of_record(document: Mapping[str, Any], file: str) -> dict[str, dict[str, Any]]:
    """Return what stands before the rows of a record, by its keys.

    Parameters
    ----------
    document
        What a ``results.json`` holds.
    file
        Its name, for messages.

    Returns
    -------
    dict of str to dict
        ``study``, ``plan``, ``provenance``, ``patients`` and ``primary``.

    Raises
    ------
    InputError
        If input, hash, versions, warnings or the primary result are missing or of another type than was written.
    KeyError, TypeError, ValueError
        If one of the five is missing or is no mapping.

    Examples
    --------
    >>> document = {"study": {}, "plan": {}, "provenance": {}, "patients": {}, "primary": {}}
    >>> head_of_record(document, "results.json")
    Traceback (most recent call last):
    psmatrial.errors.InputError: results.json does not hold together: provenance.input was removed or changed. ...
    """
    head = {name: dict(document[name]) for name in HEAD}
    for part, kinds in NEEDED.items():
        for name, kind in kinds.items():
            value = head[part].get(name)
            if not isinstance(value, kind) or not all(isinstance(item, str) for item in value):
                text = f"{file} does not hold together: {part}.{name} was removed or changed."
                raise InputError(text, "Give a report as `psmatrial compare` wrote it.")
    return head
