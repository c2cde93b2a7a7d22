"""What a number opens is what it shows, whatever the names in the file."""

from __future__ import annotations

from psmatrial.analysis.plan_file import plan_of
from psmatrial.analysis.run import compare
from psmatrial.reports.report import rendered
from tests.reports.page import Page


def test_numbers_of_readers_open_their_own_whatever_letters_their_names_have(tmp_path):
    readers = ("Müller", "Möller", "佐藤", "鈴木", "R1 (senior)", "R1 [senior]")
    lines = [
        f"P{number},{reader},{test},{'positive' if test == 'A' and number < place else 'negative'}"
        for number in range(8)
        for place, reader in enumerate(readers, start=1)
        for test in ("A", "B")
    ]
    path = tmp_path / "reads.csv"
    path.write_text("\n".join(["patient_id,reader,modality,result", *lines]) + "\n", encoding="utf-8")
    found = compare(path, plan_of('[[contrasts]]\nindex = "A"\ncomparator = "B"\n'))
    page = Page(rendered(found, "html"))
    ids = [element.attributes["id"] for element in page.all() if "id" in element.attributes]
    assert len(ids) == len(set(ids))
    numbers = {f"#{one.attributes['id']}": one.text for one in page.all() if "id" in one.attributes}
    told = {
        (line.children[0].text, numbers[link.attributes["href"]].partition(":")[0])
        for line in page.all("tr")
        for link in line.all("a")
        if line.children[0].text in readers
    }
    assert told == {(reader, f"Per patient, reader {reader}") for reader in readers}
