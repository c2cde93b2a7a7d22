"""Names that are commands elsewhere, and what could tell who a patient is."""

from __future__ import annotations

from collections.abc import Iterator

from tests.corpus.case import ROWS, Case, accepted, refused, renamed, text, with_column

PAYLOADS = {
    "HTML": "<script>alert(1)</script>",
    "an image": "<img src=x onerror=alert(1)>",
    "SVG": "<svg/onload=alert(1)>",
    "a template": "{{ 7 * 7 }}",
    "a statement of a template": "{% include '/etc/passwd' %}",
    "Typst": '"#read(""/etc/passwd"")"',
    "LaTeX": "\\input{/etc/passwd}",
    "mathematics": "$\\frac{1}{2}$",
    "a format": "%s%n {0.__class__}",
    "a formula": "=HYPERLINK(1)",
    "a formula with at": "@SUM(A1)",
    "a formula with plus": "+1+1",
    "a formula with minus": "-1+1",
    "a formula in full width": "\uff1d1+1",
    "a path": "../../../etc/passwd",
    "a path of Windows": "..\\..\\x",
    "a device": "/dev/stdin",
    "a shell": "$(id) `id` | id",
    "SQL": "'; DROP TABLE reads; --",
    "a log": "${jndi:ldap:x}",
    "an apostrophe": "O'Brien 'x'",
    "a percent": "100%",
    "a hash": "# bed",
    "TOML": "]]\\nx = 1",
}
IDENTIFYING_NAMES = {
    "surname": "a name",
    "date_of_birth": "a date",
    "ZIP": "an address",
    "phone": "a telephone number",
    "fax": "a fax number",
    "e_mail": "an e-mail address",
    "ssn": "a social security number",
    "MRN": "a medical record number",
    "insurance_id": "an insurance number",
    "account": "an account number",
    "licence": "a licence number",
    "number_plate": "a vehicle number",
    "device_id": "a device number",
    "url": "a web address",
    "ip_address": "a network address",
    "fingerprint": "biometric data",
    "photo": "a photograph",
    "study_uid": "a unique identifying number",
}
IDENTIFYING_CELLS = {
    "jane@example.org": "an e-mail address",
    "2018-02-26": "a date",
    "20180226": "a date",
    "26.02.2018": "a date",
    "123-45-6789": "a social security number",
    "219099999": "a social security number",
    "310-555-0199": "a telephone number",
    "https://example.org/1": "a web address",
    "192.168.0.1": "a network address",
    "DOE^JANE": "a name",
    '"Doe, Jane"': "a name",
    "12 Main Street": "an address",
    "face.jpg": "a photograph",
    "seen again three months later with a rising value": "free text",
}
HONEST = ("CAL-001", "101-0007", "101-000-0007", "A.1/2", "UCLA-01-0045", "S000000012", "NCT02940262-001")


def cases() -> Iterator[Case]:
    """Yield the cases."""
    for name, payload in PAYLOADS.items():
        for column, old in (("patient_id", "P01"), ("reader", "R1"), ("region", "bed")):
            yield accepted(f"{name} as {column}", renamed(column, old, payload))
        yield accepted(f"{name} as a test", renamed("modality", "PSMA", f"{payload[:-1]} PSMA{payload[-1]}"))
        yield accepted(f"{name} in a column aside", with_column("site", [payload] * len(ROWS)))
    yield from _identifying()


def _identifying() -> Iterator[Case]:
    """Yield what could tell who a patient is, and what could not."""
    drop = "[input]\ndrop_identifiers = true\n"
    for column, kind in IDENTIFYING_NAMES.items():
        content = with_column(column, ["x"] * len(ROWS))
        yield refused(f"a column {column}", content, (1, column, f"the column holds {kind}"))
        yield accepted(f"a column {column}, dropped", content, f"what looks like {kind}: it is left out", plan=drop)
    for place, (cell, kind) in enumerate(IDENTIFYING_CELLS.items()):
        content = with_column("aside", ["x"] * 4 + [cell] * (len(ROWS) - 4))
        yield refused(f"cells with {kind}, form {place}", content, (6, "aside", f"what looks like {kind}"))
        yield accepted(f"cells with {kind}, form {place}, dropped", content, f"like {kind}: it is left out", plan=drop)
    for name in ("2018-02-26", "20180226", "jane@example.org", "123-45-6789"):
        yield refused(f"a patient {name}", renamed("patient_id", "P01", name), (2, "patient_id", "what looks like"))
    numbers = text([str(4_400_123 + 7919 * int(row[0][1:])), *row[1:]] for row in ROWS)
    yield refused("record numbers as ids", numbers, (2, "patient_id", "a medical record number"))
    yield accepted("a numbering of seven digits", text([str(1_000_000 + int(row[0][1:])), *row[1:]] for row in ROWS))
    for name in HONEST:
        yield accepted(f"a study number {name}", renamed("patient_id", "P01", name))
    for age, old in (("93", True), ("89", False), ("90+", False)):
        content = with_column("age", [age] * len(ROWS))
        yield refused(f"age {age}", content, (2, "age", "an age above 89")) if old else accepted(f"age {age}", content)
