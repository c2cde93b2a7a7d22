"""Numbers that open: by hand, by key, and without a script; tables that are sorted and copied."""

from __future__ import annotations

import pytest

OPEN = "document.querySelector('.panel').matches(':popover-open')"
ROW = "patient.all.rate-difference.tango"
NUMBER = f".value > a[href='#n-{ROW}']"
FOCUS = "document.activeElement.textContent"


@pytest.fixture
def report(browser, pages):
    browser.open(pages["report"], 1280)
    browser.call("Browser.grantPermissions", permissions=["clipboardReadWrite", "clipboardSanitizedWrite"])
    return browser


def test_every_number_of_the_report_leads_to_what_is_behind_it(report):
    links = "[...document.querySelectorAll('a[href^=\"#n-\"]')]"
    assert report.evaluate(f"{links}.filter((link) => !document.getElementById(link.hash.slice(1))).length") == 0
    plain = "[...document.querySelectorAll('main > section:not(#behind-the-numbers) td.number')]"
    closed = f"{plain}.filter((cell) => /[0-9]/.test(cell.textContent) && !cell.querySelector('a'))"
    assert report.evaluate(f"{closed}.map((cell) => cell.textContent)") == []
    assert report.evaluate("document.querySelectorAll('.answer > a').length") == 5
    told = "[...document.querySelectorAll('#results p.told')].slice(1)"
    assert report.evaluate(f"{told}.filter((text) => !text.querySelector('a')).map((text) => text.textContent)") == []


def test_a_number_in_a_sentence_opens_and_leads_back_to_its_table(report):
    report.click("#results a[href='#n-patient.all.odds-ratio.clopper-pearson']")
    assert report.evaluate(OPEN) is True
    assert "4.75" in report.evaluate("document.querySelector('.panel .number-value').textContent")
    report.key("Escape")
    assert report.evaluate(FOCUS) == "4.75 (95% CI 1.58 to 19.20, Clopper-Pearson)"


def test_answers_that_stand_once_are_shown_with_each_number_its_own_first(report):
    names = "[...document.querySelectorAll('.panel caption + tbody th')].map((name) => name.textContent)"
    found = []
    for method in ("tango", "fay-lumbard"):
        link = f"main a[href='#n-patient.all.rate-difference.{method}']"
        report.evaluate(f'document.querySelector("{link}").click()')
        report.settle()
        found.append(report.evaluate(names))
    assert [names[0] for names in found] == ["Tango score", "Fay-Lumbard"]
    assert sorted(found[0]) == sorted(found[1])
    assert report.evaluate("document.querySelectorAll('.panel .back a').length") == 1


def test_a_number_opens_beside_itself_with_table_formula_reference_and_other_methods(report):
    report.click(NUMBER)
    assert report.evaluate(OPEN) is True
    text = report.evaluate("document.querySelector('.panel').innerText")
    assert "+30.0 points (95% interval 12.1 to 46.2)" in text
    formulas = ("|b − c − nx|", "|19 − 4 − 50x|")
    for part in (*formulas, "PSMA +\t9\t19\t28", "Tango, Stat Med 1998;17:891.", "Its weakness", "Wald"):
        assert part in text
    assert report.evaluate("document.querySelectorAll('[id=\"panel-title\"]').length") == 1
    assert report.messages() == []


def test_a_number_that_rests_on_no_single_table_opens_without_one(report):
    link = "main a[href='#n-patient.all.index-agreement.pairwise']"
    report.evaluate(f'document.querySelector("{link}").click()')
    report.settle()
    assert report.evaluate(OPEN) is True
    place = "Patient, any region, not from one 2x2 table"
    assert report.evaluate("document.querySelector('.panel .place').textContent") == place
    assert report.evaluate("document.querySelectorAll('.panel .grid').length") == 0


def test_the_keyboard_opens_a_number_and_escape_returns_to_it(report):
    report.evaluate(f'document.querySelector("{NUMBER}").focus()')
    report.key("Enter")
    assert (report.evaluate(OPEN), report.evaluate("document.activeElement.role")) == (True, "dialog")
    assert report.evaluate(f'document.querySelector("{NUMBER}").ariaExpanded') == "true"
    report.key("Tab")
    assert report.evaluate(FOCUS) == "Close"
    report.key("Escape")
    assert (report.evaluate(OPEN), report.evaluate(FOCUS)) == (False, "+30")
    assert report.evaluate(f'document.querySelector("{NUMBER}").ariaExpanded') is None


