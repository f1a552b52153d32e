"""Writes two web pages for the pictures of docs/extra-files.md: a feed as feedparser reads it, and a bibliography beside
the list that pybtex makes of it in the style `unsrt`.

    python3 publications.py DIRECTORY feed|bibliography > PAGE.html
"""

import html
import re
import sys
from pathlib import Path

import feedparser
from pybtex import format_from_string

STYLE = """body { margin: 0; padding: 24px 32px; width: 948px; font: 15px/1.5 -apple-system, "Segoe UI", "Noto Sans", sans-serif;
color: #1f2328 } h1 { font-size: 20px } h2 { font-size: 16px; margin: 18px 0 0 } p { margin: 2px 0 } .by { color: #59636e }
.by b { font-weight: 400; background: #ddf4ff; border-radius: 8px; padding: 0 7px } .cut { display: -webkit-box;
-webkit-line-clamp: 2; -webkit-box-orient: vertical; overflow: hidden } pre { background: #f6f8fa; border-radius: 6px;
padding: 14px; font-size: 12.5px; white-space: pre-wrap } dt { float: left; margin-right: 8px } dd { margin: 0 0 8px 28px }"""


def feed(text):
    read = feedparser.parse(text)
    yield f"<h1>{html.escape(read.feed.title)}</h1>"
    for entry in read.entries[:5]:
        names = ", ".join(author.name for author in entry.authors)
        tags = " ".join(f"<b>{html.escape(tag.term)}</b>" for tag in entry.tags)
        yield f"<h2>{entry.title}</h2><p class=by>{entry.published[:10]} · {html.escape(names)} {tags}</p>"
        yield f"<p class=cut>{entry.summary}</p>"


def bibliography(text):
    entries = re.split(r"(?m)^(?=@)", text)
    some = "".join(entries[2:4])
    yield f"<pre>{html.escape(some.strip())}</pre>"
    yield re.sub(r"(?s).*<dl>|</dl>.*", "", format_from_string(some, style="unsrt", output_backend="html"))


directory, kind = Path(sys.argv[1]), sys.argv[2]
parts = feed((directory / "papers.atom").read_text()) if kind == "feed" else bibliography((directory / "papers.bib").read_text())
print(f"<!doctype html><meta charset=utf-8><style>{STYLE}</style>", *parts, sep="\n")
