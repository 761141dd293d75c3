"""The algorithms, one function for each row of the table in C++: names, options, defaults and help come from there."""

from __future__ import annotations

import inspect
import keyword
import os
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from orbweb import _core
from orbweb._progress import reporting
from orbweb._scores import Scores

if TYPE_CHECKING:
    from orbweb._web import Web

_UNITS = {
    "flag": "bool", "integer": "int", "number": "float", "node": "str or int", "node_values": "array, mapping, names or path",
    "start_scores": "Scores, array or path",
}
_CALL_PARAMETERS = {"memory": None, "threads": None, "progress": None}
_CHECKPOINT_DOC = """
checkpoint : path, optional
    File that keeps the state of the work, every minute and where it is stopped, as by Ctrl-C. Where it holds a state
    of the same work, that is gone on from, to the same scores bit for bit; it goes when they have converged."""
_MEMORY_DOC = """
    Most bytes to take beside the web's files: what needs more is refused. By default nothing is."""
_SPILLED_DOC = """
    Most bytes to take beside the web's files, by default the memory of this machine. Registers that do not fit lie in
    a temporary file meanwhile, in $TMPDIR or else /var/tmp, and no byte changes; what needs more even so is refused."""
_DOC = """{summary}.

{definition}. Releases the GIL; Ctrl-C stops it.

Parameters
----------
{web}{options}{checkpoint}
memory : int, optional{memory}
threads : int, optional
    Threads to use. By default those of `orbweb.set_threads`.
progress : bool or callable, optional
    As `orbweb.set_progress` takes it.

Returns
-------
Scores
    One score for each node, with its certified error.

Raises
------
ArgumentError
    For options out of range, or a web that this algorithm cannot rank.
LimitError
    Where the memory is too little.
LoadError
    Where stored bytes turn out to be damaged.

Examples
--------
>>> import orbweb as ow
>>> web = ow.build(([0, 1, 2], [1, 2, 0]))
>>> {example}
"""


def _identifier(name: str) -> str:
    name = name.replace("-", "_")
    return name + "_" if keyword.iskeyword(name) else name


def node_vector(web: Web, option: str, value: Any) -> Any:
    """One value for each node out of all that stands for it."""
    if isinstance(value, (str, os.PathLike)):
        return _core.node_values(os.fspath(value), web._core)
    if isinstance(value, Mapping):
        vector = np.zeros(web.num_nodes)
        for node, weight in value.items():
            vector[web.id(node)] = weight
        return vector
    items = value if isinstance(value, np.ndarray) else list(value) if isinstance(value, Iterable) else value
    if isinstance(items, list) and items and all(isinstance(item, str) for item in items):
        vector = np.zeros(web.num_nodes)
        vector[web.ids(items)] = 1
        return vector
    array = np.asarray(items)
    if array.ndim != 1 or array.dtype.kind not in "fiub":
        raise TypeError(f"{option}: expected numbers, names, a mapping or a path, found {type(value).__name__}")
    return array.astype(np.float64)


def start_scores(web: Web, value: Any) -> Any:
    """Where an iteration begins, by node; NaN for nodes that other scores do not have."""
    if isinstance(value, Scores):
        if value.web.fingerprint == web.fingerprint:
            return value.score
        return _core.matched_scores(value._core, value.web._core, web._core)
    if isinstance(value, (str, os.PathLike)):
        return _core.start_scores(os.fspath(value), web._core)
    array = np.asarray(value)
    if array.ndim != 1 or array.dtype.kind not in "fiu":
        raise TypeError(f"warm-start: expected Scores, numbers or a path, found {type(value).__name__}")
    return array.astype(np.float64)