def test_closing_returns_to_the_number_and_another_number_takes_its_place(report):
    report.click(NUMBER)
    report.click(".panel .top button")
    assert (report.evaluate(OPEN), report.evaluate(FOCUS)) == (False, "+30")
    report.click(NUMBER)
    report.evaluate("document.querySelectorAll('.value > a')[1].click()")
    report.settle()
    assert report.evaluate(OPEN) is True
    title = report.evaluate("document.querySelector('.panel-title').textContent")
    assert title == "Conditional odds ratio, Clopper-Pearson"
    assert report.evaluate("document.querySelectorAll('[aria-expanded]').length") == 1


def test_an_opened_number_can_be_followed_to_its_place_further_down(report):
    report.click(NUMBER)
    report.click(".panel .back a")
    assert report.evaluate(OPEN) is False
    assert report.evaluate(f"document.getElementById('n-{ROW}').checkVisibility()") is True
    assert 0 <= report.evaluate(f"document.getElementById('n-{ROW}').getBoundingClientRect().top") < 900


@pytest.mark.parametrize("name", ["report", "scriptless"])
def test_every_fold_opens_and_closes_by_its_summary(browser, pages, name):
    browser.open(pages[name], 360)
    folds = "[...document.querySelectorAll('main details > summary')]"
    press = f"{folds}.map((fold) => (fold.click(), fold.parentElement.open))"
    opened, closed = (browser.evaluate(press) for _ in range(2))
    assert len(opened) > 50
    assert all(opened)
    assert not any(closed)


def test_without_a_script_a_number_leads_to_its_fold_and_opens_it(browser, pages):
    browser.open(pages["scriptless"], 1280)
    browser.click(NUMBER)
    target = f"document.getElementById('n-{ROW}')"
    assert browser.evaluate(f"{target}.checkVisibility() && {target} === document.querySelector(':target')") is True
    assert 0 <= browser.evaluate(f"{target}.getBoundingClientRect().top") < 900
    browser.click(f"[id='n-{ROW}'] .back a + a")
    assert "|b − c − nx|" in browser.evaluate("document.querySelector(':target').innerText")
    browser.click(f"[id='n-{ROW}'] .back a[href^='#o-']")
    assert "Wald" in browser.evaluate("document.querySelector(':target').innerText")
    browser.click(f"[id='n-{ROW}'] .back a")
    assert browser.evaluate("document.querySelector(':target').id") == f"row-{ROW}"


def test_a_table_is_sorted_by_exact_values_and_the_third_press_restores_it(report):
    report.evaluate("document.querySelector('#robustness').scrollIntoView()")
    table = "document.querySelector('#table-robustness table')"
    pair = "(row) => [row.cells[1].textContent, Number(row.cells[5].dataset.value)]"
    places = f"[...{table}.tBodies[0].rows].map({pair})"
    before = report.evaluate(places)
    seen = []
    for state in ("ascending", "descending", None):
        report.click("#table-robustness thead tr:first-child th:last-child button")
        assert report.evaluate(f"{table}.querySelector('thead tr th:last-child').getAttribute('aria-sort')") == state
        seen.append(report.evaluate(places))
    assert seen[0] == sorted(before, key=lambda pair: pair[1])
    assert seen[1] == sorted(before, key=lambda pair: -pair[1])
    assert seen[2] == before


@pytest.mark.parametrize("broken", ["", "document.execCommand = () => false"])
def test_a_table_is_copied_as_text_with_tabs(report, broken):
    report.evaluate(f"{broken}; 0")
    report.click("#table-detection .tools button")
    said = "done(document.querySelector('[role=status]').textContent)"
    assert report.evaluate(f"new Promise((done) => setTimeout(() => {said}, 50))") == "Copied"
    lines = report.evaluate("navigator.clipboard.readText()").splitlines()
    assert lines[0].split("\t")[:3] == ["Endpoint", "PSMA found", "PSMA interval, %"]
    assert lines[1].split("\t")[:3] == ["Patient, any region", "28/50 (56%)", "41 to 70"]
    assert len({line.count("\t") for line in lines}) == 1


def test_a_number_is_copied_as_a_sentence_with_its_method(report):
    report.click(NUMBER)
    report.click(".panel .tools button")
    assert report.evaluate("navigator.clipboard.readText()") == (
        "Per patient: difference of detection rates +30 points (95% interval 12 to 46), PSMA minus fluciclovine "
        "(Tango score; n = 50)."
    )


def test_a_copied_table_keeps_its_cells_in_a_text_program(report):
    report.click("#table-detection .tools button")
    kinds = "navigator.clipboard.read().then((items) => items[0].types)"
    assert "text/html" in report.evaluate(kinds)
