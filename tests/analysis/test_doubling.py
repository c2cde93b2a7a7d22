"""PSA doubling time from a file of earlier values: by hand, from file to table, model and record."""

from __future__ import annotations

import json
import math

import pytest

from psmatrial.analysis.plan_file import plan_of
from psmatrial.analysis.run import compare
from psmatrial.displays.tables.baseline import table
from psmatrial.displays.words.methods import methods_paragraphs
from psmatrial.errors import UsageError
from psmatrial.reports.folder import write
from psmatrial.reports.report import files
from psmatrial.reports.verify import verified
from tests.models.paired import PATIENTS

PLAN = (
    '[[contrasts]]\nindex = "PSMA"\ncomparator = "FACBC"\n[strata]\npreset = "none"\n'
    '[baseline]\ncolumns = ["psa_doubling_time"]\npsa_history = "psa.csv"\n'
)
MODEL = '[model]\ncovariates = ["psa_doubling_time"]\n'
WORDS = ("negative", "positive")
# PSA doubles every 5 months: three values exactly on a line of ln PSA, of slope ln 2 / 5.
FIVE = ((0, "0.1"), (5, "0.2"), (10, "0.4"))
FEW = ((0, "0.1"), (5, "0.2"))
SHORT = ((0, "0.1"), (1, "0.2"), (2, "0.4"))
FALLING = ((0, "0.4"), (5, "0.2"), (10, "0.1"))
FLAT = ((0, "0.4"), (5, "0.4"), (10, "0.4"))


def results(tmp_path, histories, more="", plan=PLAN):
    """Compare twelve invented patients: the first have these histories, all others one that doubles in 5 months."""
    lines, measured = ["patient_id,modality,result"], ["patient_id,month,psa"]
    for at, pair in enumerate(PATIENTS):
        for test, sign in zip(("PSMA", "FACBC"), pair, strict=True):
            lines.append(f"P{at:02},{test},{WORDS[sign]}")
        history = histories[at] if at < len(histories) else FIVE
        measured += [f"P{at:02},{month},{psa}" for month, psa in history]
    (tmp_path / "reads.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (tmp_path / "psa.csv").write_text("\n".join(measured) + "\n", encoding="utf-8")
    return compare(tmp_path / "reads.csv", plan_of(plan + more))


def test_three_values_on_a_line_give_ln_2_over_its_slope(tmp_path):
    slope = math.log(2) / 5
    # Doubling in 10 months has half that slope; the two middle ones of twelve are both 5.
    slower = ((0, "0.1"), (10, "0.2"), (20, "0.4"))
    (column,) = results(tmp_path, [slower]).further["baseline"]["columns"]
    (summary,) = column["summaries"]
    assert summary["median"] == f"{math.log(2) / slope:.1f}" == "5.0"
    assert (summary["lowest"], summary["highest"]) == ("5.0", f"{math.log(2) / (slope / 2):.1f}")
    assert (column["name"], column["unit"], column["kind"]) == ("psa_doubling_time", "months", "number")


def test_who_has_none_is_counted_by_reason(tmp_path):
    found = results(tmp_path, [FEW, SHORT, FALLING, FALLING, FLAT, ()])
    record = found.further["psa_history"]
    assert {one["reason"]: one["n"] for one in record["without"]} == {
        "fewer than 3 PSA values above 0": 1,
        "PSA values over fewer than 90 days": 1,
        "PSA falls": 2,
        "PSA does not change": 1,
        "no earlier PSA value": 1,
    }
    assert (record["known"], record["patients"], record["values"]) == (6, 11, 2 + 3 * 4 + 6 * 3)
    shown = [(row[0].text, row[1].text) for row in table(found).rows]
    assert ("none: PSA falls", "2 (17%)") in shown
    assert ("none: no earlier PSA value", "1 (8%)") in shown
    said = " ".join(methods_paragraphs(found)[0])
    assert "6 patients had a doubling time. None is given for 1 (PSA does not change)" in said
    assert "2 (PSA falls)" in said


def test_it_is_a_covariate_and_those_without_are_left_out_by_reason(tmp_path):
    times = [((0, "0.1"), (month, "0.2"), (2 * month, "0.4")) for month in (4, 5, 6, 8, 9, 11, 7, 3, 10)]
    found = results(tmp_path, [*times, FALLING], MODEL)
    model = found.further["model"]
    assert model["n"] == 11
    assert model["left_out"] == [{"reason": "without a PSA doubling time (PSA falls)", "n": 1}]
    assert model["covariates"] == [{"term": "psa-doubling-time", "words": "PSA doubling time, per month"}]
    (row,) = found.select(quantity="model-covariate")
    assert row.value is not None


def test_the_file_is_hashed_and_named_without_its_folder(tmp_path):
    found = results(tmp_path, [])
    record = found.provenance["psa_history"]
    assert record["input"] == "psa.csv"
    assert len(record["input_sha256"]) == 64
    assert str(tmp_path) not in json.dumps(found.record())
    assert "P00" not in json.dumps(found.further["psa_history"])


def test_a_report_is_proved_again_and_a_changed_history_is_found(tmp_path):
    found = results(tmp_path, [FALLING])
    folder = tmp_path / "report"
    write(folder, lambda: files(found, ["json"]))
    assert verified(folder, tmp_path / "reads.csv").differences == ()
    history = tmp_path / "psa.csv"
    history.write_text(history.read_text(encoding="utf-8").replace("0.4", "0.8", 1), encoding="utf-8")
    changed = verified(folder, tmp_path / "reads.csv")
    assert any(one.startswith("provenance.psa_history.input_sha256: ") for one in changed.differences)
    assert changed.cause == ""


def test_without_a_history_there_is_nothing_of_it(tmp_path):
    plan = PLAN.partition("[baseline]")[0]
    found = results(tmp_path, [], plan=plan)
    assert "psa_history" not in found.further
    assert "psa_history" not in found.provenance
    assert not [text for text in methods_paragraphs(found)[0] if "doubling" in text]


def test_a_history_that_nothing_uses_is_refused():
    with pytest.raises(UsageError, match="psa_doubling_time is neither in"):
        plan_of(PLAN.replace('columns = ["psa_doubling_time"]\n', ""))
