"""The registry: every study file is valid, and a file that is not says where."""

from __future__ import annotations

import re

import pytest

from psmatrial.data.study import KINDS, NOT_SEEN, REGISTRY, registered
from psmatrial.data.study_reader import found_study, read_study, study_of
from psmatrial.data.study_template import study_template
from psmatrial.data.toml_file import LARGEST
from psmatrial.errors import UsageError

HEAD = 'title = "T"\ncitation = "C"\nkind = "paired"\npaired = true\n'


def problems(text):
    with pytest.raises(UsageError) as caught:
        study_of(text, "paper.toml")
    return caught.value.lines()


@pytest.mark.parametrize("name", registered())
def test_a_registered_study_is_whole(name):
    study = read_study(REGISTRY / f"{name}.toml")
    assert study.id == name
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)
    assert study.kind in KINDS
    assert study.title
    assert study.design
    assert study.doi == "" or re.fullmatch(r"10\.\d{4,9}/\S+", study.doi)
    assert study.facts or study.outcomes
    assert study.paired == (study.kind == "paired")


@pytest.mark.parametrize("name", registered())
def test_every_number_that_was_seen_names_its_source_and_no_recalled_one_does_alone(name):
    study = read_study(REGISTRY / f"{name}.toml")
    numbers = [number for outcome in study.outcomes for number in outcome.numbers.values()]
    numbers += [fact.number for fact in study.facts]
    assert [number for number in numbers if number.seen and not number.where] == []
    assert all(address.startswith(("http://", "https://")) for address in study.sources.values())


@pytest.mark.parametrize("name", registered())
def test_every_expectation_that_is_not_the_usual_one_has_its_reason(name):
    study = read_study(REGISTRY / f"{name}.toml")
    assert [one for one in study.expected if not one.reason] == []
    assert len({one.item for one in study.expected}) == len(study.expected)


def test_the_registry_holds_twenty_nine_studies():
    assert len(registered()) == 29


def test_the_trial_is_there_with_what_was_seen_and_what_is_recalled_apart():
    overall = read_study(found_study("calais2019")).outcome("overall").numbers
    assert (overall["odds-ratio"].text, overall["odds-ratio"].seen) == ("4.8", True)
    assert (overall["p"].text, overall["p"].seen) == ("0.0026", False)
    assert overall["comparator.count"].text == "13/50"


def test_a_number_keeps_the_decimals_it_was_printed_with():
    study = read_study(found_study("dcfpyl-vs-fluciclovine-rarp"))
    assert study.outcome("pelvic-nodes").numbers["comparator.percent"].text == "8.0"


def test_a_study_that_is_not_registered_is_refused_with_the_nearest_name():
    with pytest.raises(UsageError, match="Did you mean 'calais2019'"):
        found_study("calais2091")


