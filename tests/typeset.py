"""Typesets bibliographies with pdfTeX and looks for what no title may do.

    python3 tests/typeset.py collect SHARED                       the texts, as JSON
    python3 tests/typeset.py judge SHARED TYPESET.JSON DIRECTORY  exit code 1 if a text reads, writes or runs something
    python3 tests/typeset.py raw SHARED TYPESET.JSON DIRECTORY    the same with the hostile texts as they are

TYPESET.JSON is what examples/typeset.rs makes of the texts.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import texts

# Each tries to read secret.txt, to write owned.txt, or to run a command that makes it.
HOSTILE = [
    r"$x^^5cinput{secret.txt}$",
    r"$x^^5c^^69nput{secret.txt}$",
    r"$x_{^^5cinput{secret.txt}}$",
    r"$\text{^^5cinput{secret.txt}}$",
    r"$\left.^^5cinput{secret.txt}\right.$",
    r"$x^^5cimmediate^^5cwrite18{touch owned.txt}$",
    r"^^5cinput{secret.txt}",
    r"\input{secret.txt}",
    r"\input secret.txt ",
    r"$\input{secret.txt}$",
    r"\(\input{secret.txt}\)",
    r"\[\lowercase{\input{secret.txt}}\]",
    r"$\text{\input{secret.txt}}$",
    r"$\csname input\endcsname{secret.txt}$",
    r"$\def\x{\input{secret.txt}}\x$",
    r"$\expandafter\input\expandafter{secret.txt}$",
    r"\immediate\write18{touch owned.txt}",
    r"$\immediate\write18{touch owned.txt}$",
    r"\newwrite\f\immediate\openout\f=owned.txt\immediate\write\f{x}",
    r"$\immediate\openout5=owned.txt$",
    r"$\openin5=secret.txt$",
    r"\begin{filecontents}{owned.txt}x\end{filecontents}",
    r"$\begin{filecontents}{owned.txt}x\end{filecontents}$",
    r"}, note = {\input{secret.txt}",
    r"}} @preamble{ {\input{secret.txt}} } @misc{z, title = {{",
    r"$a$}\input{secret.txt}{$b$",
    r"{\catcode`\|=0 |input{secret.txt}}",
    r"$\catcode`\|=0 |input{secret.txt}$",
    r"%$\input{secret.txt}",
    r"$\unicode{x5c}input{secret.txt}$",
    "\ufdd0\\input{secret.txt}\ufdd1",
    "\ufdd0x^^5cinput{secret.txt}\ufdd1",
    r"\verb|x|\input{secret.txt}",
    r"\href{run:touch owned.txt}{x}",
    r"\special{ps: (secret.txt) run} $\special{x}$",
    r"\usepackage{secret} $\include{secret}$",
    r"\pdffilesize{secret.txt} $\pdffiledump length 9{secret.txt}$",
    "$x^^\x1cinput{secret.txt}$",
    r"$x^^^^005cinput{secret.txt}$",
    r"$\char92 input{secret.txt}$",
    r"$\begingroup\catcode33=0 !input{secret.txt}\endgroup$",
    "a % b\n\\input{secret.txt}",
    r"$x%$\input{secret.txt}$",
    r"$\{$ { $\}$",
    r"{{{",
    r"}}}",
    r"$\mbox{\input secret.txt }$",
    r"$\operatorname{\input{secret.txt}}$",
    r"$\genfrac{}{}{0pt}{}{\input{secret.txt}}{x}$",
    r"$\directlua{io.open('owned.txt','w')}$",
    r"$\let\x\input \x secret.txt $",
    r"$\renewcommand{\sum}{\input{secret.txt}}\sum$",
    "@preamble{\"\\input{secret.txt}\"}",
    "$x\\\ninput{secret.txt}$",
    r"$\sqrt[\input{secret.txt}]{x}$",
    r"$\begin{array}{c}\input{secret.txt}\end{array}$",
    r"$\everymath{\input{secret.txt}}$",
    r"$\scantokens{\input{secret.txt}}$",
    r"$\includegraphics{secret.txt}$",
    "\N{FULLWIDTH REVERSE SOLIDUS}input{secret.txt}",
]
DOCUMENT = r"""\documentclass{article}
\usepackage[T1]{fontenc}
\usepackage{amsmath,amsfonts}
\begin{document}
\nocite{*}
\bibliographystyle{plain}
\bibliography{papers}
\end{document}
"""
# The freest that TeX can be set: what a user's own settings may be.
FREE = {"openin_any": "a", "openout_any": "a", "shell_escape": "t", "max_print_line": "10000"}
OWN = {"papers.bib", "document.tex", "secret.txt"} | {f"document.{ending}" for ending in ("aux", "bbl", "blg", "fls", "log", "pdf")}


def typeset(directory, entries):
    """Typesets entries of (title, author), and gives the problems."""
    directory.mkdir(parents=True)
    (directory / "secret.txt").write_text("a secret\n")
    (directory / "document.tex").write_text(DOCUMENT)
    bib = "".join(f"@misc{{k{number},\n  title = {{{title}}},\n  author = {{{author}}},\n  year = {{2026}}\n}}\n" for number, (title, author) in enumerate(entries))
    (directory / "papers.bib").write_text(bib)
    command = ["pdflatex", "-shell-escape", "-recorder", "-interaction=nonstopmode", "document"]

    def run(command):
        return subprocess.run(command, cwd=directory, env=os.environ | FREE, capture_output=True, timeout=100)

    run(command)
    run(["bibtex", "document"])
    (directory / "document.fls").unlink()
    run(command)
    log = (directory / "document.log").read_text(errors="replace")
    problems = [f"a file was made: {file.name}" for file in directory.iterdir() if file.name not in OWN]
    for line in (directory / "document.fls").read_text().splitlines():
        kind, _, name = line.partition(" ")
        own = not name.startswith("/") or Path(name).parent == directory
        if kind in ("INPUT", "OUTPUT") and own and (Path(name).name not in OWN or Path(name).name == "secret.txt"):
            problems.append(f"{kind}: {name}")
    problems += [f"TeX: {line}" for line in log.splitlines() if re.match(r"! Undefined control sequence|runsystem\((?!kpse|mktex)", line)]
    if "Output written on document.pdf" not in log:
        problems.append("nothing was typeset")
    if (directory / "document.bbl").read_text(errors="replace").count(r"\bibitem") != len(entries):
        problems.append("an entry is lost, or another was made")
    return problems, len(re.findall("^! ", log, re.MULTILINE))


def titles(shared):
    return sorted({paper["title"] for paper in texts.papers(shared).values() if paper["title"]})


def main():
    what, shared = sys.argv[1], Path(sys.argv[2])
    if what == "collect":
        json.dump(HOSTILE + titles(shared), sys.stdout)
        return
    made, directory = json.loads(Path(sys.argv[3]).read_text()), Path(sys.argv[4])
    if what == "raw":
        sets = {"hostile": [(text, "A. Name") for text in HOSTILE]}
    else:
        sets = {
            "hostile": [(made[text]["bibtex_title"], made[text]["bibtex_authors"]) for text in HOSTILE],
            "titles": [(made[text]["bibtex_title"], "A. Name") for text in titles(shared)],
        }
    failed = False
    for name, entries in sets.items():
        problems, errors = typeset(directory / name, entries)
        for problem in problems:
            print(problem)
        print(f"{name}: {len(entries)} entries, {len(problems)} problems, {errors} errors of TeX")
        failed |= bool(problems)
    sys.exit(1 if failed else 0)


main()
