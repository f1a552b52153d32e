"""Every title, abstract, author and comment in ../shared and the fixtures, in every place that a text can have, through GitHub's renderer.

    python3 tests/texts.py collect SHARED                  the texts, as JSON
    python3 tests/texts.py judge SHARED TYPESET.JSON       their fate; exit code 1 if one is not whole
    python3 tests/texts.py examples SHARED                 those of docs/text.md, as JSON
    python3 tests/texts.py table SHARED TYPESET.JSON       the table of docs/text.md; TYPESET.JSON of the examples

TYPESET.JSON is what examples/typeset.rs makes of the texts. Each is judged twice: escaped as it is, and without TeX, with links
and formulas. Needs cmark-gfm.
"""

import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from difflib import SequenceMatcher

from html.parser import HTMLParser
from pathlib import Path

RENDER = ["cmark-gfm", "-e", "table", "-e", "autolink", "-e", "strikethrough", "-e", "tagfilter", "--unsafe"]
TAGS = {"sub", "sup", "h2", "ul", "li", "table", "thead", "tbody", "tr", "th", "td", "strong", "a", "details", "summary", "p", "code", "span"}
FIXTURES = Path(__file__).parent / "fixtures/arxiv"
ATOM, ARXIV = "{http://www.w3.org/2005/Atom}", "{http://arxiv.org/schemas/atom}"


def collapse(text):
    return " ".join(text.split())


def papers(shared):
    """Every paper of the seed, the labelled papers, the fixtures and the recorded feeds, each version once: field -> text, and its authors."""
    found = {}
    for paper in json.loads((shared / "seed/papers.json").read_text()):
        found[paper["id"]] = {field: collapse(paper[field]) for field in ("title", "abstract", "comment")} | {"authors": []}
    for paper in json.loads((shared / "relevance/topics.json").read_text()):
        found[paper["id"]] = {field: collapse(paper.get(field, "")) for field in ("title", "abstract", "comment")} | {"authors": []}
    for file in [*sorted(FIXTURES.glob("*.[xr][ms][ls]")), *sorted((shared / "arxiv-feeds/recorded").glob("*.xml"))]:
        try:
            root = ET.parse(file).getroot()
        except ET.ParseError:
            continue  # two recordings are not XML, on purpose
        for entry in root.iter(ATOM + "entry"):
            key = (entry.findtext(ATOM + "id") or "").split("/abs/")[-1]
            texts = {"title": ATOM + "title", "abstract": ATOM + "summary", "comment": ARXIV + "comment"}
            paper = {field: collapse(entry.findtext(tag) or "") for field, tag in texts.items()}
            paper["authors"] = [collapse(name.text or "") for name in entry.iter(ATOM + "name")]
            found[key] = paper
        for item in root.iter("item"):
            found[item.findtext("guid") or item.findtext("link")] = {
                "title": collapse(item.findtext("title") or ""),
                "abstract": collapse(item.findtext("description") or ""),
                "comment": "",
                "authors": [],
            }
    return found


def texts(shared):
    every = {}
    for paper in papers(shared).values():
        for text in [paper["title"], paper["abstract"], paper["comment"], *paper["authors"]]:
            if text:
                every[text] = True
    return list(every)


