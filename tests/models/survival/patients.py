"""Patients of the reference values, and the trial that every textbook of survival works by hand."""

from __future__ import annotations

import json

from psmatrial.models.survival.follow_up import CENSORED, EVENT, FollowUp
from tests.oracle import REFERENCE

COLUMNS = {
    item["id"]: item["columns"]
    for item in json.loads((REFERENCE / "datasets.json").read_text(encoding="utf-8"))["datasets"]
}


def columns_of(inputs, names):
    """Return columns of a record's data set."""
    return [COLUMNS[inputs["dataset"]][name] for name in names]


def followed(inputs):
    """Return the follow-up of a record's data set, of all or of its subset."""
    times, status = columns_of(inputs, ("time", "status"))
    every = FollowUp(tuple(map(float, times)), tuple(status))
    if inputs.get("subset", "all") == "all":
        return every
    name, value = inputs["subset"].split(" == ")
    return every.of(k for k, cell in enumerate(COLUMNS[inputs["dataset"]][name]) if cell == int(value))


def cause_specific(follow_up):
    """Return the same patients with competing events taken as censorings."""
    return FollowUp(follow_up.times, tuple(EVENT if end == EVENT else CENSORED for end in follow_up.ends))


# Freireich, Blood 1963;21:699: weeks of remission with 6-mercaptopurine and with placebo, a plus where it lasted on.
TREATED = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
PLACEBO = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23"


def leukaemia():
    """Return the follow-up of both arms, and the arm of each patient: 1 treated, 0 placebo."""
    treated, placebo = TREATED.split(), PLACEBO.split()
    every = treated + placebo
    follow_up = FollowUp(
        tuple(float(text.rstrip("+")) for text in every), tuple(int(not text.endswith("+")) for text in every)
    )
    return follow_up, [1] * len(treated) + [0] * len(placebo)