def test_an_unknown_key_is_an_error_with_its_line_and_the_nearest_key():
    lines = problems(f'{HEAD}[arms]\nindex = "A"\n[[outcome]]\nid = "o"\n[outcome.index]\npercnt = "56"\n')
    assert lines == [
        (
            "paper.toml:10: outcome[1].index.percnt: 'percnt' is not a key here. Did you mean 'percent'? Accepted: "
            "count, percent, interval, lower, threshold, survival, agreement, kappa, tp, fp, fn, tn, sensitivity, "
            "specificity, ppv, npv, accuracy."
        )
    ]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('[[outcome]]\nid = "o"\nindx = {percent = "5"}', "paper.toml:8: outcome[1].indx: 'indx' is not a key"),
        (
            '[[outcome]]\nid = "o"\nindex = {percent = 56}',
            "paper.toml:8: outcome[1].index.percent: 56 is not text. Put it in quotes",
        ),
        (
            '[[outcome]]\nid = "o"\nindex = {percent = "many"}',
            "paper.toml:8: outcome[1].index.percent: 'many' is not a number",
        ),
        ('[[outcome]]\nid = "o"\nindex = {interval = "41"}', "'41' is not two limits"),
        ('[[outcome]]\nid = "o"\nindex = {count = "28 men"}', "'28 men' is not a count"),
        ('[[outcome]]\nid = "o"\neffect = {p = "small"}', "'small' is not a p-value"),
        ('[[outcome]]\nid = "o"\nparts = ["q"]', "'q' is no other outcome"),
        ('[[outcome]]\nid = "o"\n[[outcome]]\nid = "o"', "'o' is used twice"),
        ('[[outcome]]\nlabel = "x"', "there is no 'id'"),
        ('[[outcome]]\nid = "Not an id"', "'Not an id' is not an id"),
        ('[[outcome]]\nid = "o"\nwhere = "paper"', "'paper' is no source"),
        ('[[outcome]]\nid = "o"\nlevel = 95', "95.0 is not a confidence level"),
        ('[[outcome]]\nid = "o"\nunit = "man"', "'man' is not known"),
        ('[[outcome]]\nid = "o"\nindex = "56"', "outcome[1].index: must be a table"),
        ('[[outcome]]\nid = "o"\npattern = [{index = "T", comparator = "FN", n = "x"}]', "'T' is not known"),
        ('[[expected]]\nitem = "o.p"\nverdict = "maybe"', "'maybe' is not known"),
        ('[methods]\nq = "exact"', "'q' is not known"),
        ('[[outcome]]\nid = "o"\nn = "60 to 50"', "'60 to 50': the range ends below its start"),
        ('[[outcome]]\nid = "o"\nparts = ["o"]', "'o' is no other outcome. This file has no other."),
        ('[[outcome]]\nid = "o"\ncomparator = {percent = "5"}', "'comparator' is not a key here. Name the arms first"),
        ('outcome = {id = "o"}', "is not a list of tables. Write [[outcome]] for each."),
        (
            '[[outcome]]\nid = "o"\nadjusted = "odds_ratio"',
            "'odds_ratio' is not a list of texts. Put it in brackets: adjusted = [\"odds_ratio\"].",
        ),
        ('registration = "N\\u0007"', "'N\\x07' is not a list of texts. The key says: registry numbers."),
        ('registration = "NCT1, NCT2"', 'Put it in brackets: registration = ["NCT1", "NCT2"].'),
        ('[[outcome]]\nid = "o"\nparts = 5', "5 is not a list of texts. The key says: ids of the outcomes"),
        (
            '[[outcome]]\nid = "o"\neffect = {p = "0.03", adjusted = ["p"]}',
            "paper.toml:8: outcome[1].effect.adjusted: 'adjusted' is not a key here. It belongs to the outcome",
        ),
        ('[[outcome]]\nid = "o"\nindex = {count = "5", n = "9"}', "write it below [[outcome]], before index."),
        (f'registration = "{"N" * 999}"', f"'{'N' * 79}... is not a list of texts."),
        ('[[outcome]]\nid = "o"\nn = 50', '50 is not text in quotes or a table. Put it in quotes: n = "50".'),
        ('[[fact]]\nid = "f"\nprinted = 68', '68 is not text in quotes. Put it in quotes: printed = "68".'),
        ('[[fact]]\nid = "f"\nprintd = "5"', "'printd' is not a key here. Did you mean 'printed'"),
    ],
)
def test_a_broken_study_says_what_is_wrong(body, said):
    text = HEAD + 'arms = {index = "A"}\n' + body
    assert any(said in line for line in problems(text))


def test_numbers_are_read_as_papers_print_them():
    arm = '{count = "1,028/1,234", percent = "83.3 %", interval = "81.1 % to 85.3 %"}'
    body = f'n = "1,234"\narms = {{index = "A"}}\n[[outcome]]\nid = "o"\nn = "1,234"\nindex = {arm}\n'
    study = study_of(f'{HEAD}{body}effect = {{p = "P = 0·0026"}}\n')
    numbers = {name: number.text for name, number in study.outcomes[0].numbers.items()}
    assert (study.n, numbers["n"], numbers["index.count"]) == (1234, "1234", "1028/1234")
    assert (numbers["index.percent"], numbers["p"]) == ("83.3 %", "P = 0·0026")


ARM = f'{HEAD}arms = {{index = "A"}}\n[[outcome]]\nid = "o"\n'


@pytest.mark.parametrize(
    ("index", "count", "percent"),
    [
        ('count = "28/50 (56%)"', "28/50", "56%"),
        ('count = "28 (56.0)"', "28", "56.0"),
        ('count = "1,028/1,234 ( 83,3 % )"', "1028/1234", "83,3 %"),
        ('count = "28/50 (56%)", percent = "56"', "28/50", "56"),
        ('count = {printed = "28/50 (56%)", seen = false}', "28/50", "56%"),
    ],
)
def test_a_percentage_in_brackets_after_a_count_is_a_number_of_its_own(index, count, percent):
    numbers = study_of(f"{ARM}index = {{{index}}}\n").outcomes[0].numbers
    assert [numbers[f"index.{word}"].text for word in ("count", "percent")] == [count, percent]
    assert numbers["index.percent"].seen is ("seen" not in index)


@pytest.mark.parametrize(
    ("printed", "limits"),
    [
        ("95% CI, 41.3 to 70.0", "41.3 to 70.0"),
        ("95%-CI 41.3-70.0", "41.3-70.0"),
        ("95 % confidence interval: 41.3, 70.0", "41.3, 70.0"),
        ("CI 41.3-70.0", "41.3-70.0"),
    ],
)
def test_limits_are_read_after_the_level_that_is_printed_before_them(printed, limits):
    body = f'index = {{interval = "{printed}"}}\neffect = {{odds_ratio_interval = "{printed}"}}\n'
    numbers = study_of(ARM + body).outcomes[0].numbers
    assert numbers["index.interval"].text == numbers["odds-ratio-interval"].text == limits


