"""Judges a directory with papers.atom, papers.json, papers.bib, papers.svg and the data file, with parsers that are not this project's.

    python3 tests/publications.py DIRECTORY

Prints what it found and ends with 1 if anything is wrong.
"""

import json
import sys
import warnings
import xml.etree.ElementTree as ElementTree
from pathlib import Path

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import bibtexparser
    import feedparser
    import feedparser_rs
    from pybtex.database import parse_string

FIELDS = {"title", "author", "year", "eprint", "archiveprefix", "primaryclass", "note", "doi", "url"}
ELEMENTS = {"svg", "title", "desc", "style", "defs", "pattern", "rect", "g", "text", "path"}
wrong = []


def expect(holds, what):
    if not holds:
        wrong.append(what)


def plain(text):
    """Whether nothing in a title is TeX or looks like it."""
    return not set(text) & set("\\$`{}~") and "--" not in text and text.isprintable()


def feed(text, papers):
    read = feedparser.parse(text, sanitize_html=False)
    expect(not read.bozo, f"the feed is not well-formed: {read.get('bozo_exception')}")
    expect(read.version == "atom10", f"the feed is {read.version}, not Atom 1.0")
    entries = read.entries
    ids = [entry.id.removeprefix("https://arxiv.org/abs/") for entry in entries]
    expect(sorted(ids) == sorted(papers), f"{len(ids)} entries for {len(papers)} papers")
    dates = [entry.updated for entry in entries]
    expect(dates == sorted(dates, reverse=True), "the entries are not in order")
    expect(len(set(read.feed.id.split(":"))) == 3, f"the feed's id is not a URN: {read.feed.id}")
    for entry, number in zip(entries, ids):
        paper = papers.get(number)
        if paper is None:
            continue
        expect(entry.updated_parsed is not None and entry.published <= entry.updated, f"{number}: dates")
        expect(len(entry.authors) == len(paper["authors"]), f"{number}: authors")
        expect(entry.link == f"https://arxiv.org/abs/{number}v{paper['version']}", f"{number}: {entry.link}")
        terms = [tag.term for tag in entry.tags if tag.scheme == "http://arxiv.org/schemas/atom"]
        expect(terms[0] == paper["categories"][0], f"{number}: {terms}")
        if plain(paper["title"]):
            expect(entry.title == paper["title"], f"{number}: {entry.title!r} is not {paper['title']!r}")
    return [entry.id for entry in entries]


def json_feed(text, papers):
    """The same papers in the same order as in the other feed, by another parser, and what the format demands."""
    read = feedparser_rs.parse(text)
    expect(not read.bozo and read.version == "json11", f"the JSON feed is {read.version}: {read.bozo_exception}")
    document = json.loads(text)
    expect(set(document) <= {"version", "title", "home_page_url", "feed_url", "authors", "items"}, "keys of the JSON feed")
    expect(document["version"] == "https://jsonfeed.org/version/1.1" and document["title"], "version and title")
    for item, entry in zip(document["items"], read.entries, strict=True):
        number = item["id"].removeprefix("https://arxiv.org/abs/")
        paper = papers.get(number, {})
        expect((entry.id, entry.link) == (item["id"], item["url"]), f"{number}: {entry.link}")
        expect(len(item["authors"]) == len(paper.get("authors", [])), f"{number}: authors")
        expect(item["date_published"] <= item["date_modified"] and item["content_text"].strip(), f"{number}: dates and text")
        if plain(paper.get("title", "$")):
            expect(item["title"] == paper["title"], f"{number}: {item['title']!r} is not {paper['title']!r}")
    return [item["id"] for item in document["items"]]


def bibliography(text, papers):
    library = bibtexparser.parse_string(text)
    expect(not library.failed_blocks, f"{len(library.failed_blocks)} entries cannot be read")
    expect(not library.comments + library.preambles + library.strings, "there is more than entries")
    entries = library.entries
    numbers = [entry.fields_dict["eprint"].value for entry in entries if "eprint" in entry.fields_dict]
    expect(sorted(numbers) == sorted(papers), f"{len(numbers)} entries for {len(papers)} papers")
    keys = {entry.key for entry in entries}
    expect(len(keys) == len(entries) and all(key.isascii() and key.isalnum() for key in keys), "keys")
    for entry in entries:
        names = {field.key.lower() for field in entry.fields}
        expect(names <= FIELDS and len(names) == len(entry.fields), f"{entry.key}: {sorted(names)}")
    # The same by another parser, which takes names apart as BibTeX does.
    for key, entry in parse_string(text, "bibtex").entries.items():
        expect(key in keys, f"{key} is read by one parser only")
        paper = papers.get(entry.fields["eprint"])
        expect(paper is None or len(entry.persons["author"]) == len(paper["authors"]), f"{key}: authors")
        expect(entry.fields["archivePrefix"] == "arXiv", f"{key}: archivePrefix")
    return len(entries)


def chart(text):
    names = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(text).iter()}
    expect(names <= ELEMENTS, f"the chart holds {sorted(names - ELEMENTS)}")
    expect("url(http" not in text and "href" not in text and "<path class=\"bars\"" in text, "the chart")


directory = Path(sys.argv[1])
data = json.loads((directory / ".github/daily-papers.json").read_text())
known = {paper["id"]: paper for paper in data["papers"]}
try:
    entries = feed((directory / "papers.atom").read_text(), known)
    expect(json_feed((directory / "papers.json").read_text(), known) == entries, "the two feeds differ")
    found = len(entries), bibliography((directory / "papers.bib").read_text(), known)
    chart((directory / "papers.svg").read_text())
    print(f"{directory.name}: {len(known)} papers, {found[0]} entries of each feed, {found[1]} of the bibliography")
except Exception as error:  # a parser that gives up is a finding too
    wrong.append(f"{type(error).__name__}: {error}")
for problem in wrong[:20]:
    print(f"{directory.name}: {problem}")
sys.exit(bool(wrong))
