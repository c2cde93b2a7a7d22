"""Text is measured and broken so that it stays in its column."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from psmatrial.displays.lettering import ELLIPSIS, printable, shortened, text_width, wrapped
from psmatrial.displays.style import Letters

BODY = Letters()
words = st.text(st.sampled_from("abcWi -.<&$日"), max_size=60)


def test_width_is_proportional_to_size_and_bold_is_wider() -> None:
    assert text_width("fluciclovine", Letters(16)) == pytest.approx(2 * text_width("fluciclovine", BODY), rel=0.01)
    assert text_width("fluciclovine", Letters(bold=True)) > text_width("fluciclovine", BODY)


@pytest.mark.filterwarnings("ignore:Glyph")
@examples(max_examples=60, deadline=None)
@given(words, st.floats(8, 60), st.integers(1, 4))
def test_no_line_is_wider_than_its_column(text: str, width: float, most: int) -> None:
    lines = wrapped(text, width, BODY, most)
    assert 1 <= len(lines) <= most
    assert all(text_width(line, BODY) <= width + 1e-9 for line in lines)


def test_what_fits_is_kept_whole() -> None:
    assert wrapped("pelvic nodes", 60, BODY) == ["pelvic nodes"]
    assert wrapped("pelvic nodes", 12, BODY) == ["pelvic", "nodes"]
    assert wrapped("", 12, BODY) == [""]


def test_what_does_not_fit_ends_in_an_ellipsis() -> None:
    assert wrapped("one two three four five six", 12, BODY)[-1].endswith(ELLIPSIS)
    assert shortened("fluciclovine", 10, BODY).endswith(ELLIPSIS)
    assert shortened("fluciclovine", 60, BODY) == "fluciclovine"


@pytest.mark.parametrize("end", [" only", " only,", " only →", " only reverses it"])
def test_what_is_found_by_one_test_only_says_so_however_long_its_name_is(end: str) -> None:
    name = "fluciclovine PET/CT by label of 2016 " * 5
    for lines in (wrapped(f"found by {name}{end}", 40, BODY, 3), [shortened(f"found by {name}{end}", 40, BODY)]):
        assert lines[-1].endswith(f"{ELLIPSIS}{end}")
        assert text_width(lines[-1], BODY) <= 40


def test_a_word_without_spaces_is_cut() -> None:
    assert "".join(wrapped("x" * 40, 20, BODY, 9)) == "x" * 40


def test_line_breaks_and_control_characters_become_spaces() -> None:
    assert printable("a\tb\x07c\u2028d") == "a b c d"
