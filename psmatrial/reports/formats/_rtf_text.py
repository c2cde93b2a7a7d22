"""Text and lengths as RTF writes them."""

from __future__ import annotations

import re

SPECIAL = re.compile(r"[\\{}]")
BEYOND = re.compile(r"[^\x20-\x7e]")


def escaped(text: str) -> str:
    r"""Return text that RTF shows as it is written: nothing in it is a control word, a group or a field.

    Characters beyond ASCII are written in UTF-16, each half with a question mark for readers that know no Unicode; a
    tab is a tab.

    Examples
    --------
    >>> print(escaped("{\\field} −4\t😀"))
    \{\\field\} \u8722?4\tab \u-10179?\u-8704?
    """
    return BEYOND.sub(_character, SPECIAL.sub(r"\\\g<0>", text))


def _character(found: re.Match[str]) -> str:
    """Return a character beyond ASCII, or a tab, as control words."""
    if found[0] == "\t":
        return "\\tab "
    halves = found[0].encode("utf-16-le")
    codes = (int.from_bytes(halves[at : at + 2], "little", signed=True) for at in range(0, len(halves), 2))
    return "".join(f"\\u{code}?" for code in codes)


def twips(points: float) -> int:
    """Return a length in points as RTF counts it: in twentieths.

    Examples
    --------
    >>> twips(0.25)
    5
    """
    return round(20 * points)