class Texts(HTMLParser):
    """The text of every heading, item and cell, in order."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.found, self.open, self.tags = [], None, set()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        if tag in ("h2", "li", "td"):
            self.open = []

    def handle_endtag(self, tag):
        if tag in ("h2", "li", "td") and self.open is not None:
            self.found.append(collapse("".join(self.open)))
            self.open = None

    def handle_data(self, data):
        if self.open is not None:
            self.open.append(data)


def render(markdown):
    page = Texts()
    page.feed(subprocess.run(RENDER, input=markdown, check=True, capture_output=True, text=True).stdout)
    return page


def places(text):
    """A heading, an item, a cell, what is folded in a cell."""
    return f"## {text}\n\n- {text}\n\n| a | b |\n| --- | --- |\n| {text} | <details><summary>Show</summary><p>{text}</p></details> |\n\n"


def not_whole(pairs):
    """The (markdown, text) pairs that do not come back as the text in every place."""
    page = render("".join(places(markdown) for markdown, _ in pairs))
    expected = [part for _, text in pairs for part in (text, text, text, "Show" + text)]
    if page.found == expected and not page.tags - TAGS:
        return []
    wrong = []
    for markdown, text in pairs:
        page = render(places(markdown))
        if page.found != [text, text, text, "Show" + text] or page.tags - TAGS:
            wrong.append((text, page.found, page.tags - TAGS))
    return wrong


def readable(text):
    """A typeset text as a reader of the page sees it, formulas between dollars."""
    return collapse(re.sub("[\ufdd0\ufdd1]", "$", re.sub("[\ufdd2-\ufdd7]", "", text)))


def upstream_row(paper):
    """As zezhishao/DailyArXiv writes it: everything raw."""
    comment = paper["comment"]
    if len(comment) > 20:
        comment = f"<details><summary>{comment[:5]}...</summary><p>{comment}</p></details>"
    return f"| **[{paper['title']}](https://arxiv.org/abs/1)** | 2025-07-01 | <details><summary>Show</summary><p>{paper['abstract']}</p></details> | {comment} |"


def our_row(paper, typeset):
    def markdown(text):
        return typeset[text]["markdown"] if text else ""

    title = typeset[paper["title"]]["markdown"] if paper["title"] else ""
    comment = markdown(paper["comment"])
    return f"| **[{title}](https://arxiv.org/abs/1)** | 2025-07-01 | <details><summary>Show</summary><p>{markdown(paper['abstract'])}</p></details> | <details><summary>C...</summary><p>{comment}</p></details> |"


def broken(row, shown):
    """Whether a row, as rendered, does not show these texts in its four cells."""
    head = "| **Title** | **Date** | **Abstract** | **Comment** |\n| --- | --- | --- | --- |\n"
    cells = render(head + row + "\n").found
    return len(cells) != 4 or cells[0] != shown[0] or cells[2] != "Show" + shown[1] or not cells[3].endswith(shown[2])


def commands(text):
    """TeX's commands, and its scripts, that are left outside formulas."""
    return re.findall(r"\\[A-Za-z]+|\\['\"`^~=.%&$_#{}]|[_^]\{", re.sub("\ufdd0.*?\ufdd1", "", text))


def spoken(source, text):
    """Names of TeX's commands that are words of the text: there more often than in the source without its commands."""
    shown = re.sub("\ufdd0.*?\ufdd1", " ", text)
    rest = re.sub(r"\\[A-Za-z]+", " ", source)
    known = {name for name in re.findall(r"\\([A-Za-z]{3,})", source) if name in MATHJAX and name not in SPOKEN}
    return sorted(name for name in known if shown.count(name) > rest.count(name))


def addresses(source, linked):
    """The https addresses that are cut or too long, or are no links: those of the source, told by a rule of its own."""
    plain = re.sub(r"\\([%&_#~$])", r"\1", re.sub(r"\$\.\$", ".", source))
    wanted = set()
    for address in re.findall(r"https://[^\s{}<>\"|\\^`\[\]“”’$]+", plain):
        address = re.sub(r"[.,;:!?'*&_]+$", "", address)
        while address.count(")") > address.count("("):
            address = re.sub(r"[.,;:!?'*&_]+$", "", address[: address.rindex(")")])
        wanted.add(address)
    return sorted(wanted ^ set(re.findall("\ufdd2(.*?)\ufdd3", linked)))


# Commands whose names are what they print.
SPOKEN = set("Pr arccos arcsin arctan arg cos cosh cot coth csc deg det dim exp gcd hom inf ker lim liminf limsup log max min sec sin sinh sup tan tanh LaTeX TeX bmod mod pmod choose".split())
MATHJAX = {line.split()[0] for line in (Path(__file__).parent.parent / "src/text/tex/mathjax.txt").read_text().splitlines() if not line.startswith("#")}


# What docs/text.md shows: a paper, a field, and where a piece of it begins and ends.
EXAMPLES = [
    ("2511.16621v1", "abstract", "positivity bound", "(from"),
    ("2605.12461v1", "abstract", "density $", ", which is"),
    ("hep-ph/0301050v2", "abstract", "lower bounds", "remaining"),
    ("2405.11454v2", "abstract", "normalized gradient", "is $\\var"),
    ("2106.13414v2", "abstract", "distribution $p$", "is it"),
    ("2606.28085v1", "abstract", "$G_q=", "Fix"),
    ("2606.28091v1", "abstract", "then \\[", "for every"),
    ("2604.19336v1", "abstract", "the \\algoOFL", "to solve"),
    ("2604.19240v1", "abstract", "\\keywords", None),
    ("2506.11752v1", "abstract", "\\textbf{DART}", "Silent"),
    ("2503.21999v1", "abstract", "\\textbf{FACETS}", "Object"),
    ("2301.00712v8", "abstract", "satisfies", "condition"),
    ("0706.3031v3", "abstract", "Gr\\\"obner", "of Sch"),
    ("2312.14200v1", "abstract", "PC-DARTS and", "offering"),
    ("2406.09104v1", "abstract", "65-ppm/", "TC and"),
    ("2109.12425v1", "title", "L$^{2}$", "Learning"),
    ("2604.01212v1", "abstract", "starting capital", "lower inf"),
    ("2105.06369v2", "abstract", "The phrase", "refers"),
    ("astro-ph/0601001v1", "abstract", "ranges is", "for HJs"),
    ("1912.10952v2", "abstract", "available at", None),
]


