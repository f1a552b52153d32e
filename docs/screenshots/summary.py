"""Prints the job summary of a first run of the README's quick start, against a fake arXiv and a fake GitHub."""

import os
import pathlib
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
CARGO = ["cargo", "run", "--quiet", "--locked"]

with tempfile.TemporaryDirectory() as directory:
    repository, summary = pathlib.Path(directory, "repository"), pathlib.Path(directory, "summary.md")
    repository.mkdir()
    (repository / "README.md").write_text("# Papers\n")
    serve = [*CARGO, "--package", "fakes", "--bin", "serve", "--", repository, "examples/corpus.json"]
    fakes = subprocess.Popen(serve, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    variables = dict(line.strip().split("=", 1) for line in iter(fakes.stdout.readline, "\n"))
    environment = {
        **os.environ,
        **variables,
        "INPUT_TOKEN": variables["GITHUB_TOKEN"],
        "INPUT_KEYWORDS": "Neural Architecture Search\nDARTS",
        "GITHUB_ACTIONS": "true",
        "GITHUB_STEP_SUMMARY": str(summary),
    }
    subprocess.run([*CARGO, "--bin", "daily-papers"], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    fakes.stdin.close()
    fakes.wait(30)
    print(summary.read_text())