def test_a_level_that_the_outcome_states_may_stand_before_its_limits():
    outcome = study_of(f'{ARM}level = 0.9\nindex = {{interval = "90% CI, 43 to 68"}}\n').outcomes[0]
    assert (outcome.level, outcome.numbers["index.interval"].text) == (0.9, "43 to 68")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (
            'index = {count = "28/50 (56%)", percent = "57"}',
            "'28/50 (56%)' says another percentage than percent = '57'",
        ),
        ('index = {interval = "90% CI, 41 to 70"}', "index.interval: '90% CI, 41 to 70' says another level than 0.95."),
        (
            'effect = {difference_interval = "90% CI 12-46"}',
            "effect.difference_interval: '90% CI 12-46' says another level than 0.95. Give the level of the intervals",
        ),
        ('index = {count = "28/50 (many)"}', "'28/50 (many)' is not a count"),
        ('index = {interval = "95% 41-70"}', "'95% 41-70' is not two limits"),
    ],
)
def test_what_stands_beside_a_number_must_go_with_it(body, said):
    (line,) = problems(f"{ARM}{body}\n")
    assert line.startswith("paper.toml:8: ")
    assert said in line


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ('index = {count = "1,28"}', "'1,28' is not a count"),
        ('n = "1,300 to 1,200"', "the range ends below its start"),
        ('effect = {p = "P ="}', "'P =' is not a p-value"),
    ],
)
def test_what_no_paper_prints_is_refused(table, said):
    (line,) = problems(f'{HEAD}arms = {{index = "A"}}\n[[outcome]]\nid = "o"\n{table}\n')
    assert said in line


def test_the_patients_of_a_study_without_quotes_are_shown_in_them():
    (line,) = problems(f"{HEAD}n = 50\n")
    assert line == 'paper.toml:5: n: 50 is not text in quotes. Put it in quotes: n = "50".'


def test_outcomes_are_counted_from_one_in_messages_and_a_hint_begins_like_a_sentence():
    body = '[[outcome]]\nid = "o"\n[[outcome]]\nid = "Not an id"\n[[fact]]\nid = "A"\n'
    hint = "Give a short name, lower case letters, digits, dots and hyphens."
    assert problems(HEAD + body) == [
        f"paper.toml:8: outcome[2].id: 'Not an id' is not an id. {hint}",
        f"paper.toml:10: fact[1].id: 'A' is not an id. {hint}",
    ]


def test_a_paired_study_is_paired():
    (line,) = problems(HEAD.replace("paired = true", "paired = false"))
    assert "the kind is paired, and paired is false" in line


def test_all_problems_are_told_at_once_in_the_order_of_their_lines():
    lines = problems('title = 5\nkind = "pared"\n[[outcome]]\nid = "o"\nn = "many"\n')
    assert [line.split(":")[1] for line in lines if line.split(":")[1].strip().isdigit()] == ["1", "2", "5"]
    assert any("there is no 'paired'" in line for line in lines)


def test_what_is_not_toml_says_the_line():
    assert problems(f"{HEAD}n = \n")[0].startswith("paper.toml:5: not TOML")


def test_a_file_that_cannot_be_read_is_refused(tmp_path):
    with pytest.raises(UsageError, match=r"absent.toml cannot be read"):
        read_study(tmp_path / "absent.toml")
    (tmp_path / "latin.toml").write_bytes(b'title = "\xe9"')
    with pytest.raises(UsageError, match="not UTF-8"):
        read_study(tmp_path / "latin.toml")
    (tmp_path / "huge.toml").write_text("#" * (LARGEST + 1))
    with pytest.raises(UsageError, match="larger than 1 MiB"):
        read_study(tmp_path / "huge.toml")


def test_the_study_of_a_path_takes_its_id_from_the_file(tmp_path):
    (tmp_path / "My Paper.toml").write_text(HEAD)
    assert read_study(tmp_path / "My Paper.toml").id == "my-paper"


def test_signs_that_hide_what_is_written_are_made_visible():
    study = study_of(HEAD.replace('"T"', '"a\\u202eb"'))
    assert study.title == "a\ufffdb"


def test_a_number_can_be_said_not_to_be_seen():
    study = study_of(f'{HEAD}[[outcome]]\nid = "o"\neffect = {{p = "{NOT_SEEN}"}}\n')
    assert study.outcomes[0].numbers["p"].text == NOT_SEEN


def test_the_template_is_valid_as_it_is():
    study = study_of(study_template())
    assert study.outcomes[0].id == "overall"


def test_the_template_explains_every_key_and_each_example_is_valid():
    from psmatrial.data import study_keys as keys

    text = study_template()
    for table in (keys.STUDY, keys.OUTCOME, keys.ARM, keys.EFFECT, keys.CELLS, keys.CELL_PERCENTS):
        assert [word for word in table if word not in text] == []
    filled = re.sub(r"^#(?=[a-z\[])", "", text, flags=re.MULTILINE)
    filled = filled.replace('parts = ["psa-low", "psa-high"]', "")
    assert study_of(filled).outcomes[0].numbers["index.count"].text == "28/50"
