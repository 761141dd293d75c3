#!/usr/bin/env python3
"""Plays three nights of a job through: a growing web, a crash, a full disk, and readers who must notice nothing.

    demo/nights.py FOLDER                     three releases in FOLDER/releases, and an account of each night
    pg_virtualenv demo/nights.py FOLDER       the same with a PostgreSQL server that is read from all the time

The links of each night are those between the homepages of Debian's packages (demo/debian_links.py): without games and
science, without games, and all; where this machine has no full package index, those of the snapshot beside this script,
without a third of the hosts, without a tenth, and all. The second night's run is killed (SIGKILL) at many moments, each in a copy of the folder;
the third night's runs on file systems with too little room, which only root can mount. What is checked: CURRENT is the
old release or the new one, whole (`orbweb verify`); what `--resume` ends with has the same tables, byte for byte; readers
of the database see three states and no error. Ends with 1 and a message where one of these does not hold, else with the
number of checks: "N passed, 0 failed".
"""

from __future__ import annotations

import argparse
import json
import lzma
import os
import shutil
import signal
import subprocess
import sys
import time
import zlib
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ORBWEB = os.environ.get("ORBWEB_PROGRAM", str(ROOT / "build/release/orbweb"))
NIGHTS = {1: {"games", "science"}, 2: {"games"}, 3: set()}  # sections that are left out
LEFT_OUT = {1: 1 / 3, 2: 1 / 10, 3: 0}  # of the hosts of the snapshot
FEW_PACKAGES = 10_000  # an index below this is a torso: only what is installed, or one small repository
KILLS = 24
ROOMS = (0, 16, 64, 256, 512, 1024, 2048, 3072, 4096, 6144)  # KiB
JOB = """name = "nights"
[input]
files = ["links.tsv"]
[fold]
level = "domain"
[[scores]]
algorithm = "domain-rating"
[[scores]]
algorithm = "pagerank"
options = {tol = 1e-9}
[release]
formats = ["parquet", "tsv.zst"]
"""


def say(text: str) -> None:
    print(text, flush=True)


passed = 0


def require(holds: bool, what: str) -> None:
    global passed
    if not holds:
        sys.exit(f"nights.py: this must hold and does not: {what}")
    passed += 1


def package_index() -> list[str]:
    """The paragraphs of this machine's package index; none where that is no full one."""
    if shutil.which("apt-cache") is None:
        return []
    text = subprocess.run(["apt-cache", "dumpavail"], check=True, capture_output=True).stdout.decode("utf-8", "replace")
    paragraphs = text.split("\n\n")
    return paragraphs if len(paragraphs) >= FEW_PACKAGES else []


def section_of(paragraph: str) -> str:
    lines = (line for line in paragraph.split("\n") if line.startswith("Section: "))
    return next(lines, "Section: ").removeprefix("Section: ").rsplit("/", 1)[-1]


def write_links(index: list[str], night: int, path: Path) -> None:
    if not index:
        with lzma.open(ROOT / "demo/debian-hosts.tsv.xz", "rb") as snapshot:
            path.write_bytes(b"".join(line for line in snapshot if is_in_snapshot(line, night)))
        return
    kept = "\n\n".join(paragraph for paragraph in index if section_of(paragraph) not in NIGHTS[night])
    with open(path, "wb") as file:
        subprocess.run([sys.executable, ROOT / "demo/debian_links.py", "-"], input=kept.encode(), stdout=file, check=True,
                       stderr=subprocess.DEVNULL)


def is_in_snapshot(line: bytes, night: int) -> bool:
    """By its source, so that the domains of a night come whole."""
    return not line.startswith(b"#") and zlib.crc32(line.split(b"\t", 1)[0]) >= LEFT_OUT[night] * 2 ** 32


def run_job(job: Path, releases: Path, *options: str, status: int = 0) -> dict:
    run = subprocess.run([ORBWEB, "run", job, "--releases", releases, "--json", *options], text=True, capture_output=True,
                         check=False)
    require(run.returncode == status, f"exit {status} of {job} {options}, found {run.returncode}: {run.stderr}")
    return json.loads(run.stdout) if run.stdout else {}


def current(releases: Path) -> str:
    """The name of the current release, which must be whole."""
    subprocess.run([ORBWEB, "verify", releases / "CURRENT"], check=True, capture_output=True)
    return os.readlink(releases / "CURRENT")


def tables(release: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in release.iterdir() if ".tsv" in path.name or path.suffix == ".parquet"}


def kill_everywhere(job: Path, releases: Path, scratch: Path, seconds: float, expected: dict[str, bytes]) -> str:
    """Kills the run at moments spread over its time, and resumes it."""
    old = current(releases)
    ends: Counter[str] = Counter()
    for kill in range(KILLS):
        trial = scratch / "killed"
        shutil.rmtree(trial, ignore_errors=True)
        shutil.copytree(releases, trial, symlinks=True)
        with subprocess.Popen([ORBWEB, "run", job, "--releases", trial], stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL) as run:
            time.sleep(seconds * (kill + 0.5) / KILLS)
            run.send_signal(signal.SIGKILL)
        published = current(trial) != old
        ends["after it was published" if published else "before"] += 1
        run_job(job, trial, "--resume")
        require(tables(trial / current(trial)) == expected, f"the tables after kill {kill} are those of a run in one piece")
    return f"{KILLS} kills: " + ", ".join(f"{count} {when}" for when, count in sorted(ends.items()))


