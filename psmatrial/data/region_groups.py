"""Regions that the plan puts under one name: M1a and M1b may both be extrapelvic."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

from psmatrial.data.ledger import JOINT, UNCLEAR
from psmatrial.errors import InputError, Problem

Codes = Mapping[tuple[str, str, str], bytes]


def grouped(codes: Codes, names: Mapping[str, str], file: str) -> dict[tuple[str, str, str], bytes]:
    r"""Return the codes under the plan's names of the regions.

    Found in one part is found in the whole; a whole that is negative in one part and could not be read in another
    could not be read.

    Parameters
    ----------
    codes
        Modality, reader and region of the file to one code a patient, 0 without a row.
    names
        The file's name of a region to the plan's.
    file
        For messages.

    Raises
    ------
    InputError
        If one part is equivocal and another non-evaluable: which of them counts would depend on the plan.

    Examples
    --------
    >>> codes = {("PSMA", "R1", "M1a"): bytes([2, 2]), ("PSMA", "R1", "M1b"): bytes([1, 0])}
    >>> grouped(codes, {"M1a": "extrapelvic", "M1b": "extrapelvic"}, "reads.csv")
    {('PSMA', 'R1', 'extrapelvic'): b'\x01\x02'}
    """
    named = [
        ((modality, reader, names.get(region, region)), column) for (modality, reader, region), column in codes.items()
    ]
    order = {place: at for at, place in reversed(list(enumerate(place for place, _ in named)))}
    found = {}
    for place, parts in groupby(sorted(named, key=lambda item: order[item[0]]), key=lambda item: item[0]):
        columns = [column for _, column in parts]
        found[place] = columns[0] if len(columns) == 1 else bytes(map(_joined, zip(*columns, strict=True)))
        if unclear := found[place].count(UNCLEAR):
            text = f"{unclear} patient{'s are' if unclear > 1 else ' is'} equivocal in one part of {place[2]!r} and"
            hint = "Which of the two counts would depend on the plan: give one of them another result."
            raise InputError(Problem(f"{text} non-evaluable in another ({place[0]}).", hint, file))
    return found


def _joined(parts: tuple[int, ...]) -> int:
    """Return the code of a region from those of its parts; unclear where it would depend on the plan."""
    whole = 0
    for part in filter(None, parts):
        whole = JOINT[frozenset((whole, part))] if whole else part
    return whole
