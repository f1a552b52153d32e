"""Compares a page, as GitHub's Markdown renderer shows it, with the data file it was made from.

    python3 tests/cmark.py DIRECTORY... [SEED.JSON]

Each DIRECTORY holds README.md and .github/daily-papers.json, and texts.json: what examples/typeset.rs makes of the latter. Every row
must have its cells, every title, abstract and comment must come back as the same text, and no other tag may appear. With
SEED.JSON (the seed page's papers) the data files together must hold these as they are. Exit code 1 and a line a problem if not. Needs
cmark-gfm.
"""

import json
import re
import subprocess
import sys
from html import escape
from html.parser import HTMLParser
from pathlib import Path

RENDER = ["cmark-gfm", "-e", "table", "-e", "autolink", "-e", "strikethrough", "-e", "tagfilter", "--unsafe"]
# What templates/table.md and templates/page.md write, and the demo's own heading.
TAGS = {"h1", "h2", "p", "ul", "li", "table", "thead", "tbody", "tr", "th", "td", "strong", "a", "details", "summary"}
# What formulas, literal dollars and scripts are written with.
TAGS |= {"code", "span", "sub", "sup"}

# What becomes of each text: filled in by main().
TYPESET = {}


class Page(HTMLParser):
    """The tables under each second heading, each cell as normalised HTML."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.lists = []  # (heading, column names, rows)
        self.tags = set()
        self.cell = None  # pieces of the cell or heading being read

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        if tag in ("h2", "th", "td"):
            self.cell = []
        elif tag == "tr" and self.lists:
            self.lists[-1][2].append([])
        elif self.cell is not None and tag != "span":
            self.cell.append("<" + " ".join([tag] + [f'{name}="{escape(value or str())}"' for name, value in attrs]) + ">")

    def handle_endtag(self, tag):
        if tag in ("h2", "th", "td"):
            cell, self.cell = collapse("".join(self.cell)), None
            if tag == "h2":
                self.lists.append((text_of(cell), [], []))
            elif tag == "th":
                self.lists[-1][1].append(text_of(cell))
            else:
                self.lists[-1][2][-1].append(cell)
        elif self.cell is not None and tag != "span":
            self.cell.append(f"</{tag}>")

    def handle_data(self, data):
        if self.cell is not None:
            self.cell.append(escape(data))


def collapse(text):
    return " ".join(text.split())


def tight(html):
    """Without the spaces around tags, which no one sees."""
    return re.sub(r"\s*(<[^>]*>)\s*", r"\1", html).strip()


def text_of(cell):
    return re.sub("<[^>]*>", "", cell)


def shown(text):
    """The text as a page shows it: one line, without control and direction characters, as HTML."""
    text = re.sub("[\t\n\v\f\r\x85\u2028\u2029]", " ", text)
    text = re.sub("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", "", text)
    return collapse(escape(text))


def typeset(text, form="linked"):
    """A text of a paper as a page shows it, as HTML: formulas as code between dollars, addresses as links."""
    html = shown(TYPESET[text][form]) if text else ""
    for sentinel, tag in zip("\ufdd0\ufdd1\ufdd4\ufdd5\ufdd6\ufdd7", ["$<code>", "</code>$", "<sub>", "</sub>", "<sup>", "</sup>"]):
        html = html.replace(sentinel, tag)
    return collapse(re.sub("\ufdd2(.*?)\ufdd3", r'<a href="\1">\1</a>', html))


def details(summary, text):
    return f"<details><summary>{summary}</summary><p>{text}</p></details>"


def comment(paper):
    text, journal = paper.get("comment", ""), paper.get("journal_ref", "")
    if not text or len(TYPESET[text]["unfolded"]) <= 20:
        return typeset(text)
    return details(typeset(journal, "short") if journal else typeset(text, "label"), typeset(text))


def authors(paper):
    names = paper["authors"]
    return typeset(names[0], "keep") + ", …, " + typeset(names[-1], "keep") if len(names) > 3 else shown(", ".join(names))


CELLS = {
    "Title": lambda paper: f'<strong><a href="https://arxiv.org/abs/{paper["id"]}v{paper["version"]}">'
    + typeset(paper["title"], "unfolded")
    + "</a></strong>",
    "Date": lambda paper: paper["updated"][:10],
    "Authors": authors,
    "Abstract": lambda paper: details("Show", typeset(paper["abstract"])),
    "Comment": comment,
}


def by_relevance(columns, rows, identifiers, problems):
    """The identifiers and scores in the order of the rows, which must be the list's papers, highest score first."""
    links = [re.search(r'arxiv\.org/abs/(\S+?)v\d+"', row[columns.index("Title")]) for row in rows]
    found = [link[1] if link else "none" for link in links]
    scores = [row[columns.index("Relevance")] for row in rows]
    if sorted(found) != sorted(identifiers):
        problems.append("the rows are not the list's papers")
        return identifiers, scores
    if not all(re.fullmatch(r"\d+(\.\d)?", score) for score in scores):
        problems.append(f"the scores are {scores}")
    elif sorted(scores, key=float, reverse=True) != scores or float(scores[0]) == 0:
        problems.append(f"the scores are not in order: {scores}")
    return found, scores


