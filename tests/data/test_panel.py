"""What readers say together, for columns of patients at once and for each patient alone."""

from __future__ import annotations

from itertools import product

import pytest

from psmatrial.data.panel import NO_RESULT, TOO_FEW, UNDECIDED, VOTES, Panel
from psmatrial.data.rules import ReadingRules

RULES = ["majority", "any", "all"]
# What one reader can say: the others are said of several together.
SAID = [at for at, vote in enumerate(VOTES) if vote.reason not in {UNDECIDED, TOO_FEW, NO_RESULT}]
TIES = ["missing", "positive", "negative", "adjudicator"]


@pytest.mark.parametrize(("rule", "tie", "voters"), list(product(RULES, TIES, [1, 2, 3, 4])))
def test_columns_of_votes_say_what_the_votes_of_each_patient_say(rule, tie, voters):
    rules = ReadingRules(readers=(), rule=rule, tie=tie, adjudicator="A" if tie == "adjudicator" else "")
    members = tuple(f"R{number}" for number in range(voters)) + (("A",) if tie == "adjudicator" else ())
    panel = Panel(members, voters, rules)
    patients = list(product(SAID, repeat=min(3, len(members))))
    patients = [(*votes, *votes[: len(members) - len(votes)]) for votes in patients]
    together = panel.over_readers([bytes(column) for column in zip(*patients, strict=True)])
    assert len(together) == len(patients)
    for number, votes in zip(together, patients, strict=True):
        assert VOTES[number] == panel._over_readers([VOTES[vote] for vote in votes])
