"""How the readings of several readers became one result, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from psmatrial.analysis.results import Results
from psmatrial.displays.words.english import series

RULES = {
    "majority": "The result of a patient was that of the majority of the {n} readers, combined {order}. ",
    "any": "A patient was positive when any of the {n} readers said so; readings were combined {order}. ",
    "all": "A patient was positive when all of the {n} readers said so; readings were combined {order}. ",
    "reader": "The result of a patient was that of reader {reader} alone. ",
}
ORDERS = {
    "reader-first": "within each reader first, then over readers",
    "region-first": "within each region first, then over regions",
}
TIE = {
    "missing": "",
    "positive": "Where some readers gave a result and no majority agreed, it was positive. ",
    "negative": "Where some readers gave a result and no majority agreed, it was negative. ",
    "adjudicator": "Where no majority agreed, reader {adjudicator} decided as adjudicator. ",
}


def readers_words(reading: Mapping[str, Any]) -> str:
    """Return how several readers made one result, and who or what decided without a majority; empty for one reader.

    Every sentence has a space behind it.

    Examples
    --------
    >>> plan = {"readers": ["R1", "R2"], "rule": "majority", "order": "reader-first", "reader": ""}
    >>> readers_words({**plan, "tie": "adjudicator", "adjudicator": "R3"}).partition(". ")[2]
    'Where no majority agreed, reader R3 decided as adjudicator. '
    """
    count = len(reading["readers"])
    text = RULES[reading["rule"]] if count > 1 else ""
    if reading["rule"] == "majority" and (count > 1 or reading["adjudicator"]):
        text += TIE[reading["tie"]]
    named = {name: reading[name] for name in ("reader", "adjudicator")}
    return text.format(n=count, order=ORDERS[reading["order"]], **named)


def absent_words(results: Results) -> str:
    """Return that regions without a row counted as negative, and how many; empty unless that is planned."""
    plan = results.plan
    if plan["reading"]["absent_region"] != "negative" or not plan["endpoints"]["regions"]:
        return ""
    counted = results.further.get("reading", {}).get("absent_as_negative", {})
    numbers = series([f"{n} under {test}" for test, n in counted.items()])
    how_many = f" ({numbers})" if numbers else ""
    return f"A region without a row counted as negative where that reader read another one of the patient{how_many}. "
