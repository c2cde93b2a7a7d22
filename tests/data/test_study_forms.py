"""A study file reads what `recover` reads, and says of every other text what to do with it."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psmatrial.data.study_forms import FORMS
from psmatrial.data.study_reader import study_of
from psmatrial.errors import InputError, UsageError
from psmatrial.stats.printed_text import (
    printed_difference,
    printed_interval,
    printed_number,
    printed_p,
    printed_patients,
    printed_share,
)
from tests.data.test_studies import ARM, HEAD, problems

READERS = {
    "patients": printed_patients,
    "count": printed_share,
    "number": printed_difference,
    "interval": lambda text: printed_interval(text, "rate"),
    "ratio": printed_number,
    "ratio-interval": lambda text: printed_interval(text, "ratio"),
    "p": printed_p,
}
# What papers put before, between and after numbers; powers of ten are read in a p-value alone.
BEFORE = ("", "n = ", "95% CI ", "CI: ", "(", "95% CI (", "P ", "p=", "< ", "≤", "n.s.", "NE")
FIRST = ("", "12", "1,028", "0.5", "1·6", "−2", "+30", "\uff11\uff12")
BETWEEN = ("", " to ", "–", "; ", ", ", " ", "/", " of ", " and ", " (")
SECOND = ("", "50", ".04", "56%")
AFTER = ("", "%", ")", "%)", " points", " pp)", " per cent", "†")
TEXTS = tuple(map("".join, product(BEFORE, FIRST, BETWEEN, SECOND, AFTER)))


def is_read(form, text):
    """Return whether recover reads a text; as a count one without a percentage alone."""
    try:
        found = READERS[form](text)
    except InputError:
        return False
    return form != "count" or (found.count is not None and found.share is None)


@pytest.mark.parametrize(
    ("body", "item", "text"),
    [
        ('n = "n = 50"', "n", "50"),
        ('n = "\\uFF15\\uFF10"', "n", "50"),
        ('n = "90–111"', "n", "90 to 111"),
        ('index = {count = "13 of 50"}', "index.count", "13/50"),
        ('index = {count = "13 out of 1,050"}', "index.count", "13/1050"),
        ('index = {count = "\\uFF12\\uFF18\\uFF0F\\uFF15\\uFF10"}', "index.count", "28/50"),
        ('index = {count = "13\\u204450"}', "index.count", "13/50"),
        ('index = {percent = "26 per cent"}', "index.percent", "26%"),
        ('index = {percent = "\\uFF15\\uFF16"}', "index.percent", "56"),
        ('index = {interval = "41.3; 70.0"}', "index.interval", "41.3; 70.0"),
        ('index = {interval = "(95% CI: 14.6–40.3)"}', "index.interval", "14.6-40.3"),
        ('index = {interval = "95% CI (14.6, 40.3)"}', "index.interval", "14.6, 40.3"),
        ('index = {tp = "n = 9"}', "index.tp", "9"),
        ('effect = {difference = "+30%"}', "difference", "+30%"),
        ('effect = {difference = "30 percentage points"}', "difference", "30%"),
        ('effect = {difference_interval = "[12 to 46 points]"}', "difference-interval", "12 to 46%"),
        ('effect = {odds_ratio = "NE"}', "odds-ratio", "NE"),
        ('effect = {odds_ratio_interval = "1·6–∞"}', "odds-ratio-interval", "1·6–∞"),
        ('effect = {p = "not significant"}', "p", "not significant"),
    ],
)
def test_a_number_is_typed_as_papers_print_it(body, item, text):
    assert study_of(f"{ARM}{body}\n").outcomes[0].numbers[item].text == text


@pytest.mark.parametrize("n", ["N = 1,050", "\\uFF11\\uFF10\\uFF15\\uFF10"])
def test_the_patients_of_the_study_are_typed_as_they_are_printed(n):
    assert study_of(f'{HEAD}n = "{n}"\n').n == 1050


@pytest.mark.parametrize(
    ("index", "count", "percent"),
    [
        ('percent = "56 (28/50)"', "28/50", "56"),
        ('percent = "56% (28)"', "28", "56%"),
        ('percent = "56% (28)", count = "28/50"', "28/50", "56%"),
        ('percent = {printed = "56.0 per cent (28 of 50)", seen = false}', "28/50", "56.0%"),
        ('count = "28 of 50, 56%"', "28/50", "56%"),
    ],
)
def test_a_count_and_a_percentage_that_are_printed_together_are_two_numbers(index, count, percent):
    numbers = study_of(f"{ARM}index = {{{index}}}\n").outcomes[0].numbers
    assert [numbers[f"index.{word}"].text for word in ("count", "percent")] == [count, percent]
    assert numbers["index.count"].seen is ("seen" not in index)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('effect = {p = "0.0026†"}', "'†' is not read: leave it out."),
        ('effect = {p = "P = .0026*"}', "'*' is not read: leave it out."),
        ('index = {count = "28 men"}', "'men' is not read: leave it out."),
        ('index = {percent = "<5%"}', "'<' is not read here: leave this key out."),
        ('index = {percent = "56 ± 7"}', "'±' is not read here: leave this key out."),
        ('index = {interval = "41.3 to NR"}', "What was not reached or estimated is no number: leave this key out."),
        ('index = {survival = "not reached"}', "What was not reached or estimated is no number: leave this key out."),
        ('effect = {odds_ratio_interval = "1.6–NE"}', "not reached or estimated is no number: leave this key out."),
        ('effect = {odds_ratio = "4.8 (95% CI 1.6; 19.2)"}', "Give the limits apart from it, as its interval."),
        ('index = {tp = "9 (18%)"}', "Give the percentage apart from its count."),
        ('index = {percent = "56 (28)"}', "Give the percentage apart from its count."),
        ('index = {percent = ""}', "Leave this key out where no number is printed."),
        ('index = {interval = "41"}', "such as 41-70 or -4.1 to 29.1. Give it in such a form."),
        (
            'index = {percent = "56 (28/50)", count = "29/50"}',
            "says another count than count = '29/50'. Give the count",
        ),
        (
            'index = {percent = "56 (28/50)", count = "28/51"}',
            "says another count than count = '28/51'. Give the count",
        ),
        (f'index = {{percent = "{"5" * 200}"}}', "is not a number"),
        (f'index = {{count = "{"5" * 12}"}}', "is not a count"),
    ],
)
def test_what_is_not_read_is_named_with_what_to_do(body, said):
    (line,) = problems(f"{ARM}{body}\n")
    assert line.startswith("paper.toml:8: outcome[1].")
    assert said in line
    assert "as printed" not in line


@pytest.mark.parametrize("form", READERS)
def test_what_recover_reads_a_study_reads(form):
    read = [text for text in TEXTS if is_read(form, text)]
    assert len(read) > 20
    assert [text for text in read if not FORMS[form].read(text)] == []


@settings(max_examples=500, deadline=None)
@given(
    st.sampled_from(TEXTS),
    st.sampled_from(["n", *(f"index.{word}" for word in ("count", "percent", "interval", "tp"))]),
)
def test_any_text_is_read_or_refused_in_words(text, place):
    arm, _, word = place.rpartition(".")
    body = f'{arm} = {{{word} = "{text}"}}' if arm else f'{word} = "{text}"'
    try:
        told = study_of(f"{ARM}{body}\n").outcomes[0].numbers[place].text
    except UsageError as error:
        told = all(problem.hint for problem in error.problems)
    assert told
