"""References in the order in which they are cited, and the same for BibTeX with nothing that is not known."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

PAPER = re.compile(r"(?P<author>[^,]+), (?P<journal>.+) (?P<year>\d{4});(?P<volume>\d+):(?P<pages>[\d-]+)\.?")
BOOK = re.compile(r"(?P<author>[^,]+), (?P<title>.+) (?P<year>\d{4});(?P<part>.+?)\.?")
CITATION = re.compile(
    r"(?P<author>.+?)\. (?P<journal>[^.]+?)\.? (?P<year>\d{4});(?P<volume>\d+):(?P<pages>[\d-]+)\.?"
    r"(?: (?:https://doi\.org/|doi:\s*)(?P<doi>10\.\S+?))?\.?"
)
# Volumes of a series of books, which the catalogue cites by volume and page as it cites journals.
SERIES = ("Biometrie in der chemisch-pharmazeutischen Industrie",)
SPECIAL = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
SPECIAL |= {sign: f"\\{sign}" for sign in "&%$#_{}"}


@dataclass(slots=True)
class Bibliography:
    """References in the order in which they are first cited."""

    items: list[str] = field(default_factory=list)

    def cite(self, reference: str) -> str:
        """Return the number of a reference in brackets."""
        if reference not in self.items:
            self.items.append(reference)
        return f"[{self.items.index(reference) + 1}]"


def entry(reference: str) -> str:
    r"""Return a reference of the catalogue as a BibTeX entry: what it says and nothing else.

    Parameters
    ----------
    reference
        "Author, Journal year;volume:page.", or a book with its edition or chapter after the year.

    Returns
    -------
    str
        Its key is first author, year and page, so it is the same in every report; what has no known form is a
        ``@misc`` with the text as its note.

    Examples
    --------
    >>> print(entry("McNemar, Psychometrika 1947;12:153."))
    @article{mcnemar1947p153,
      author = {McNemar},
      journal = {Psychometrika},
      year = {1947},
      volume = {12},
      pages = {153}
    }
    """
    if found := PAPER.fullmatch(reference):
        parts = found.groupdict()
        key = f"{_key(parts['author'])}{parts['year']}p{parts['pages'].partition('-')[0]}"
        if parts["journal"] in SERIES:
            parts["booktitle"] = parts.pop("journal")
            return _entry("incollection", key, parts)
        return _entry("article", key, parts)
    if found := BOOK.fullmatch(reference):
        parts = found.groupdict()
        part = parts.pop("part")
        kind = "edition" if "ed" in part.split(".")[0].split(" ")[-1] else "chapter"
        parts[kind] = part.removeprefix("ch. ").removesuffix(" ed")
        return _entry("book", f"{_key(parts['author'])}{parts['year']}", parts)
    return _entry("misc", f"{_key(reference.partition(',')[0])}", {"note": reference})


def study_entry(study_id: str, citation: str) -> str:
    """Return the citation of a study as a BibTeX entry under the study's id.

    Examples
    --------
    >>> print(study_entry("demo", "Calais J et al. Lancet Oncol 2019;20:1286-1294. doi:10.1000/1").splitlines()[1])
      author = {Calais, J. and others},
    """
    found = CITATION.fullmatch(citation.strip())
    if found is None:
        return _entry("misc", _key(study_id), {"note": citation})
    parts = {name: text for name, text in found.groupdict().items() if text}
    parts["pages"] = parts["pages"].replace("-", "--")
    parts["author"] = " and ".join(_person(name) for name in re.split(r", (?:and )?|(?= et al)", parts["author"]))
    return _entry("article", _key(study_id), parts)


def bibtex(references: Iterable[str], own: Iterable[str] = ()) -> str:
    """Return ``references.bib``: the entries given, then the references of the catalogue in their order.

    Examples
    --------
    >>> bibtex(["Tango, Stat Med 1998;17:891."]).splitlines()[0]
    '@article{tango1998p891,'
    """
    return "\n\n".join([*own, *map(entry, references)]) + "\n"


def software(version: str) -> str:
    """Return the entry of this program.

    Examples
    --------
    >>> print(software("1.0").splitlines()[0])
    @misc{psmatrial,
    """
    return _entry("misc", "psmatrial", {"title": "psmatrial", "note": f"Computer program, version {version}"})


def _entry(kind: str, key: str, parts: dict[str, str]) -> str:
    """Return an entry in the order in which references are read."""
    order = ("author", "title", "journal", "booktitle", "year", "volume", "pages", "edition", "chapter", "doi", "note")
    names = [name for name in order if name in parts]
    lines = [f"  {name} = {{{_escaped(parts[name], verbatim=name == 'doi')}}}" for name in names]
    return f"@{kind}{{{key},\n" + ",\n".join(lines) + "\n}"


def _escaped(text: str, *, verbatim: bool) -> str:
    """Return text without the signs that TeX would take for its own; a DOI is never set as TeX."""
    if verbatim:
        return text.replace("{", "").replace("}", "")
    return "".join(SPECIAL.get(sign, sign) for sign in " ".join(text.split()))


def _key(text: str) -> str:
    """Return a word that may be a key."""
    return re.sub(r"[^a-z0-9-]", "", text.lower()) or "unnamed"


def _person(name: str) -> str:
    """Return a name with its initials apart, as BibTeX tells them."""
    name = name.strip()
    if name == "et al":
        return "others"
    family, _, initials = name.rpartition(" ")
    return f"{family}, {' '.join(f'{letter}.' for letter in initials)}" if family and initials.isupper() else name
