"""The reporting event: classes of the standard, ids that lead somewhere, and every row with its values."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from psmatrial.analysis.results import row_record
from psmatrial.reports.formats import ars
from psmatrial.reports.formats._outline import outline
from psmatrial.reports.formats._tables import tables
from tests.reports import examples, hostile, sample
from tests.reports.test_ard import FIELDS

# The classes of the model, version 1.0 (project/jsonschema/ars_ldm.schema.json of cdisc-org/analysis-results-standard):
# what each must have, and what else it may have. A name after a colon is the class of what stands there.
CLASSES = {
    "ReportingEvent": (
        "id name mainListOfContents:ListOfContents",
        (
            "version description label referenceDocuments:ReferenceDocument terminologyExtensions:TerminologyExtension "
            "analysisSets:AnalysisSet analysisGroupings:GroupingFactor dataGroupings:GroupingFactor "
            "methods:AnalysisMethod analyses:Analysis outputs:Output dataSubsets globalDisplaySections "
            "otherListsOfContents analysisOutputCategorizations"
        ),
    ),
    "ListOfContents": ("name contentsList:NestedList", "description label"),
    "NestedList": ("", "listItems:OrderedListItem"),
    "OrderedListItem": ("level order name", "analysisId outputId description label sublist:NestedList"),
    "ReferenceDocument": ("id name", "location description label"),
    "TerminologyExtension": ("id sponsorTerms:SponsorTerm", "enumeration"),
    "SponsorTerm": ("id submissionValue", "description"),
    "AnalysisSet": ("id level order", "label condition compoundExpression"),
    "GroupingFactor": ("id dataDriven", "label groupingVariable groupingDataset groups:Group"),
    "Group": ("id level order", "label condition compoundExpression"),
    "AnalysisMethod": ("id name operations:Operation", "label description documentRefs codeTemplate"),
    "Operation": ("id order name", "label description resultPattern referencedOperationRelationships"),
    "Analysis": (
        "id name reason:SponsorAnalysisReason purpose:AnalysisPurpose methodId",
        (
            "version description label analysisSetId categoryIds dataSubsetId dataset documentRefs:DocumentReference "
            "orderedGroupings:OrderedGroupingFactor programmingCode referencedAnalysisOperations "
            "results:OperationResult variable"
        ),
    ),
    "SponsorAnalysisReason": ("sponsorTermId", ""),
    "AnalysisPurpose": ("controlledTerm", ""),
    "DocumentReference": ("referenceDocumentId", "pageRefs"),
    "OrderedGroupingFactor": ("order groupingId resultsByGroup", ""),
    "OperationResult": ("operationId", "rawValue formattedValue resultGroups:ResultGroup"),
    "ResultGroup": ("groupingId", "groupId groupValue"),
    "Output": ("id name displays:OrderedDisplay", "version description label fileSpecifications documentRefs"),
    "OrderedDisplay": ("order display:OutputDisplay", ""),
    "OutputDisplay": ("id name", "version displayTitle description label displaySections:DisplaySection"),
    "DisplaySection": ("", "sectionType orderedSubSections:OrderedSubSection"),
    "OrderedSubSection": ("order subSection:DisplaySubSection", ""),
    "DisplaySubSection": ("id text", ""),
}
INTEGERS, TRUTHS = {"level", "order", "version"}, {"dataDriven", "resultsByGroup"}
PURPOSES = {"PRIMARY OUTCOME MEASURE", "SECONDARY OUTCOME MEASURE", "EXPLORATORY OUTCOME MEASURE"}
SECTIONS = {"Header", "Title", "Rowlabel Header", "Legend", "Abbreviation", "Footnote", "Footer"}


def read(document, results):
    return json.loads(ars.render(document, results), parse_constant=pytest.fail)


def event(name):
    return read(examples.document(name), examples.results(name))


def check(kind, found):
    """Check an object against its class, and what stands in it against theirs."""
    required, optional = (dict((*pair.split(":"), "")[:2] for pair in part.split()) for part in CLASSES[kind])
    assert set(required) <= set(found) <= set(required) | set(optional), kind
    for name, value in found.items():
        inner = {**required, **optional}[name]
        for one in value if isinstance(value, list) else [value]:
            if inner:
                check(inner, one)
            else:
                expected = int if name in INTEGERS else bool if name in TRUTHS else str
                assert type(one) is expected, (kind, name, one)


@pytest.mark.parametrize("name", [*examples.NAMES, "hostile"])
def test_every_object_is_one_of_its_class(name):
    found = read(hostile.document(), sample.results("=1+1")) if name == "hostile" else event(name)
    # The model lets a reporting event, and nothing else, have more than its properties.
    found.pop("watermark")
    check("ReportingEvent", found)
    assert {one["purpose"]["controlledTerm"] for one in found["analyses"]} <= PURPOSES
    displays = [one["display"] for output in found["outputs"] for one in output["displays"]]
    assert {part["sectionType"] for display in displays for part in display["displaySections"]} <= SECTIONS


def items(found):
    for one in found.get("listItems", ()):
        yield one
        yield from items(one.get("sublist", {}))


@pytest.mark.parametrize("name", examples.NAMES)
def test_every_id_is_there_once_and_every_reference_leads_to_one(name):
    found = event(name)
    of = {kind: [one["id"] for one in found[kind]] for kind in ("analyses", "methods", "outputs", "analysisSets")}
    of["groupings"] = [one["id"] for one in found["analysisGroupings"] + found["dataGroupings"]]
    of["operations"] = [one["id"] for method in found["methods"] for one in method["operations"]]
    groups = {
        one["id"]: {group["id"] for group in one["groups"]}
        for kind in ("analysisGroupings", "dataGroupings")
        for one in found[kind]
    }
    for kind, ids in of.items():
        assert len(set(ids)) == len(ids), kind
    every = [group for one in groups.values() for group in one]
    assert len(set(every)) == len(every)
    operations = {method["id"]: {one["id"] for one in method["operations"]} for method in found["methods"]}
    reasons = {term["id"] for one in found["terminologyExtensions"] for term in one["sponsorTerms"]}
    papers = {one["id"] for one in found["referenceDocuments"]}
    for one in found["analyses"]:
        assert one["analysisSetId"] in of["analysisSets"]
        assert one["reason"]["sponsorTermId"] in reasons
        assert {ref["referenceDocumentId"] for ref in one["documentRefs"]} <= papers
        assert {group["groupingId"] for group in one["orderedGroupings"]} <= set(of["groupings"])
        assert {result["operationId"] for result in one["results"]} <= operations[one["methodId"]]
        assert all(
            group["groupId"] in groups[group["groupingId"]]
            for result in one["results"]
            for group in result["resultGroups"]
        )
    listed = list(items(found["mainListOfContents"]["contentsList"]))
    assert [one["outputId"] for one in listed if "outputId" in one] == of["outputs"]
    assert {one["analysisId"] for one in listed if "analysisId" in one} == set(of["analyses"])


@pytest.mark.parametrize("name", examples.NAMES)
def test_every_row_is_an_analysis_with_the_values_of_the_results(name):
    found = {one["id"]: one for one in event(name)["analyses"]}
    assert list(found) == [row.id for row in examples.results(name)]
    for row in examples.results(name):
        one = found[row.id]
        assert one["methodId"] == f"{row.quantity}.{row.method}"
        assert one.get("variable") == row.endpoint
        assert one.get("description", "") == row.note
        held = {
            result["operationId"].removeprefix(f"{one['methodId']}."): result.get("rawValue")
            for result in one["results"]
        }
        record = row_record(row)
        expected = {name: record[field] for name, field in FIELDS.items() if record[field] is not None}
        raw = {name: value for name, value in held.items() if value is not None and name != "p"}
        assert raw.keys() == expected.keys()
        for statistic, value in expected.items():
            assert raw[statistic] == value if isinstance(value, str) else float(raw[statistic]) == value
        assert {result["formattedValue"] for result in one["results"] if "rawValue" not in result} <= {"–"}


@pytest.mark.parametrize("name", examples.NAMES)
def test_the_groups_of_a_result_are_the_levels_of_its_row(name):
    found = event(name)
    levels = {
        (one["id"], group["id"]): group["label"]
        for one in found["analysisGroupings"] + found["dataGroupings"]
        for group in one["groups"]
    }
    assert len(levels) == len({(of, label) for (of, _), label in levels.items()})
    for row, one in zip(examples.results(name), found["analyses"], strict=True):
        of = {(group["groupingId"], group["groupId"]) for result in one["results"] for group in result["resultGroups"]}
        held = {grouping: levels[grouping, group] for grouping, group in of}
        for place in ("index", "comparator", "region", "reader"):
            assert held.get(place) == getattr(row, place)
        if row.stratum_by not in (None, "region"):
            assert held.get(row.stratum_by) == row.stratum


@pytest.mark.parametrize("name", examples.NAMES)
def test_every_table_is_an_output_with_its_title_headings_and_notes_and_the_rows_it_shows(name):
    found = event(name)
    shown = tables(outline(examples.document(name), "file_svg"))
    assert [one["displays"][0]["display"]["displayTitle"] for one in found["outputs"]] == [
        f"{table['number']}. {table['title']}" for table in shown
    ]
    listed = found["mainListOfContents"]["contentsList"]["listItems"]
    for table, item in zip(shown, listed, strict=False):
        rows = {cell["row"] for row in table["rows"] for cell in row if cell["row"]}
        assert {one["analysisId"] for one in items(item.get("sublist", {}))} == rows


def test_the_planned_test_alone_is_primary_and_adjusted_ones_are_secondary():
    results = examples.results("calais2019")
    purposes = {one["id"]: one["purpose"]["controlledTerm"] for one in event("calais2019")["analyses"]}
    assert [row for row, purpose in purposes.items() if purpose.startswith("PRIMARY")] == [results.primary["row"]]
    assert {row for row, purpose in purposes.items() if purpose.startswith("SECONDARY")} == {
        row.id for row in results if row.p_adjusted is not None
    } - {results.primary["row"]}


def test_methods_name_their_formula_and_reference():
    method = next(one for one in event("calais2019")["methods"] if one["id"] == "equality.exact")
    assert method["label"] == "exact McNemar"
    assert "McNemar" in method["description"]


def test_the_words_of_a_rehearsal_stand_at_the_top_and_in_the_description():
    found = read(replace(examples.document("outcomes"), watermark="BLIND REHEARSAL"), examples.results("outcomes"))
    assert found["watermark"] == "BLIND REHEARSAL"
    assert found["description"].startswith("BLIND REHEARSAL ")


@pytest.mark.parametrize("text", hostile.HOSTILE[:8])
def test_a_label_is_a_label_and_its_group_is_found(text):
    results = sample.results()
    rows = tuple(replace(row, index=text, stratum_by="index", stratum=text) for row in results)
    found = read(sample.document(), replace(results, rows=rows, plan={**results.plan, "contrasts": [1]}))
    groups = {group["id"] for one in found["dataGroupings"] + found["analysisGroupings"] for group in one["groups"]}
    assert [one["id"] for one in found["dataGroupings"]] == ["index", "comparator"]
    assert [one["id"] for one in found["analysisGroupings"]] == ["stratum by index"]
    assert {
        group["groupId"] for one in found["analyses"] for r in one["results"] for group in r["resultGroups"]
    } <= groups