def examples(shared):
    """Paper, piece of text, and that piece as upstream's page shows it."""
    every = papers(shared)
    head = "| **Title** | **Date** | **Abstract** | **Comment** |\n| --- | --- | --- | --- |\n"
    for identifier, field, begin, end in EXAMPLES:
        text = every[identifier][field]
        start = text.find(begin)
        stop = text.find(end, start) if end else len(text)
        if start < 0 or stop < 0:
            sys.exit(f"{identifier}: no {begin!r} before {end!r}")
        piece = text[start:stop].strip()
        shown = render(head + upstream_row(every[identifier]) + "\n").found
        shown = shown[0] if field == "title" else shown[2].removeprefix("Show")
        # Where the piece is in what is shown: the same characters, as far as they are there.
        places = {}
        for block in SequenceMatcher(None, text, shown, autojunk=False).get_matching_blocks():
            places.update((block.a + offset, block.b + offset) for offset in range(block.size))
        there = [places[at] for at in range(start, start + len(piece)) if at in places]
        yield identifier, piece, shown[there[0] : there[-1] + 1], places.get(start + len(piece) - 1) is None


def table(shared, typeset):
    print("| paper | arXiv's text | before | after |\n| --- | --- | --- | --- |")
    for identifier, text, before, cut in examples(shared):
        ticks = "``" if "`" in text else "`"
        source = ticks + (" " if ticks == "``" else "") + text.replace("|", "\\|") + (" " if ticks == "``" else "") + ticks
        lost = " *(the cell ends here)*" if cut else ""
        print(f"| [{identifier}](https://arxiv.org/abs/{identifier}) | {source} | {typeset[before]['escaped']}{lost} | {typeset[text]['markdown']} |")


def judge(shared, typeset):
    every = texts(shared)
    raw = not_whole([(typeset[text]["escaped"], text) for text in every])
    cooked = not_whole([(typeset[text]["markdown"], readable(typeset[text]["linked"])) for text in every if typeset[text]["plain"]])
    left = [(text, commands(typeset[text][form])) for text in every for form in ("keep", "plain") if commands(typeset[text][form])]
    said = [(text, spoken(text, typeset[text][form])) for text in every for form in ("keep", "plain") if spoken(text, typeset[text][form])]
    wrong = [(text, addresses(text, typeset[text]["linked"])) for text in every if addresses(text, typeset[text]["linked"])]
    rows = [paper for paper in papers(shared).values() if paper["title"]]
    before = [paper for paper in rows if broken(upstream_row(paper), (paper["title"], paper["abstract"], paper["comment"]))]
    after = [
        paper
        for paper in rows
        if broken(our_row(paper, typeset), [readable(typeset[paper[field]]["linked"]) if paper[field] else "" for field in ("title", "abstract", "comment")])
    ]
    had = [text for text in every if commands(text)]
    print(f"texts: {len(every)}; not coming back identical: {len(raw)} as they are, {len(cooked)} without TeX")
    print(f"texts with TeX commands: {len(had)} before, {len(left)} after, outside formulas")
    cut = [paper for paper in before if "|" in (paper["title"] + paper["abstract"] + paper["comment"]).replace("\\|", "")]
    print(f"rows: {len(rows)}; as upstream pastes them {len(cut)} are cut, {len(before) - len(cut)} show another text; now {len(after)}")
    for text, found, tags in raw + cooked:
        print(f"not whole: {text[:200]!r} -> {[part[:200] for part in found]!r} {tags}")
    for text, names in left:
        print(f"commands left: {names} in {text[:200]!r}")
    for text, found in said:
        print(f"commands read as words: {found} in {text[:200]!r}")
    for text, found in wrong:
        print(f"addresses cut, too long or no links: {found} in {text[:200]!r}")
    print(f"commands read as words in {len(said)} texts; addresses that are not whole in {len(wrong)}")
    for paper in after:
        print(f"broken: {paper['title']!r}")
    return bool(raw or cooked or left or said or wrong or after)


def main():
    shared = Path(sys.argv[2])
    if sys.argv[1] == "collect":
        json.dump(texts(shared), sys.stdout)
        return
    if sys.argv[1] == "examples":
        json.dump([[text, before] for _, text, before, _ in examples(shared)], sys.stdout)
        return
    typeset = json.loads(Path(sys.argv[3]).read_text())
    if sys.argv[1] == "table":
        table(shared, typeset)
        return
    sys.exit(judge(shared, typeset))


if __name__ == "__main__":
    main()
