"""Write the rendered examples in reports/ again, with their index page. The tests compare.

python docs/make_gallery.py [FOLDER]
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from html import escape
from pathlib import Path

from psmatrial.analysis.example import example
from psmatrial.analysis.reproduce import reproductions
from psmatrial.analysis.run import compare
from psmatrial.reports import study
from psmatrial.reports.folder import write
from psmatrial.reports.report import files

ROOT = Path(__file__).resolve().parents[1]
ALL = ("html", "pdf", "json", "csv")
PAGE = ("html",)
# Folder to the formats that are kept, the picture of the index page, and what is said of it there.
EXAMPLES: Mapping[str, tuple[tuple[str, ...], str, str, str]] = {
    "calais2019": (
        ALL,
        "paired-bars-strata",
        "The shipped trial",
        "PSMA against fluciclovine PET in 50 patients, rebuilt from printed counts.",
    ),
    "three-tests": (
        PAGE,
        "upset",
        "Three tests",
        "PSMA PET, fluciclovine PET and MRI read by three readers; equivocal and missing scans. Simulated.",
    ),
    "truth": (
        PAGE,
        "curve",
        "A reference standard",
        "Localisation, predictive values, sensitivity and specificity, the success rule. Simulated.",
    ),
    "lesions": (PAGE, "tile", "Lesions", "One row a lesion, patients as clusters. Simulated."),
    "management": (
        PAGE,
        "management",
        "Management",
        "Treatment planned before and after the scans. Simulated.",
    ),
    "outcomes": (PAGE, "survival", "Outcomes", "What happened to the patients afterwards, by arm. Simulated."),
}
REGISTRY = ("registry", "Published studies", "Every printed number that was found, against what the counts give.")
STYLE = """
:root { color-scheme: light dark; --ink: #1b1f24; --quiet: #57606a; --page: #fff; --line: #d0d7de; --link: #0b5d7e }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e8eb; --quiet: #a5adb8; --page: #14171a; --line: #363c44; --link: #6cc3e6 }
}
body { margin: 0 auto; max-width: 60rem; padding: 3rem 1.25rem; background: var(--page); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif }
h1 { font: 600 2rem/1.2 Georgia, serif; margin: 0 0 .5rem }
h2 { font-size: 1.1rem; margin: 0 0 .25rem }
p { margin: 0; color: var(--quiet) }
a { color: var(--link) }
ul { list-style: none; margin: 2rem 0 0; padding: 0; display: grid; gap: 1.25rem;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, 17rem), 1fr)) }
li { border: 1px solid var(--line); border-radius: 6px; padding: 1rem }
img { display: block; width: 100%; height: 9rem; object-fit: contain; object-position: left center; background: #fff;
  margin: 0 0 .75rem }
"""


def rendered(folder: Path) -> None:
    """Write every example and the index page below a folder."""
    for name, (formats, _, _, _) in EXAMPLES.items():
        data = ROOT / "data" / name
        [file] = data.glob("*.csv")
        results = compare(*example()) if name == "calais2019" else compare(file, data / "plan.toml")
        write(folder / name, lambda results=results, formats=formats: files(results, formats))  # type: ignore[misc]
    write(folder / REGISTRY[0], lambda: study.files(reproductions([])))
    (folder / "index.html").write_text(index(), encoding="utf-8")


def index() -> str:
    """Return the page that leads to the examples."""
    cards = [_card(name, title, words, picture) for name, (_, picture, title, words) in EXAMPLES.items()]
    cards.append(_card(*REGISTRY, ""))
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>psmatrial: rendered examples</title>
<style>{STYLE}</style>
</head>
<body>
<main>
<h1>Rendered examples</h1>
<p>What psmatrial makes of its own data. No patient here is real: the trial is rebuilt from printed counts, the
others are simulated.</p>
<ul>
{"".join(cards)}</ul>
</main>
</body>
</html>
"""


def _card(name: str, title: str, words: str, picture: str) -> str:
    """Return the entry of one example."""
    image = f'<img src="{name}/figures/{picture}.svg" alt="">\n' if picture else ""
    return f'<li>\n{image}<h2><a href="{name}/report.html">{escape(title)}</a></h2>\n<p>{escape(words)}</p>\n</li>\n'


if __name__ == "__main__":
    rendered(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "reports")
