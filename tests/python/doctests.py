"""Runs the examples in the docstrings of all that the package offers, those generated from the table included."""

from __future__ import annotations

import doctest
import inspect
import sys

import orbweb


def main() -> int:
    finder, runner = doctest.DocTestFinder(recurse=False), doctest.DocTestRunner()
    objects = [(name, getattr(orbweb, name)) for name in orbweb.__all__] + [("orbweb", orbweb)]
    classes = [item for _, item in objects if inspect.isclass(item)]
    objects += [(f"{item.__name__}.{name}", getattr(item, name)) for item in classes for name in dir(item) if name[0] != "_"]
    for name, item in objects:
        for test in finder.find(item, name, module=False, globs={}):
            runner.run(test)
    print(f"{runner.tries} examples, {runner.failures} failures")
    return 1 if runner.failures or not runner.tries else 0


if __name__ == "__main__":
    sys.exit(main())
