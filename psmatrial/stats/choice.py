"""One of several functions, by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from psmatrial.errors import InputError, choices

T = TypeVar("T")


def chosen(kind: str, name: str, offered: Mapping[str, T]) -> T:
    """Return what is offered under a name.

    Parameters
    ----------
    kind
        What is chosen, for the message.
    name
        The name asked for.
    offered
        What there is, by name.

    Returns
    -------
    object
        The entry.

    Raises
    ------
    InputError
        If there is no such name; the message lists those there are.

    Examples
    --------
    >>> chosen("method", "exact", {"exact": 1, "mid-p": 2})
    1
    """
    if name not in offered:
        raise InputError(f"{kind} {name!r} is not known.", choices(name, list(offered)))
    return offered[name]
