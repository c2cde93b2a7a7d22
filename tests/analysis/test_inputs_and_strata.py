"""What compare says of readings that are none, and of patients in no stratum."""

from __future__ import annotations

import pytest

from psmatrial.analysis.run import _in_no_stratum, compare
from psmatrial.errors import InputError


@pytest.mark.parametrize("reads", [123, None, ["reads.csv"], b"reads.csv"])
def test_readings_that_are_no_file_and_no_frame_are_refused_in_words(reads) -> None:
    with pytest.raises(InputError, match="which is no file and no frame"):
        compare(reads)


def test_patients_in_no_stratum_are_counted_by_reason(tmp_path) -> None:
    rows = ["patient_id,modality,result,psa"]
    for patient, psa in enumerate(["0.3", "0.4", "0.7", "9", "8", ""]):
        rows += [f"P{patient},{test},{result},{psa}" for test, result in (("PSMA", "positive"), ("FACBC", "negative"))]
    reads, plan = tmp_path / "reads.csv", tmp_path / "plan.toml"
    reads.write_text("\n".join(rows) + "\n", encoding="utf-8")
    plan.write_text('[strata]\npreset = "trial"\n', encoding="utf-8")
    warnings = compare(reads, plan).provenance["warnings"]
    assert "2 patients have a PSA value that no stratum holds and are in no PSA stratum" in warnings
    assert [text for text in warnings if "missing" in text or "no PSA value" in text] == [
        "reads.csv: psa: PSA is missing in 1 patient: in no PSA stratum."
    ]


def test_nobody_is_warned_where_every_patient_has_a_stratum() -> None:
    assert list(_in_no_stratum({"missing": 0, "outside": 0})) == list(_in_no_stratum({})) == []
