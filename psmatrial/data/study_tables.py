"""The tables of a study file as records: every key checked, every problem noted with its line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from psmatrial.data import study_keys as keys
from psmatrial.data.study import KINDS, NOT_SEEN, VERDICTS, Expected, Fact, Outcome, Pattern, Printed, Study
from psmatrial.data.study_beside import apart, unheaded
from psmatrial.data.study_forms import FORMS, unread
from psmatrial.data.study_problems import StudyProblems
from psmatrial.data.values import shown
from psmatrial.errors import choices

ID = re.compile(r"[a-z0-9][a-z0-9.-]*")
TRUTHS = ("TP", "FP", "FN", "TN")
UNITS = ("patient", "region", "lesion", "scan")


class StudyTables:
    """Turns the tables of a document into records and notes what is wrong with them."""

    def __init__(self, document: Mapping[str, Any], problems: StudyProblems) -> None:
        self.document = document
        self.problems = problems
        top = self.problems.plain(document, keys.STUDY, "")
        self.top = top
        self.sources = top.get("sources", {})
        self.arms = top.get("arms", {})
        self.default = Printed("", "", top.get("seen", True), self.source(top.get("where", ""), "", "where"))

    def study(self, name: str) -> Study:
        """Return the whole study."""
        top = self.top
        for word in ("title", "citation", "kind", "paired"):
            if word not in self.document:
                self.problems.add("", word, f"there is no {word!r}.", f"The key says: {keys.STUDY[word][1]}.")
        self.problems.one_of(top.get("kind", KINDS[0]), KINDS, "", "kind")
        if top.get("kind") == "paired" and top.get("paired") is False:
            hint = "Write paired = true if the same patients had both tests, else another kind."
            self.problems.add("", "paired", "the kind is paired, and paired is false.", hint)
        self.names()
        outcomes = tuple(self.outcome(table, no) for no, table in enumerate(top.get("outcome", ())))
        facts = tuple(self.fact(table, no) for no, table in enumerate(top.get("fact", ())))
        self.references(outcomes)
        return Study(
            id=name,
            title=top.get("title", ""),
            citation=top.get("citation", ""),
            kind=top.get("kind", ""),
            paired=top.get("paired", False),
            doi=top.get("doi", ""),
            doi_seen=top.get("doi_seen", True),
            registration=tuple(top.get("registration", ())),
            design=top.get("design", ""),
            n=self.patients(),
            readers=top.get("readers"),
            arms=self.arms,
            methods=top.get("methods", {}),
            sources=self.sources,
            facts=facts,
            outcomes=outcomes,
            expected=tuple(self.expectation(table, no) for no, table in enumerate(top.get("expected", ()))),
        )

    def patients(self) -> int | None:
        """Return the patients of the study, None where they are not printed."""
        text = str(self.top.get("n", "")).strip()
        patients = FORMS["whole"].read(text)
        if text and not patients:
            self.problems.add("", "n", f"{text!r} is not a whole number.", "Give the patients of the study.")
        return int(patients) if patients else None

    def names(self) -> None:
        """Check the words that name arms and methods."""
        taken = {*keys.OUTCOME, *keys.EFFECT}
        for word in self.arms:
            if word in taken or not ID.fullmatch(word):
                self.problems.add(
                    "arms", word, f"{word!r} cannot name an arm.", "Use index and comparator, or a short word."
                )
        for word in self.top.get("methods", {}):
            self.problems.one_of(word, keys.METHODS, "methods", word)

    def references(self, outcomes: tuple[Outcome, ...]) -> None:
        """Check that ids are used once and that parts are outcomes."""
        ids = [outcome.id for outcome in outcomes]
        for no, outcome in enumerate(outcomes):
            if outcome.id in ids[:no]:
                self.problems.add(
                    f"outcome[{no}]", "id", f"{outcome.id!r} is used twice.", "Give every outcome its own id."
                )
            for part in outcome.parts:
                others = [name for name in ids if name != outcome.id]
                if part not in others:
                    hint = choices(part, others) if others else "This file has no other."
                    self.problems.add(f"outcome[{no}]", "parts", f"{part!r} is no other outcome.", hint)

    def outcome(self, table: Mapping[str, Any], no: int) -> Outcome:
        """Return one outcome with its numbers."""
        place = f"outcome[{no}]"
        plain = self.problems.plain(table, keys.OUTCOME, place, also=tuple(self.arms))
        default = self.inherited(plain, place)
        numbers: dict[str, Printed] = {}
        if "n" in plain:
            numbers |= self.numbers({"n": plain["n"]}, {"n": keys.Key("patients", "", "")}, place, default)
        for arm in self.arms:
            if arm in table:
                each = apart(table[arm], f"{place}.{arm}", self.problems)
                numbers |= _named(f"{arm}.", self.numbers(each, keys.ARM, f"{place}.{arm}", default))
        numbers |= self.numbers(plain.get("effect", {}), keys.EFFECT, f"{place}.effect", default)
        numbers |= _named("cells.", self.numbers(plain.get("cells", {}), keys.CELLS, f"{place}.cells", default))
        shares = self.numbers(plain.get("cell_percents", {}), keys.CELL_PERCENTS, f"{place}.cell_percents", default)
        numbers |= _named("", shares, ".percent")
        self.problems.one_of(plain.get("unit", "patient"), UNITS, place, "unit")
        self.adjusted(plain, place)
        level = self.level(plain, place)
        return Outcome(
            id=self.id(plain, place),
            label=plain.get("label", ""),
            unit=plain.get("unit", "patient"),
            level=level,
            note=plain.get("note", ""),
            parts=tuple(plain.get("parts", ())),
            numbers=unheaded(numbers, level, place, self.problems),
            patterns=tuple(self.patterns(plain.get("pattern", ()), place)),
            adjusted=tuple(word.replace("_", "-") for word in plain.get("adjusted", ())),
        )

    def adjusted(self, plain: Mapping[str, Any], place: str) -> None:
        """Check that what is adjusted is an effect that the outcome prints."""
        for word in plain.get("adjusted", ()):
            self.problems.one_of(word, keys.ADJUSTED, place, "adjusted")
            if word in keys.ADJUSTED and not {word, f"{word}_interval"} & plain.get("effect", {}).keys():
                hint = f"Give {word} in effect, or leave it out of adjusted."
                self.problems.add(place, "adjusted", f"the outcome prints no {word!r}.", hint)

    def id(self, table: Mapping[str, Any], place: str) -> str:
        """Return the id of a table."""
        name = str(table.get("id", ""))
        if not ID.fullmatch(name):
            words = f"{name!r} is not an id." if name else "there is no 'id'."
            self.problems.add(place, "id", words, f"Give {keys.OUTCOME['id'][1]}.")
        return name

    def level(self, table: Mapping[str, Any], place: str) -> float:
        """Return the level of an outcome, its own or the study's."""
        level = float(table.get("level", self.top.get("level", 0.95)))
        if not 0.5 <= level < 1.0:
            self.problems.add(
                place, "level", f"{level!r} is not a confidence level.", "Give a proportion such as 0.95."
            )
            return 0.95
        return level

    def inherited(self, table: Mapping[str, Any], place: str) -> Printed:
        """Return how the numbers of a table were seen, unless they say otherwise."""
        seen = table.get("seen", self.default.seen)
        return Printed(
            "", "", seen, self.source(table["where"], place, "where") if "where" in table else self.default.where
        )

    def source(self, word: str, place: str, key: str) -> str:
        """Return the word of a source, after a look whether there is one."""
        if word and word not in self.sources:
            self.problems.add(
                place, key, f"{word!r} is no source.", choices(word, list(self.sources) or ["none is given"])
            )
        return word

    def numbers(
        self, table: Mapping[str, Any], known: Mapping[str, keys.Key], place: str, default: Printed
    ) -> dict[str, Printed]:
        """Return the printed numbers of one table, by name."""
        found: dict[str, Printed] = {}
        if not isinstance(table, dict):
            self.problems.add(*_split(place), "must be a table.", "Write its keys and their texts below.")
            return found
        for word, value in table.items():
            if word not in known:
                there = f"It belongs to the outcome: write it below [[outcome]], before {_split(place)[1]}."
                hint = there if word in keys.OUTCOME else choices(word, list(known))
                self.problems.add(place, word, f"{word!r} is not a key here.", hint)
                continue
            number = self.number(value, f"{place}.{word}", default)
            text = NOT_SEEN if number.text == NOT_SEEN else known[word].plain(number.text)
            if not text:
                said = f"{shown(number.text)} is not {FORMS[known[word].form].says.rstrip('.')}."
                self.problems.add(place, word, said, unread(number.text))
                continue
            if known[word].form == "patients" and _backwards(text):
                hint = "Give the smaller number first."
                self.problems.add(place, word, f"{number.text!r}: the range ends below its start.", hint)
                continue
            name = word.replace("_", "-")
            found[name] = Printed(name, text, number.seen, number.where)
        return found

    def number(self, value: Any, place: str, default: Printed) -> Printed:
        """Return one printed number from its text, or from a table with its text and how it was seen."""
        if isinstance(value, str):
            return Printed("", value.strip(), default.seen, default.where)
        if not isinstance(value, dict):
            hint = "Put it in quotes as it is printed, so that its decimals are kept."
            self.problems.add(*_split(place), f"{value!r} is not text.", hint)
            return Printed("", NOT_SEEN)
        plain = self.problems.plain(value, keys.NUMBER, place)
        where = self.source(plain["where"], place, "where") if "where" in plain else default.where
        return Printed("", plain.get("printed", "").strip(), plain.get("seen", default.seen), where)

    def fact(self, table: Mapping[str, Any], no: int) -> Fact:
        """Return one further number."""
        place = f"fact[{no}]"
        plain = self.problems.plain(table, keys.FACT, place)
        default = self.inherited(plain, place)
        name = self.id(plain, place)
        return Fact(name, plain.get("says", ""), Printed(name, plain.get("printed", ""), default.seen, default.where))

    def expectation(self, table: Mapping[str, Any], no: int) -> Expected:
        """Return one expected verdict."""
        place = f"expected[{no}]"
        plain = self.problems.plain(table, keys.EXPECTED, place)
        self.problems.one_of(plain.get("verdict", ""), VERDICTS, place, "verdict")
        return Expected(plain.get("item", ""), plain.get("verdict", ""), plain.get("reason", ""))

    def patterns(self, tables: Any, place: str) -> list[Pattern]:
        """Return the patients by what both tests were worth."""
        found = []
        for table in tables:
            index, comparator, n = (str(table.get(word, "")) for word in ("index", "comparator", "n"))
            for word in (index, comparator):
                self.problems.one_of(word, TRUTHS, place, "pattern")
            if not re.fullmatch(r"[0-9]{1,9}", n):
                self.problems.add(place, "pattern", f"n is {n!r}.", "Give a count in quotes.")
                n = "0"
            found.append(Pattern(index, comparator, int(n)))
        return found


def _named(before: str, numbers: Mapping[str, Printed], after: str = "") -> dict[str, Printed]:
    """Return numbers under their names in the outcome."""
    renamed = {name: f"{before}{name}{after}" for name in numbers}
    return {renamed[name]: Printed(renamed[name], one.text, one.seen, one.where) for name, one in numbers.items()}


def _backwards(text: str) -> bool:
    first, _, last = text.partition(" to ")
    return bool(last) and int(last) < int(first)


def _split(place: str) -> tuple[str, str]:
    section, _, word = place.rpartition(".")
    return section, word
