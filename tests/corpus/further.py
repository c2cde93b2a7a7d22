"""Files beside the readings or of another form: a PSA history, outcomes, lesions, and plans that were locked."""

from __future__ import annotations

import gzip
import pickle
from collections.abc import Iterator
from datetime import date
from typing import Any

from psmatrial.analysis.lock import locked_toml
from psmatrial.analysis.plan_file import plan_of
from tests.corpus.case import Case, accepted, refused, text

HISTORY = "patient_id,month,psa\nP01,-6,0.1\nP01,-3,0.2\nP01,0,0.3\n"
OUTCOMES = "patient_id,months,status,arm\nP1,2,1,A\nP2,4,0,A\nP3,3,1,B\nP4,6,0,B\n"
ENDS = '[outcome]\ntime = "months"\nevent = "status"\nevent_values = ["1"]\ncensor_values = ["0"]\nby = "arm"\n'
LESIONS = "patient_id,lesion,modality,result\n" + "".join(
    f"P1,{lesion},{test},positive\n" for lesion in (1, 2) for test in ("PSMA", "fluciclovine")
)


def cases() -> Iterator[Case]:
    """Yield the cases."""
    yield from _histories()
    yield from _outcomes()
    yield from _lesions()
    yield from _locks()


def _histories() -> Iterator[Case]:
    """Yield files of earlier PSA values."""
    yield accepted("a PSA history", text(), **_history(HISTORY))
    yield accepted("a PSA history in UTF-16", text(), **_history(HISTORY.encode("utf-16")))
    yield accepted("a PSA history with semicolons", text(), **_history(HISTORY.replace(",", ";")))
    comma = HISTORY.replace(",", ";").replace(".", ",")
    yield accepted("a PSA history with a certain decimal comma", text(), "have a decimal comma", **_history(comma))
    more = f"{HISTORY}P77,0,1\n"
    yield accepted("a PSA history of another patient", text(), "1 patient of the PSA history", **_history(more))
    for name, row, column, words in (
        ("a date", "P02,2024-03-01,1", "month", "looks like a date"),
        ("a serial number of a date", "P02,45352,1", "month", "more than 100 years"),
        ("an unknown time", "P02,nan,1", "month", "is not a number of months"),
        ("digits of another script", "P02,\u0663,1", "month", "is not a number of months"),
        ("a command to the terminal", "P02,\x1b[2J,1", "month", "is not a number of months"),
        ("an exponent", "P02,0,1e400", "psa", "exponent notation"),
        ("a negative PSA", "P02,0,-1", "psa", "minus sign"),
        ("a hidden mark", "P\u202e02,0,1", "patient_id", "U+202E"),
        ("an id of another case", "p01,9,1", "patient_id", "only by case"),
        ("a full-width id", "\uff3001,9,1", "patient_id", "only by case"),
        ("an e-mail address", "a.b@c.org,0,1", "patient_id", "e-mail address"),
        ("a time twice", "P01,0,1", "month", "on line 4 already"),
        ("a row of totals", "Total,,1", "", "a row of totals"),
        ("a long row", "P02,0,1,1", "", "the row has 4 cells"),
        ("the header again", "patient_id,month,psa", "", "is there again"),
        ("a NUL", "P\x0002,0,1", "", "NUL character"),
    ):
        yield _refused_history(name, f"{HISTORY}{row}\n", (5, column, words))
    wide = HISTORY.replace("\n", ",x\n").replace("psa,x", "psa,surname", 1)
    yield _refused_history("a column of names", wide, (1, "surname", "the column holds a name"))
    yield _refused_history("no time", HISTORY.replace("month", "when"), (1, "", "no column 'month'"))
    yield _refused_history("no values", HISTORY[:21], (None, "", "and no rows"))
    yield _refused_history("no bytes", "", (None, "", "the file is empty"))
    yield _refused_history("other patients only", HISTORY.replace("P01", "X9"), (None, "", "none of its patients"))
    packed = gzip.compress(HISTORY.encode(), mtime=0)
    yield _refused_history("a gzip archive", packed, (None, "", "a gzip archive"))
    yield _refused_history("a pickle", pickle.dumps(1), (None, "", "may run a program"), name="psa.pkl")
    gone = {"plan": _plan("none.csv"), "about": "none.csv"}
    yield refused("a PSA history that is not there", text(), (None, "", "no such file"), **gone)


