"""Types that signatures share."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

from orbweb._errors import MissingPackageError

Path: TypeAlias = str | os.PathLike[str]
IntArray: TypeAlias = npt.NDArray[np.integer[Any]]
Uint32Array: TypeAlias = npt.NDArray[np.uint32]
Uint64Array: TypeAlias = npt.NDArray[np.uint64]
FloatArray: TypeAlias = npt.NDArray[np.float64]
BoolArray: TypeAlias = npt.NDArray[np.bool_]
Node: TypeAlias = str | int | np.integer[Any]
"""A name, or a number from 0 on."""
Nodes: TypeAlias = Node | Iterable[Node]
"""One node or many."""
NodeValues: TypeAlias = (
    Path | Mapping[str, float] | Mapping[int, float] | Iterable[str] | Sequence[float] | npt.NDArray[Any]
)
"""One value of at least 0 for each node: an array of that length, a mapping from names or numbers, some names that
count 1 each, or the path of a file with lines ``NAME [VALUE]``."""

NodeSet: TypeAlias = Path | bytes | Iterable[str] | Iterable[int] | IntArray | BoolArray
"""Some nodes: names, numbers, a mask with one truth for each node, the path of a file with one name a line, or a Roaring
bitmap in its portable form."""

Function = TypeVar("Function", bound=Callable[..., Any])


def with_words(**words: str) -> Callable[[Function], Function]:
    """Puts texts into a method's docstring where it has their names in braces, once for all methods that share them."""

    def filled(function: Function) -> Function:
        text = function.__doc__ or ""
        for name, word in words.items():
            text = text.replace("{" + name + "}", word.replace("\n", "\n        "))
        function.__doc__ = text
        return function

    return filled


def optional(package: str, extra: str) -> Any:
    """The package, or an error that says how to get it."""
    try:
        return importlib.import_module(package)
    except ImportError as error:
        root = package.split(".")[0]
        raise MissingPackageError(f"this needs {root}: pip install {root}, or orbweb[{extra}]") from error
