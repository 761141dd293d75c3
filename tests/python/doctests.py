"""Runs the examples in the docstrings of all that the package offers, those generated from the table included."""

from __future__ import annotations

import doctest
import sys

import orbweb


def main() -> int:
    finder, runner = doctest.DocTestFinder(recurse=False), doctest.DocTestRunner()
    objects = [(name, getattr(orbweb, name)) for name in orbweb.__all__] + [("orbweb", orbweb)]
    objects += [(name, getattr(orbweb.Web, name)) for name in orbweb._algorithms.__all__]
    for name, item in objects:
        for test in finder.find(item, name, module=False, globs={}):
            runner.run(test)
    print(f"{runner.tries} examples, {runner.failures} failures")
    return 1 if runner.failures or not runner.tries else 0


if __name__ == "__main__":
    sys.exit(main())