def _refused_history(case: str, content: str | bytes, *problems: Any, name: str = "psa.csv") -> Case:
    """Return a case whose history is refused."""
    return refused(f"a PSA history with {case}", text(), *problems, **_history(content, name), about=name)


def _history(content: str | bytes, name: str = "psa.csv") -> dict[str, Any]:
    """Return what makes a case one with a history beside the readings."""
    return {"beside": ((name, content if isinstance(content, bytes) else content.encode()),), "plan": _plan(name)}


def _plan(name: str) -> str:
    """Return a plan with a history of this name."""
    return f'[baseline]\ncolumns = ["psa_doubling_time"]\npsa_history = "{name}"\n'


def _outcomes() -> Iterator[Case]:
    """Yield files of outcomes alone that are refused."""
    for name, old, new, *problem in (
        ("a time below 0", "P2,4", "P2,-4", 3, "months", "is below 0"),
        ("a time in words", "P2,4", "P2,4 weeks", 3, "months", "is no time"),
        ("an unknown end", "P3,3,1", "P3,3,2", 4, "status", "neither as event nor as censored"),
        ("a patient twice", "P2,4", "P1,4", 3, "patient_id", "has a row already, line 2"),
        ("a hidden mark in an arm", "0,B", "0,\u202eB", 5, "arm", "U+202E"),
        ("an id of another case", "P2,4", "p1,4", 3, "patient_id", "only by case"),
        ("a short row", "P2,4,0,A", "P2,4,0", 3, "", "the row has 3 cells"),
    ):
        yield refused(f"outcomes with {name}", OUTCOMES.replace(old, new), problem, plan=ENDS)
    dated = OUTCOMES.replace("P2,4", "P2,2024-03-01")
    yield refused("outcomes with a date for a time", dated, (3, "months", "looks like a date"), plan=ENDS)
    drop = f"[input]\ndrop_identifiers = true\n\n{ENDS}"
    yield refused("a date for a time and columns left out", dated, (3, "months", "looks like a date"), plan=drop)


def _lesions() -> Iterator[Case]:
    """Yield files of lesions that are refused."""
    plan = '[clusters]\nlesion = "lesion"\n'
    again = (6, "result", "line 2 has the same result")
    yield refused("a lesion read twice", f"{LESIONS}P1,1,PSMA,positive\n", again, plan=plan)
    for name, row, column, words in (
        ("without a number", "P1,,PSMA,positive", "lesion of the patient", "the cell is empty"),
        ("with an unknown result", "P1,3,PSMA,hot", "result", "'hot' is not a result"),
        ("of an id of another case", "p1,1,PSMA,positive", "patient_id", "only by case"),
    ):
        yield refused(f"a lesion {name}", f"{LESIONS}{row}\n", (6, column, words), plan=plan)


def _locks() -> Iterator[Case]:
    """Yield locked plans: as they were locked, and changed."""
    locked = locked_toml(plan_of("level = 0.9\n"), date(2026, 3, 1))
    yield accepted("a locked plan", text(), plan=locked)
    yield accepted("a locked plan with CR LF", text(), plan=locked.replace("\n", "\r\n"))
    yield accepted("a locked plan with a comment more", text(), plan=f"# ours\n{locked}")
    for name, plan, column, words in (
        ("another level", locked.replace("level = 0.9", "level = 0.8"), "", "was changed after it was locked"),
        ("no date", locked.replace('"2026-03-01"', '"tomorrow"'), "lock", "[lock] is not what"),
        ("a key more", f'{locked}by = "me"\n', "lock", "[lock] is not what"),
    ):
        told = (None, column, words)
        yield refused(f"a locked plan with {name}", text(), told, plan=plan, code=2, about="plan.toml")
