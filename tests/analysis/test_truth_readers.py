"""Who reads the reference standard beside those who read what is compared."""

from __future__ import annotations

import pytest

from psmatrial.analysis.plan_file import plan_of
from psmatrial.analysis.run import compare
from psmatrial.errors import InputError, UsageError
from tests.analysis.test_truth import WORDS, counts


def board(tmp_path, plan, readers=("A", "B"), tests=("PSMA", "FACBC")):
    rows = [f"P{n},{reader},{test},bed,positive" for n in (1, 2) for test in tests for reader in readers]
    rows += [f"P{n},board,biopsy,bed,negative" for n in (1, 2)]
    path = tmp_path / "reads.csv"
    path.write_text("\n".join(["patient_id,reader,modality,region,result", *rows]) + "\n", encoding="utf-8")
    return compare(path, plan_of(plan))


READ = '[[contrasts]]\nindex = "PSMA"\ncomparator = "FACBC"\n[truth]\nstandards = ["biopsy"]\n'


def test_who_tells_the_truth_has_no_vote_even_where_readers_are_planned(tmp_path):
    found = board(tmp_path, READ + '[reading]\nreaders = ["A", "B"]\n')
    assert found.plan["reading"]["readers"] == ["A", "B"]
    assert found.primary["table"]["both"] == 2
    assert found.row("patient.all.index-ppv.clopper-pearson").numerator == 0
    assert board(tmp_path, READ).plan["reading"]["readers"] == ["A", "B"]


def test_a_reader_of_a_test_who_is_not_planned_is_refused_beside_a_standard_too(tmp_path):
    with pytest.raises(InputError, match=r"reads\.csv:3: reader: 'B' is not a planned reader"):
        board(tmp_path, READ + '[reading]\nreaders = ["A"]\n')


def adjudicated(tmp_path, standard_readers, tie_readers=("board",), planned=("A", "B")):
    """Two readers who differ under both tests of three patients; the board says yes twice, and biopsy what is given."""
    says = {"A": "+++", "B": "---", "board": "++-"}
    rows = [
        f"P{n},{reader},{test},bed,{WORDS[says[reader][n]]}"
        for n in range(3)
        for test in ("PSMA", "FACBC")
        for reader in ("A", "B", *tie_readers)
    ]
    rows += [
        f"P{n},{reader},biopsy,bed,{WORDS[signs[n]]}" for reader, signs in standard_readers.items() for n in range(3)
    ]
    path = tmp_path / "reads.csv"
    path.write_text("\n".join(["patient_id,reader,modality,region,result", *rows]) + "\n", encoding="utf-8")
    rule = f'[reading]\nreaders = {list(planned)}\ntie = "adjudicator"\nadjudicator = "board"\n'
    return compare(path, plan_of(READ + rule.replace("'", '"')))


def test_an_adjudicator_is_one_of_those_who_read_the_standard(tmp_path):
    # By two of three P0 and P2 are diseased; PSMA is positive in P0 and P1, as the adjudicator breaks all ties.
    found = adjudicated(tmp_path, {"board": "+-+", "C": "+-+", "D": "---"})
    assert counts(found, "index-sensitivity") == (1, 2)
    alone = adjudicated(tmp_path, {"board": "+-+"})
    assert counts(alone, "index-sensitivity") == (1, 2)


def test_an_adjudicator_who_reads_the_standard_alone_is_refused(tmp_path):
    with pytest.raises(UsageError, match="the adjudicator 'board' reads no test that is compared"):
        adjudicated(tmp_path, {"board": "+-+"}, tie_readers=())


def test_a_planned_reader_of_the_standard_alone_is_warned_of(tmp_path):
    found = board(tmp_path, READ + '[reading]\nreaders = ["A", "B", "board"]\n')
    (warning,) = [text for text in found.provenance["warnings"] if "'board'" in text]
    assert "has no row of a test that is compared: missing in every patient" in warning


def test_tests_without_a_common_reader_need_a_plan(tmp_path):
    with pytest.raises(UsageError, match="no reader in common"):
        board(tmp_path, '[[contrasts]]\nindex = "PSMA"\ncomparator = "biopsy"\n')
