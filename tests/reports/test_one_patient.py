"""One patient, one event, one reader: nothing on a page speaks of them in the plural."""

from __future__ import annotations

import re
from html import unescape

import pytest

from psmatrial.analysis.plan_file import plan_of
from psmatrial.analysis.run import compare
from psmatrial.reports.report import rendered

PLURAL = re.compile(r"\b1 (?:(?!no )[a-z-]+ )?(?:patients|lesions|events|readers|people|persons)\b|\b1 of 1 were\b")
NAMED = '[[contrasts]]\nindex = "PSMA"\ncomparator = "fluciclovine"\n'
MORE = '[[contrasts]]\nindex = "PSMA"\ncomparator = "MRI"\n[report]\npatient_level = true\n'
TRUTH = '[truth]\nstandards = ["biopsy"]\nendpoints = ["cdr", "ppv"]\nsuccess = ["cdr"]\nbar = 0.2\n'
OUTCOME = '[outcome]\ntime = "months"\nevent = "status"\nevent_values = ["1"]\ncensor_values = ["0"]\nby = "arm"\n'
SCANS = ("patient_id,modality,result,psa", "P1,PSMA,positive,0.4", "P1,fluciclovine,negative,0.4")
ARMS = ("patient_id,months,status,arm", "P1,3,1,A", "P2,5,0,B")


def words(tmp_path, lines, plan):
    """Return the words of a page, those of its pictures too."""
    path = tmp_path / "one.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    page = rendered(compare(path, plan_of(plan)), "html").decode()
    page = re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page)).split())


@pytest.mark.parametrize(
    ("lines", "plan", "says"),
    [
        (
            SCANS,
            NAMED + '[report]\npatient_level = true\nfigures = ["tile", "icons", "discordance"]\n',
            (
                *("1 patient in the file", "Of 1 patient found", "1 of 1 was found by one test only"),
                *("that one alone tells", "1 patient in proportion", "1 patient one by one"),
            ),
        ),
        ((*SCANS, "P1,MRI,negative,0.4"), NAMED + MORE, ("1 patient with a result under all 3 tests",)),
        (SCANS, NAMED + '[model]\ncovariates = ["psa"]\n', ("in 1 patient were modelled", "1 patient. Two-sided")),
        (
            (*SCANS, "P1,biopsy,negative,0.4"),
            NAMED + TRUTH,
            ("0 of 1 patient with a reference datum", "0 of 1 patient without disease", "above 20%. It was not met."),
        ),
        (
            ("patient_id,lesion,modality,result", "P1,1,PSMA,positive", "P1,1,fluciclovine,negative"),
            '[clusters]\nlesion = "lesion"\n' + NAMED,
            ("1 lesion with a result under both PSMA and fluciclovine in 1 patient: analysed",),
        ),
        (ARMS, OUTCOME, ("arm A: 1 event in 1 patient", "2 patients in the file")),
        (ARMS[:2], OUTCOME, ("1 patient in the file", "of 1 patient")),
    ],
)
def test_a_page_of_one_patient_is_in_the_singular(tmp_path, lines, plan, says):
    text = words(tmp_path, lines, plan)
    assert not PLURAL.findall(text)
    assert [one for one in says if one not in text] == []


def test_nobody_with_both_results_is_no_patient(tmp_path):
    unread = (*SCANS[:2], "P1,fluciclovine,non-evaluable,0.4")
    text = words(tmp_path, unread, NAMED)
    assert "PSMA against fluciclovine in no patient" in text
    assert "same 0 patients" not in text
