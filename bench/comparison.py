"""What the comparisons with other engines share: the command line, and each engine in a process of its own."""
import argparse
import importlib.util
import json
import os
import subprocess
import sys


def is_installed(module):
    return importlib.util.find_spec(module) is not None


def run_apart(script, *arguments, environment=None):
    """What `script` prints last when it is told to run one engine, read as JSON, and None; or None and the problem."""
    run = subprocess.run([sys.executable, script, "--one", *arguments], capture_output=True, text=True, env=environment)
    if run.returncode != 0:
        return None, "failed: " + (run.stderr.strip().splitlines() or ["?"])[-1]
    return json.loads(run.stdout.strip().splitlines()[-1]), None


def main(description, run_one, compare, only):
    """Runs one engine where run_apart() asks for it, else compares all on each web; `only` says what --only names."""
    if sys.argv[1:2] == ["--one"]:
        run_one(*sys.argv[2:])
        return
    parser = argparse.ArgumentParser(description=description.split("\n", maxsplit=1)[0])
    parser.add_argument("webs", nargs="+", metavar="WEB")
    parser.add_argument("--orbweb", default="build/release/orbweb")
    parser.add_argument("--only", help=f"{only}, separated by commas")
    parser.add_argument("--json", help="file for all figures")
    options = parser.parse_args()
    options.orbweb = os.path.abspath(options.orbweb)
    tables = [compare(web, options) for web in options.webs]
    if options.json:
        with open(options.json, "w") as file:
            json.dump(tables, file, indent=1)
