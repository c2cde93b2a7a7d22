"""Names made short: for a report's folder, and for the endpoint in a row's id."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 60


def slug(text: str, otherwise: str = "study") -> str:
    """Return text as lower-case letters, digits and hyphens, ``otherwise`` where it has none of them.

    Examples
    --------
    >>> slug("My Reads (final)"), slug("Récidive"), slug("?")
    ('my-reads-final', 'recidive', 'study')
    """
    plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST].strip("-") or otherwise


def region_slug(name: str) -> str:
    """Return a region's name as it stands in the ids of its rows; a name without any Latin letter keeps its own.

    Examples
    --------
    >>> region_slug("pelvic nodes"), region_slug("前立腺")
    ('pelvic-nodes', '前立腺')
    """
    return slug(name, re.sub(r"\W+", "-", name.lower()).strip("-") or "region")
