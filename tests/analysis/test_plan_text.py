"""A plan written out and read back is the same plan, whatever its texts hold."""

from __future__ import annotations

import json
import tomllib
from dataclasses import fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psmatrial.analysis.example import example
from psmatrial.analysis.plan import Plan, Primary
from psmatrial.analysis.plan_file import plan_of, plan_of_record, read_plan
from psmatrial.analysis.plan_text import plan_record, plan_toml
from psmatrial.errors import UsageError
from psmatrial.model import Contrast

SECTIONS = [item.default_factory for item in fields(Plan) if item.metadata["kind"] == "section"]
# All that a plan may hold, with what TOML must escape, and what looks like TOML, made likely.
PLAIN = st.characters(
    exclude_categories=["Cs", "Cc"], exclude_characters="\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
ODD = [
    '"',
    '"""',
    "'''",
    "\\",
    "\\u0000",
    "\n",
    "\t",
    "\u2028",
    "\u00a0",
    "# no",
    "[a]",
    "a = 1",
    "é",
    "\U0001d4b3",
    "",
]
TEXT = st.text(PLAIN, max_size=20) | st.lists(st.sampled_from(ODD), max_size=3).map("".join)
KINDS = {
    "text": TEXT,
    "texts": st.lists(TEXT, max_size=4).map(tuple),
    "number": st.floats(allow_nan=False, allow_infinity=False) | st.integers(-1000, 1000).map(float),
    "numbers": st.lists(st.floats(allow_nan=False, allow_infinity=False), max_size=4).map(tuple),
    "flag": st.booleans(),
    "map": st.dictionaries(TEXT, TEXT, max_size=3),
    "maps": st.dictionaries(TEXT, st.dictionaries(TEXT, TEXT, max_size=3), max_size=3),
    "contrasts": st.lists(st.builds(Contrast, TEXT, TEXT), max_size=3).map(tuple),
}


def values(item):
    kind, accepted = item.metadata["kind"], item.metadata["accepted"]
    if kind == "section":
        return sections(item.default_factory)
    if accepted:
        word = st.sampled_from(accepted)
        return {
            "text": word,
            "texts": st.lists(word, max_size=3).map(tuple),
            "map": st.dictionaries(TEXT, word, max_size=3),
        }[kind]
    return st.none() | KINDS[kind] if item.default is None else KINDS[kind]


def sections(kind):
    return st.builds(kind, **{item.name: values(item) for item in fields(kind)})


@given(sections(Plan))
@settings(max_examples=150)
def test_a_plan_read_back_is_the_same(plan):
    assert plan_of_record(tomllib.loads(plan_toml(plan))) == plan


@given(sections(Plan))
@settings(max_examples=60)
def test_a_plan_through_the_results_is_the_same(plan):
    assert plan_of_record(json.loads(json.dumps(plan_record(plan)))) == plan


@pytest.mark.parametrize("section", SECTIONS)
def test_every_key_says_what_it_is(section):
    for item in fields(section):
        assert item.metadata["says"]
        assert item.metadata["kind"] in {*KINDS, "section"}


def test_every_key_stands_in_the_text_with_its_explanation():
    text = plan_toml(Plan())
    for section in (Plan, *SECTIONS):
        for item in fields(section):
            assert item.name in text
            assert item.metadata["says"] in text


def test_the_text_of_the_shipped_plan_is_stable():
    plan = read_plan(example()[1])
    assert plan_of(plan_toml(plan)) == plan
    assert plan_toml(plan_of(plan_toml(plan))) == plan_toml(plan)


def test_an_absent_margin_is_a_comment_that_shows_its_key():
    assert "\n# margin =  # signed margin" in plan_toml(Plan())
    assert "\nmargin = -0.1  #" in plan_toml(replace(Plan(), primary=Primary(margin=-0.1)))


def test_a_record_of_another_program_is_refused():
    with pytest.raises(UsageError, match="'nonsense' is not a key of the plan"):
        plan_of_record({"nonsense": 1})
