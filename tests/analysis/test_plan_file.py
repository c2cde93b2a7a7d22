"""Plans as people write them: every mistake with its line and the nearest name, all of them at once, never a crash."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psmatrial.analysis.example import example
from psmatrial.analysis.plan import Plan
from psmatrial.analysis.plan_file import plan_of, read_plan
from psmatrial.analysis.plan_text import plan_toml
from psmatrial.errors import UsageError

FULL = plan_toml(read_plan(example()[1]))
SIGNS = "[]{}=,\"'\n\r#.\\\x00é\u2028"
WORDS = (
    "nan",
    "-inf",
    "1",
    "1e400",
    "true",
    "1979-05-27",
    "25:00:00",
    "9" * 400,
    "9" * 5000,
    "reading",
    "[[contrasts]]",
)
PIECES = st.sampled_from([*SIGNS, *WORDS, '"""'])


def problems(text):
    with pytest.raises(UsageError) as caught:
        plan_of(text)
    assert caught.value.exit_code == 2
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("levle = 0.9", "plan.toml:1: levle: 'levle' is not a key of the plan. Did you mean 'level'?"),
        ("\n\n[primry]\n", "plan.toml:3: primry: 'primry' is not a key of the plan. Did you mean 'primary'?"),
        ("[primary]\ntset = 'a'", "plan.toml:2: primary.tset: 'tset' is not a key of the plan. Did you mean 'test'?"),
        ("[reading]\nrule = 'any'\n[primary]\nrule = 1", "plan.toml:4: primary.rule: 'rule' is not a key of the plan."),
        ("primary.margn = 1", "plan.toml:1: primary.margn: 'margn' is not a key of the plan. Did you mean 'margin'?"),
        ("level = '0.9'", "plan.toml:1: level: '0.9' is not a number. The key says: confidence level."),
        ("level = nan", "plan.toml:1: level: nan is not a number."),
        ("[primary]\nmargin = -inf", "plan.toml:2: primary.margin: -inf is not a number."),
        ("level = true", "plan.toml:1: level: true is not a number."),
        ("id = 2026-01-01", "plan.toml:1: id: 2026-01-01 is not text in quotes."),
        (f"columns = [{'1, ' * 99}]", f"plan.toml:1: columns: [{'1, ' * 26}1... is not a table of texts."),
        ('"a\\u001b[31m" = 1', "plan.toml: 'a\\x1b[31m': 'a\\x1b[31m' is not a key of the plan."),
        ("contrasts = ['PSMA', 'x']", "Write [[contrasts]] for each, and below it index ="),
        (f"a = {'[' * 5000}{']' * 5000}", "not TOML: brackets within brackets, too many for any plan."),
        ("title = 3", "plan.toml:1: title: 3 is not text in quotes."),
        ("[reading]\nreaders = 'R1'", "plan.toml:2: reading.readers: 'R1' is not a list of texts."),
        ("[reading]\nreaders = [1]", "plan.toml:2: reading.readers: [1] is not a list of texts."),
        ("[endpoints]\npatient = 1", "plan.toml:2: endpoints.patient: 1 is not true or false."),
        ("primary = 3", "plan.toml:1: primary: must be a table. Write [primary] and its keys below."),
        ("[[primary]]\ntest = 'a'", "plan.toml:1: primary: must be a table."),
        ("contrasts = [1]", "plan.toml:1: contrasts: [1] is not a list of tables with index and comparator."),
        ("[[contrasts]]\nindex = 'a'", "plan.toml:1: contrasts: [{'index': 'a'}] is not a list of tables"),
        ("[results]\na = 'b'", "plan.toml:1: results: {'a': 'b'} is not a table of tables."),
        ("[columns]\npsa = 1", "plan.toml:1: columns: {'psa': 1} is not a table of texts."),
        ("[reading]\nrule = 'majorty'", "plan.toml:2: reading.rule: 'majorty' is not known. Did you mean 'majority'?"),
        ("[values]\nx = 'postive'", "plan.toml:1: values: 'postive' is not known. Did you mean 'positive'?"),
        ("[report]\nsections = ['flo']", "plan.toml:2: report.sections: 'flo' is not known. Did you mean 'flow'?"),
        ("[strata]\npreset = 'tria'", "plan.toml:2: strata.preset: 'tria' is not known. Did you mean 'trial'?"),
        ("a = ", "plan.toml:1: not TOML: Invalid value. Put text in double quotes."),
        ("id = 'a'\nid = 'b'", "plan.toml:2: not TOML: Cannot overwrite a value."),
        ("title = R1", "plan.toml:1: not TOML: Invalid value. Put text in double quotes."),
        ("level = " + "9" * 5000, "not TOML"),
        ("x = " + "[" * 5000, "not TOML"),
    ],
)
def test_a_mistake_is_shown_with_its_line_and_what_to_do(text, said):
    found = problems(text)
    assert len(found) == 1
    assert said in found[0]


def test_all_mistakes_are_shown_at_once():
    text = "levle = 1\ntitle = 2\n[reading]\nrule = 'x'\n[primary]\nmargin = 'y'\n[nonsense]\na = 1\n"
    assert [line.split(" ")[0] for line in problems(text)] == [
        "plan.toml:1:",
        "plan.toml:2:",
        "plan.toml:4:",
        "plan.toml:6:",
        "plan.toml:7:",
    ]


def places(text):
    return [line.split(" ")[:2] for line in problems(text)]


