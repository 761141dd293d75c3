"""What can go wrong, as exceptions: the C++ types of graph/error.h with the same text."""

from __future__ import annotations

__all__ = [
    "ArgumentError",
    "Cancelled",
    "CreateError",
    "Error",
    "IoError",
    "LimitError",
    "LoadError",
    "MissingPackageError",
    "UnknownNodeError",
]


class Error(Exception):
    """Base of every error that Orbweb raises on purpose."""


class ArgumentError(Error, ValueError):
    """An argument outside its range or in contradiction to another."""


class LoadError(Error, ValueError):
    """Data that is not what it should be: a malformed input, a damaged web.

    Attributes
    ----------
    path, place, expected, found : str
        What the message is made of: ``PATH: PLACE: expected EXPECTED, found FOUND``; `place` is ``line 12``,
        ``byte 4096``, or empty for the whole file.
    """

    path: str = ""
    place: str = ""
    expected: str = ""
    found: str = ""


class IoError(Error, OSError):
    """The operating system refused an operation on a file, or the disk is full; `errno` says why."""


class CreateError(Error, OSError):
    """An output cannot be created: it exists, or its folder does not or may not be written."""


class LimitError(Error, MemoryError):
    """A job would need more memory than it was granted, or more than the machine's types can hold."""


class Cancelled(Error):
    """Work was asked to stop other than by a signal."""


class UnknownNodeError(Error, KeyError):
    """A name that is no node of this web."""

    def __str__(self) -> str:
        return str(self.args[0])  # KeyError would quote it


class MissingPackageError(Error, ImportError):
    """A method needs an optional package that is not installed."""