def compare(html, data):
    """What differs between the page and the data file, a line each; and the number of rows compared."""
    page = Page()
    page.feed(html)
    problems = [f"a tag that no one wrote: <{tag}>" for tag in sorted(page.tags - TAGS)]
    papers = {paper["id"]: paper for paper in data["papers"]}
    headings = [heading for heading, _, _ in page.lists]
    if headings != [shown(wanted["keyword"]) for wanted in data["keywords"]]:
        problems.append(f"the headings are {headings}")
    compared = 0
    for (heading, columns, rows), wanted in zip(page.lists, data["keywords"]):
        rows = [row for row in rows if row]  # the head of the table has no <td>
        if len(rows) != len(wanted["papers"]):
            problems.append(f"{heading}: {len(rows)} rows, not {len(wanted['papers'])}")
        identifiers = [identifier for identifier, _ in wanted["papers"]]
        scores = []
        if "Relevance" in columns:
            identifiers, scores = by_relevance(columns, rows, identifiers, problems)
        for at, (row, identifier) in enumerate(zip(rows, identifiers)):
            compared += 1
            cells = {**CELLS, "Relevance": lambda _: scores[at]}
            expected = [cells[column](papers[identifier]) for column in columns]
            if len(row) != len(columns):
                problems.append(f"{heading}, {identifier}: {len(row)} cells, not {len(columns)}")
            for column, cell, wanted_cell in zip(columns, row, expected):
                if tight(cell) != tight(wanted_cell):
                    problems.append(f"{heading}, {identifier}, {column}:\n  shown  {cell}\n  wanted {wanted_cell}")
    return problems, compared


def seed_differs(seed, papers):
    """Papers of the seed that the data files lack or have otherwise."""
    ours = {f"{paper['id']}v{paper['version']}": paper for paper in papers}
    for paper in seed:
        other = ours.get(paper["id"])
        for field in ("title", "abstract", "comment"):
            if other is None or collapse(other.get(field, "")) != collapse(paper[field]):
                yield f"{paper['id']}: its {field} is not the seed's"


def main():
    directories = [Path(argument) for argument in sys.argv[1:] if not argument.endswith(".json")]
    problems, rows, papers = [], 0, []
    for directory in directories:
        html = subprocess.run(RENDER + [directory / "README.md"], check=True, capture_output=True, text=True).stdout
        data = json.loads((directory / ".github/daily-papers.json").read_text())
        TYPESET.update(json.loads((directory / "texts.json").read_text()))
        wrong, compared = compare(html, data)
        problems += wrong
        rows += compared
        papers += data["papers"]
    if sys.argv[-1].endswith(".json"):
        problems += seed_differs(json.loads(Path(sys.argv[-1]).read_text()), papers)
    for problem in problems:
        print(problem)
    if not rows:
        sys.exit("no row was compared")
    print(f"{rows} rows of {len({paper['id'] for paper in papers})} papers: {len(problems)} problems")
    sys.exit(1 if problems else 0)


main()