def test_words_that_are_not_known_and_what_cannot_be_done_are_shown_together_with_their_lines():
    text = 'levle = 1\n[primary]\ntest = "exat"\n[reading]\nrule = "majorty"\n[strata]\nbins = ["low"]\n'
    assert places(text) == [
        ["plan.toml:1:", "levle:"],
        ["plan.toml:5:", "reading.rule:"],
        ["plan.toml:3:", "primary.test:"],
        ["plan.toml:7:", "strata.bins:"],
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[reading]\nrule = 'reader'\n[truth]\nreader = 'a'", 1),
        ("[methods]\nrate = ['wilson']\n[primary]\nrate = 'x'", 4),
        ("methods.rate = ['wilson']\nprimary.rate = 'x'", 2),
        ("title = 'a'\nprimary = {rate = 'x'}", 2),
        ("[strata]\n'bins' = [\n  'low',\n]", 2),
        ("[ primary ]\n\"rate\" = 'x'", 2),
        ("[results.a]\nmodality = 'A'\n[results.\"b.c\"]\nreader = 'R1'", 3),
        ("[primary] # rate = 'wilson'\n# rate =\nrate = 'x'", 3),
        ("[endpoints]\npatient = false", None),
    ],
)
def test_the_line_is_that_of_the_key_in_its_own_section_else_that_of_the_section(text, line):
    with pytest.raises(UsageError) as caught:
        plan_of(text)
    assert line in [problem.line for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[reading]\nrule = 'reader'\nraeder = 'R1'", "reading.raeder:"),
        ("[reading]\ntie = 'adjudicator'\nadjudicator = 3", "reading.adjudicator:"),
        ("[clusters]\nlesoin = 'id'\n[primary]\ntest = 'obuchowski'", "clusters.lesoin:"),
        ("[clustrs]\nlesion = 'id'\n[methods]\nequality = ['obuchowski']", "clustrs:"),
        ("clusters = 'id'\n[primary]\ntest = 'obuchowski'", "clusters:"),
        ("[model]\ncovariats = ['psa_doubling_time']\n[baseline]\npsa_history = 'h.csv'", "model.covariats:"),
    ],
)
def test_what_only_follows_from_another_mistake_is_not_shown(text, place):
    assert [found for _, found in places(text)] == [place]


def test_a_plan_for_lesions_shows_defaults_and_unknown_methods_together():
    text = "[clusters]\nlesion = 'id'\n[primary]\ntest = 'exact'\ndifference = 'x'"
    assert places(text) == [["plan.toml:4:", "primary.test:"], ["plan.toml:5:", "primary.difference:"]]


def test_a_margin_of_the_ratio_in_a_plan_for_lesions_is_told_at_its_own_line():
    text = "[clusters]\nlesion = 'id'\n[primary]\nratio_margin = 0.8"
    assert places(text) == [["plan.toml:4:", "primary.ratio_margin:"]]


def test_a_plan_full_of_mistakes_is_refused_quickly():
    assert len(problems("\n".join(f"key{number} = 1" for number in range(20_000)))) == 100


def test_the_name_of_the_file_is_said():
    with pytest.raises(UsageError, match=r"^my\.toml:1: levle:"):
        plan_of("levle = 1", "my.toml")


def test_a_byte_order_mark_and_other_line_ends_do_no_harm(tmp_path):
    path = tmp_path / "plan.toml"
    path.write_bytes(b'\xef\xbb\xbfid = "a"\r\nlevel = 0.9\r\n')
    assert (read_plan(path).id, read_plan(path).level) == ("a", 0.9)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff", "the plan plan.toml is not UTF-8 text. Save it as UTF-8."),
        (b"#" * (1 << 20) + b"#", "plan.toml is larger than 1 MiB, which no plan is. Is it the data file?"),
    ],
)
def test_a_file_that_cannot_be_a_plan_is_refused(tmp_path, content, said):
    path = tmp_path / "plan.toml"
    path.write_bytes(content)
    with pytest.raises(UsageError) as caught:
        read_plan(path)
    assert str(caught.value) == said


def test_an_absent_file_and_a_folder_are_refused(tmp_path, monkeypatch):
    with pytest.raises(UsageError, match=r"the plan no\.toml cannot be read: No such file"):
        read_plan(tmp_path / "no.toml")
    with pytest.raises(UsageError, match="cannot be read: Is a directory"):
        read_plan(tmp_path)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match=r"the plan \. cannot be read: Is a directory"):
        read_plan(Path())


@pytest.mark.parametrize("sign", ["\\u0000", "\\u001b", "\\r", "\\u0085", "\\u202e"])
def test_characters_that_command_a_terminal_are_refused(sign):
    assert "cannot be seen and may command a terminal. Remove it." in problems(f'level = 0.9\ntitle = "a{sign}b"')[0]


def test_an_empty_plan_is_the_defaults():
    assert plan_of("") == Plan()


@given(st.text(max_size=60))
@settings(max_examples=200)
def test_any_text_is_a_plan_or_refused(text):
    with contextlib.suppress(UsageError):
        plan_of(text)


@given(st.lists(st.tuples(st.integers(0, len(FULL)), st.integers(0, 12), PIECES | st.just("")), min_size=1, max_size=5))
@settings(max_examples=300)
def test_a_damaged_plan_is_a_plan_or_refused(damage):
    text = FULL
    for start, length, piece in damage:
        text = text[:start] + piece + text[start + length :]
    with contextlib.suppress(UsageError):
        plan_of(text)
