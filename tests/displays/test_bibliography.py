"""References become BibTeX: every one of the catalogue, under a key that does not depend on the others."""

from __future__ import annotations

import re

import pytest

from psmatrial.displays.words.bibliography import Bibliography, bibtex, entry, study_entry
from psmatrial.displays.words.methods import methods_paragraphs, references_bib
from psmatrial.stats.further_methods import FURTHER
from psmatrial.stats.methods import CATALOGUE
from tests.cohorts import trial

REFERENCES = sorted({method.reference for method in (*CATALOGUE, *FURTHER)})
ENTRY = re.compile(r"@(\w+)\{([a-z0-9-]+),\n((?:  \w+ = \{.*\},?\n)+)\}")


def fields(text):
    kind, key, body = ENTRY.fullmatch(text).groups()
    return kind, key, dict(re.findall(r"  (\w+) = \{(.*)\}", body))


@pytest.mark.parametrize("reference", REFERENCES)
def test_every_reference_of_the_catalogue_is_an_entry_that_says_no_more_than_it(reference):
    kind, key, found = fields(entry(reference))
    assert kind in {"article", "book", "incollection"}
    assert key.startswith(re.sub(r"[^a-z]", "", found["author"].lower()) + found["year"])
    assert all(value in reference for value in found.values())
    assert {"author", "year"} < set(found)


def test_no_two_references_share_a_key():
    keys = [fields(entry(reference))[1] for reference in REFERENCES]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        (
            "Newcombe, Stat Med 1998;17:2635.",
            ("article", "newcombe1998p2635", {"journal": "Stat Med", "volume": "17", "pages": "2635"}),
        ),
        (
            "Fleiss, Statistical Methods for Rates and Proportions 2003;3rd ed.",
            ("book", "fleiss2003", {"title": "Statistical Methods for Rates and Proportions", "edition": "3rd"}),
        ),
        ("Fisher, The Design of Experiments 1935;ch. III.", ("book", "fisher1935", {"chapter": "III"})),
        (
            "Maurer, Biometrie in der chemisch-pharmazeutischen Industrie 1995;6:3.",
            ("incollection", "maurer1995p3", {"booktitle": "Biometrie in der chemisch-pharmazeutischen Industrie"}),
        ),
        ("Somebody said so", ("misc", "somebodysaidso", {"note": "Somebody said so"})),
    ],
)
def test_papers_books_and_chapters(reference, expected):
    kind, key, found = fields(entry(reference))
    assert (kind, key) == expected[:2]
    assert expected[2].items() <= found.items()


def test_the_study_is_cited_under_its_id_with_its_doi():
    kind, key, found = fields(study_entry("calais2019", trial().study["citation"]))
    assert (kind, key) == ("article", "calais2019")
    assert found == {
        "author": "Calais, J. and others",
        "journal": "Lancet Oncol",
        "year": "2019",
        "volume": "20",
        "pages": "1286--1294",
        "doi": "10.1016/S1470-2045(19)30415-2",
    }


def test_a_citation_in_another_form_is_kept_as_it_is_and_runs_no_tex():
    kind, _, found = fields(study_entry("own", r"Us & them, 100% \input{x} a_b #1 $y$ ~^"))
    assert kind == "misc"
    assert found["note"] == (
        r"Us \& them, 100\% \textbackslash{}input\{x\} a\_b \#1 \$y\$ \textasciitilde{}\textasciicircum{}"
    )


def test_numbers_are_given_in_the_order_of_citing():
    cited = Bibliography()
    assert [cited.cite(name) for name in ("b", "a", "b")] == ["[1]", "[2]", "[1]"]


def test_the_file_holds_the_study_the_program_and_every_reference_in_its_order():
    keys = re.findall(r"@\w+\{([^,]+),", references_bib(trial()))
    cited = methods_paragraphs(trial())[1]
    assert keys[:3] == ["calais2019", "psmatrial", "mcnemar1947p153"]
    assert len(keys) == 2 + len(cited)
    assert references_bib(trial()).endswith(bibtex(cited))