def _plain(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value


def _options(web: Web, row: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """As the table takes them: by its own names, without those that are left to their default."""
    options = {}
    for spec in row["options"]:
        value = given.get(_identifier(spec["name"]))
        if value is None:
            continue
        if spec["kind"] == "node_values":
            value = node_vector(web, spec["name"], value)
        elif spec["kind"] == "start_scores":
            value = start_scores(web, value)
        elif spec["kind"] == "node" and value != "":
            value = web.name(web.id(value))
        options[spec["name"]] = _plain(value)
    return options


def run_row(row: dict[str, Any], web: Web, given: dict[str, Any]) -> Scores:
    """One row of the table; `given` has its options, by Python's names, and what _signature adds."""
    options = _options(web, row, given)
    with reporting(given["progress"]) as callback:
        checkpoint = os.fspath(given.get("checkpoint") or "")
        threads, memory = given["threads"] or 0, given.get("memory") or 0
        core = _core.run(web._core, row["name"], options, callback, threads, checkpoint, memory)
    kept = {name: value for name, value in options.items() if name != "warm-start"}  # what explains needs no start
    return Scores(core, web, kept)


def topic_pagerank(
    web: Web, topics: Mapping[str, Any] | str | os.PathLike[str], *, threads: int | None = None,
    progress: bool | Callable[..., object] | None = None, **options: Any,
) -> Scores:
    """One PageRank for each of many topics, over one layout of the web.

    Parameters
    ----------
    web : Web
        What to rank.
    topics : mapping or path
        What each topic prefers, by its name, as `pagerank` takes a `preference`; or a file of lines
        ``NAME<TAB>TOPIC[<TAB>VALUE]`` as ``orbweb rank --topics`` reads it. At most 60.
    threads, progress, **options
        As of `pagerank`, but `preference`, `checkpoint` and `memory`.

    Returns
    -------
    Scores
        Those of `pagerank`, with a column for each topic. The error bound is the largest of all.

    References
    ----------
    Haveliwala, "Topic-sensitive PageRank", WWW 2002, doi:10.1145/511446.511513.

    Examples
    --------
    >>> import orbweb as ow
    >>> web = ow.build(([0, 1, 2], [1, 2, 0]))
    >>> ow.topic_pagerank(web, {"home": {0: 1}}).columns
    ['score', 'rank', 'home']
    """
    row = next(row for row in _core.algorithms() if row["name"] == "pagerank")
    try:
        given = _signature(row, "web").bind(web, threads=threads, progress=progress, **options).arguments
    except TypeError as error:
        raise TypeError(f"topic_pagerank() {error}") from None
    if given.get("checkpoint"):
        raise TypeError("topic_pagerank() keeps no checkpoint")
    if given.get("memory"):
        raise TypeError("topic_pagerank() keeps to no memory")
    values = _options(web, row, given)
    if isinstance(topics, Mapping):
        named = [(name, node_vector(web, name, nodes)) for name, nodes in topics.items()]
    else:
        named = _core.read_topics(os.fspath(topics), web._core)
    with reporting(progress) as callback:
        return Scores(_core.run_topics(web._core, values, named, callback, threads or 0), web, values)


def _option_doc(spec: dict[str, Any]) -> str:
    kind = "{" + ", ".join(map(repr, spec["choices"])) + "}" if spec["kind"] == "choice" else _UNITS[spec["kind"]]
    default = "optional" if spec["default"] is None else f"default {spec['default']!r}"
    return f"\n{_identifier(spec['name'])} : {kind}, {default}\n    {spec['help'][:1].upper()}{spec['help'][1:]}."


def _signature(row: dict[str, Any], first: str) -> inspect.Signature:
    kept = {"checkpoint": None} if row["keeps_state"] else {}
    defaults = {_identifier(spec["name"]): spec["default"] for spec in row["options"]} | kept | _CALL_PARAMETERS
    parameters = [inspect.Parameter(first, inspect.Parameter.POSITIONAL_OR_KEYWORD)]
    parameters += [inspect.Parameter(n, inspect.Parameter.KEYWORD_ONLY, default=d) for n, d in defaults.items()]
    return inspect.Signature(parameters)


def _doc(row: dict[str, Any], is_method: bool) -> str:
    name = _identifier(row["name"])
    options = {spec["name"] for spec in row["options"]}
    arguments = "seeds={0: 1.0}" if "seeds" in options else "source=0" if "source" in options else ""
    example = f"web.{name}({arguments})" if is_method else f"ow.{name}({', '.join(filter(None, ['web', arguments]))})"
    return _DOC.format(
        summary=row["summary"][:1].upper() + row["summary"][1:],
        definition=row["definition"],
        web="" if is_method else "web : Web\n    What to rank.",
        options="".join(map(_option_doc, row["options"])).removeprefix("\n" if is_method else ""),
        checkpoint=_CHECKPOINT_DOC if row["keeps_state"] else "",
        memory=_SPILLED_DOC if "log2m" in options else _MEMORY_DOC,
        example=f"{example}.score.shape\n(3,)",
    )


def _make(row: dict[str, Any], is_method: bool) -> Callable[..., Scores]:
    signature = _signature(row, "self" if is_method else "web")

    def function(*args: Any, **kwargs: Any) -> Scores:
        try:
            bound = signature.bind(*args, **kwargs)
        except TypeError as error:
            raise TypeError(f"{function.__name__}() {error}") from None
        bound.apply_defaults()
        web, *options = bound.arguments.values()
        return run_row(row, web, dict(zip(list(bound.arguments)[1:], options, strict=True)))

    function.__name__ = _identifier(row["name"])
    function.__qualname__ = f"AlgorithmMethods.{function.__name__}" if is_method else function.__name__
    function.__module__ = __name__
    function.__doc__ = _doc(row, is_method)
    function.__signature__ = signature  # type: ignore[attr-defined]
    return function


class AlgorithmMethods:
    """The algorithms as methods of a web."""


for _row in _core.algorithms():
    globals()[_identifier(_row["name"])] = _make(_row, is_method=False)
    setattr(AlgorithmMethods, _identifier(_row["name"]), _make(_row, is_method=True))

__all__ = [_identifier(row["name"]) for row in _core.algorithms()]