def fill_everywhere(job: Path, releases: Path, scratch: Path, expected: dict[str, bytes]) -> str:
    """Runs the job on file systems with room for the old releases and a little more."""
    old = current(releases)
    used = int(subprocess.run(["du", "-sk", releases], check=True, capture_output=True).stdout.split()[0])
    full, fits = 0, 0
    disk = scratch / "disk"
    disk.mkdir(exist_ok=True)
    for room in ROOMS:
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={used + 64 + room}k", "orbweb-nights", disk],
                                 capture_output=True, check=False)
        if mounted.returncode != 0:
            return "not tried: only root can mount a small file system"
        try:
            shutil.copytree(releases, disk / "releases", symlinks=True)
            run = subprocess.run([ORBWEB, "run", job, "--releases", disk / "releases"], text=True, capture_output=True,
                                 check=False)
            require(run.returncode in (0, 74), f"exit 0 or 74 with {room} KiB of room: {run.returncode} {run.stderr}")
            now = current(disk / "releases")
            if run.returncode == 74:
                full += 1
                require(now == old, f"with {room} KiB of room the old release stays")
                subprocess.run(["mount", "-o", "remount,size=1g", disk], check=True)
                run_job(job, disk / "releases")
            else:
                fits += 1
            require(tables(disk / "releases" / current(disk / "releases")) == expected, "the tables are those of a free disk")
        finally:
            subprocess.run(["umount", disk], check=True)
    return f"{len(ROOMS)} disks: {full} full (exit 74, the old release stays, the next run publishes), {fits} with room"


class Readers:
    """Reads the views of a PostgreSQL server all the time, where there is one."""

    def __init__(self, scratch: Path) -> None:
        self.log = scratch / "readers.txt"
        self.errors = scratch / "readers-errors.txt"
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        statement = "SELECT count(*), round(sum(score)::numeric, 9) FROM nights.pagerank \\watch 0.02\n"
        with open(self.log, "wb") as log, open(self.errors, "wb") as errors:
            self.process = subprocess.Popen(["psql", "-qtAX"], stdin=subprocess.PIPE, stdout=log, stderr=errors)
        assert self.process.stdin is not None
        self.process.stdin.write(statement.encode())
        self.process.stdin.close()

    def stop(self) -> str:
        if self.process is None:
            return "no PostgreSQL server: run it under pg_virtualenv"
        require(self.process.poll() is None, "the reader is alive: " + self.errors.read_text())
        self.process.terminate()
        self.process.wait()
        seen = Counter(line for line in self.log.read_text().split("\n") if "|" in line)
        require(self.errors.read_text() == "", "readers see no error: " + self.errors.read_text())
        require(len(seen) == len(NIGHTS), f"readers see {len(NIGHTS)} states: {seen}")
        return f"{sum(seen.values())} reads, no error, {len(seen)} states (rows|sum of scores: reads): " + \
            ", ".join(f"{state}: {count}" for state, count in seen.items())


def account(night: int, answer: dict, releases: Path, seconds: float) -> None:
    say(f"night {night}: {answer['outcome']} in {seconds:.2f} s: {current(releases)}")
    run = json.loads((releases / "CURRENT/run.json").read_text())
    for table in answer["tables"]:
        say(f"  {table['name']}: {table['iterations']} iterations, {run['tables'][table['name']]['iterations_saved']} fewer "
            f"than cold, error at most {table['error_bound_l1']:.1e}")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("folder", type=Path, help="made where it is not there; what is in it is replaced")
    folder = parser.parse_args().folder.resolve()
    shutil.rmtree(folder, ignore_errors=True)
    scratch, releases = folder / "scratch", folder / "releases"
    scratch.mkdir(parents=True)
    job, served = folder / "job.toml", folder / "served.toml"
    job.write_text(JOB)
    readers = Readers(scratch)
    has_server = "PGHOST" in os.environ or "PGPORT" in os.environ
    served.write_text(JOB + ('[export.postgres]\nschema = "nights"\n' if has_server else ""))
    if has_server:
        subprocess.run(["psql", "-qX", "-c", "CREATE SCHEMA nights"], check=True)
    index = package_index()
    say("links: " + ("this machine's package index" if index else "no full package index here, so the snapshot's"))
    made: list[str] = []
    for night in NIGHTS:
        write_links(index, night, folder / "links.tsv")
        if night == 2:
            expected, seconds = elsewhere(job, releases, scratch)
            say(f"night 2: {kill_everywhere(job, releases, scratch, seconds, expected)}")
        if night == 3:
            expected, _ = elsewhere(job, releases, scratch)
            say(f"night 3: {fill_everywhere(job, releases, scratch, expected)}")
        began = time.monotonic()
        answer = run_job(served, releases)
        account(night, answer, releases, time.monotonic() - began)
        made.append(current(releases))
        if night == 1 and has_server:
            readers.start()
        began = time.monotonic()
        again = run_job(served, releases)
        require(again["outcome"] == "unchanged", "nothing new, no release")
        say(f"  again, with nothing new: {again['outcome']} in {time.monotonic() - began:.2f} s")
    say("readers: " + readers.stop())
    for old, new in zip(made, made[1:]):
        diff = subprocess.run([ORBWEB, "diff", releases / old, releases / new, "-n", "5"], text=True, capture_output=True,
                              check=True)
        say(f"\n{old} -> {new}\n{diff.stdout}")
    say(f"{passed} passed, 0 failed")
    return 0


def elsewhere(job: Path, releases: Path, scratch: Path) -> tuple[dict[str, bytes], float]:
    """The tables of a run in one piece, in a copy of the folder, and the seconds of the fastest of three."""
    trial, seconds = scratch / "whole", []
    for _ in range(3):
        shutil.rmtree(trial, ignore_errors=True)
        shutil.copytree(releases, trial, symlinks=True)
        began = time.monotonic()
        run_job(job, trial)
        seconds.append(time.monotonic() - began)
    return tables(trial / current(trial)), min(seconds)


if __name__ == "__main__":
    sys.exit(main())
