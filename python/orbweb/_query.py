"""Questions about links: who links to whom, to whom else, and who is like whom."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, cast

import numpy as np

from orbweb import _core
from orbweb._errors import ArgumentError
from orbweb._progress import Callback, reporting
from orbweb._scores import Scores
from orbweb._select import ranges_under
from orbweb._table import Column, Lists, Table
from orbweb._types import FloatArray, Node, Nodes, Uint32Array, with_words

if TYPE_CHECKING:
    from orbweb._web import Web

_NAMES_AT_ONCE = 1 << 16
_SCORES = """scores : Scores, optional
    Of this web: a column more, `rating` where they have one, else `score`, of the node found."""
_ORDER = _SCORES.replace("of the node found", "of the node found; and the order")
_CALL = """names : bool, default True
    False for numbers of nodes in place of names, as in webs without names.
threads, progress
    As `set_threads` and `set_progress` take them."""
_RAISES = """Raises
------
UnknownNodeError
    For a name that the web does not have.
ArgumentError
    For an argument out of its range, and for scores of another web."""


@dataclass(frozen=True)
class _Question:
    """What all questions take beside their own arguments."""

    web: Web
    n: int | None
    scores: Scores | None
    names: bool
    threads: int | None
    progress: bool | Callback | None

    def __post_init__(self) -> None:
        if self.n is not None and self.n < 0:
            raise ArgumentError(f"n: expected at least 0, found {self.n}")
        of_webs = () if self.scores is None else (self.scores.web.fingerprint, self.scores._core.web_fingerprint)
        if self.scores is not None and self.web.fingerprint not in of_webs:
            raise ArgumentError("scores: expected scores of this web, found some of another")

    @property
    def rating_name(self) -> str:
        return "rating" if self.scores is not None and "rating" in self.scores.columns else "score"

    @property
    def ratings(self) -> FloatArray | None:
        return None if self.scores is None else getattr(self.scores, self.rating_name)

    def ask(self, function: Callable[..., tuple[Any, ...]], *arguments: Any, **options: Any) -> tuple[Any, ...]:
        """What the compiled half finds, in columns."""
        with reporting(self.progress) as callback:
            options |= {"ratings": self.ratings, "n": self.n, "threads": self.threads, "progress": callback}
            return function(self.web._core, *arguments, options)

    def named(self, nodes: Uint32Array) -> Column:
        if not (self.names and self.web.has_names):
            return nodes
        names = self.web.names  # some at a time, so that Ctrl-C gets in between
        pieces = (names[nodes[first : first + _NAMES_AT_ONCE]] for first in range(0, len(nodes), _NAMES_AT_ONCE))
        return [name for piece in pieces for name in piece]

    def table(
        self, title: str, rated: Uint32Array, nodes: Mapping[str, Uint32Array], facts: Mapping[str, Column]
    ) -> Table:
        """Columns of nodes, then of what is said of them; `rated` are those that scores are of."""
        first = "name" if self.names and self.web.has_names else "node"
        columns = {first if name == "name" else name: self.named(ids) for name, ids in nodes.items()}
        columns.update(facts)
        if self.ratings is not None:
            columns[self.rating_name] = self.ratings[rated]
        return Table(columns, title)

    def title(self, text: str, nodes: Uint32Array) -> str:
        return f"{text} {self.web.name(int(nodes[0]))}" if len(nodes) == 1 else f"{text} {len(nodes):,} nodes"


def _ids(web: Web, nodes: Nodes) -> Uint32Array:
    return web.ids([nodes] if isinstance(nodes, (str, int, np.integer)) else nodes)


def _neighbours(question: _Question, nodes: Nodes, side: str, followed: bool, totals: bool) -> Table:
    asked = _ids(question.web, nodes)
    title = question.title("whom these link to:" if side == "linked" else "who links to", asked)
    options = {"linked": side == "linked", "followed": followed}
    if totals:
        of, *counts = question.ask(_core.totals, asked, **options)
        return _counted(question, title, of, "linked" if side == "linked" else "referrers", counts)
    of, found, links, is_followed = question.ask(_core.neighbours, asked, **options)
    return question.table(title, found, {"name": of, side: found}, {"links": links, "followed": is_followed})


def _counted(question: _Question, title: str, nodes: Uint32Array, side: str, counts: list[Any]) -> Table:
    return question.table(title, nodes, {"name": nodes}, dict(zip((side, "followed", "links"), counts, strict=True)))


def _overlaps(question: _Question, title: str, linked: bool, columns: tuple[Any, ...]) -> Table:
    of, other, *facts = columns
    side = "linked" if linked else "referrers"
    heads = ("shared", side, f"other_{side}", "jaccard")
    return question.table(title, other, {"name": of, "other": other}, dict(zip(heads, facts, strict=True)))


class QueryMethods:
    """The questions of ``orbweb query`` as methods of a web."""

    @with_words(order=_ORDER, call=_CALL, raises=_RAISES)
    def referrers(
        self, nodes: Nodes, *, followed: bool = False, totals: bool = False, n: int | None = None,
        scores: Scores | None = None, names: bool = True, threads: int | None = None,
        progress: bool | Callback | None = None,
    ) -> Table:
        """Who links to each node, itself left out, with what the links say.

        Parameters
        ----------
        nodes : name or number, or many of them
            Each is answered by itself, in their order.
        followed : bool, default False
            Only links that are followed.
        totals : bool, default False
            One row for each node: how many link to it, how many of them by a followed link, by how many links.
        n : int, optional
            Rows for each node, at most. By default all.
        {order}
        {call}

        Returns
        -------
        Table
            name, referrer, links, followed, by links; of `totals` name, referrers, followed, links.

        {raises}

        Examples
        --------
        >>> import orbweb as ow
        >>> web = ow.build(([0, 1, 2, 2], [1, 2, 0, 1]))
        >>> web.referrers(1)["referrer"].tolist()
        [0, 2]
        >>> web.referrers([0, 1], totals=True)["referrers"].tolist()
        [1, 2]
        """
        question = _Question(cast("Web", self), n, scores, names, threads, progress)
        return _neighbours(question, nodes, "referrer", followed, totals)

    @with_words(order=_ORDER, call=_CALL, raises=_RAISES)
    def linked(
        self, nodes: Nodes, *, followed: bool = False, totals: bool = False, n: int | None = None,
        scores: Scores | None = None, names: bool = True, threads: int | None = None,
        progress: bool | Callback | None = None,
    ) -> Table:
        """Whom each node links to, itself left out, with what the links say.

        Parameters
        ----------
        nodes, followed, totals, n
            As of `referrers`.
        {order}
        {call}

        Returns
        -------
        Table
            name, linked, links, followed, by links; of `totals` name, linked, followed, links.

        {raises}

        Examples
        --------
        >>> import orbweb as ow
        >>> web = ow.build(([0, 1, 2, 2], [1, 2, 0, 1]))
        >>> web.linked(2)["linked"].tolist()
        [0, 1]
        """
        question = _Question(cast("Web", self), n, scores, names, threads, progress)
        return _neighbours(question, nodes, "linked", followed, totals)

    @with_words(order=_ORDER, call=_CALL, raises=_RAISES)
    def intersect(
        self, nodes: Nodes, *, not_: Nodes = (), min_matches: int | None = None, followed: bool = False,
        n: int | None = None, scores: Scores | None = None, names: bool = True, threads: int | None = None,
        progress: bool | Callback | None = None,
    ) -> Table:
        """Who links to all of these nodes, or to some, and to none of those: the link intersect.

        Parameters
        ----------
        nodes : name or number, or many of them
            All are one question; one named twice counts once.
        not_ : name or number, or many of them, optional
            Who links to any of these is left out.
        min_matches : int, optional
            To how many of `nodes` a link is needed. By default to all of them.
        followed : bool, default False
            Links that are not followed count as none, for `not_` too.
        n : int, optional
            Rows, at most. By default all.
        {order}
        {call}

        Returns
        -------
        Table
            name, matches, links, linked_to, a list: by matches, then links.

        {raises}

        Examples
        --------
        >>> import orbweb as ow
        >>> web = ow.build(([0, 0, 1, 1, 2], [3, 4, 3, 4, 3]))
        >>> web.intersect([3, 4])["node"].tolist()
        [0, 1]
        >>> web.intersect(3, not_=4)["node"].tolist()
        [2]
        >>> web.intersect([3, 4], min_matches=1)["linked_to"]
        [[3, 4], [3, 4], [3]]
        """
        question = _Question(cast("Web", self), n, scores, names, threads, progress)
        asked, excluded = _ids(question.web, nodes), _ids(question.web, not_)
        if min_matches is not None and min_matches < 1:
            raise ArgumentError(f"min_matches: expected at least 1, found {min_matches}")
        found, matches, links, linked_to = question.ask(
            _core.intersect, asked, excluded, min_matches=min_matches, followed=followed
        )
        facts = {"matches": matches, "links": links, "linked_to": Lists(question.named(linked_to), matches)}
        return question.table(question.title("who links to", asked), found, {"name": found}, facts)

    @with_words(scores=_SCORES, call=_CALL, raises=_RAISES)
    def shared(
        self, node: Node, others: Nodes, *, linked: bool = False, scores: Scores | None = None,
        names: bool = True, threads: int | None = None, progress: bool | Callback | None = None,
    ) -> Table:
        """How many link to one node and to each of some others: co-citation (Small 1973, doi:10.1002/asi.4630240406).

        Parameters
        ----------
        node : name or number
            The first of all pairs.
        others : name or number, or many of them
            The second of each; rows are in their order.
        linked : bool, default False
            Compare whom nodes link to, not who links to them: bibliographic coupling (Kessler 1963,
            doi:10.1002/asi.5090140103).
        {scores}
        {call}

        Returns
        -------
        Table
            name, other, shared, referrers, other_referrers, jaccard; of `linked` linked, other_linked.

        {raises}

        Examples
        --------
        >>> import orbweb as ow
        >>> web = ow.build(([0, 0, 1, 1, 2], [3, 4, 3, 4, 3]))
        >>> row = web.shared(3, [4])[0]
        >>> row.shared, row.referrers, row.other_referrers
        (2, 3, 2)
        """
        question = _Question(cast("Web", self), None, scores, names, threads, progress)
        first = question.web.id(node)
        columns = question.ask(_core.shared, first, _ids(question.web, others), linked=linked)
        return _overlaps(question, f"beside {question.web.name(first)}", linked, columns)

    @with_words(scores=_SCORES, call=_CALL, raises=_RAISES)
    def similar(
        self, nodes: Nodes, *, linked: bool = False, n: int | None = 10, scores: Scores | None = None,
        names: bool = True, threads: int | None = None, progress: bool | Callback | None = None,
    ) -> Table:
        """The nodes that most of those link to who link to each node, and few others, by Jaccard's index.

        Complete for nodes that at most 256 link to; of others a node of index j is missed with a chance below
        (1 - j)^256 (Broder 1997, doi:10.1109/SEQUEN.1997.666900). The same question has the same answer.

        Parameters
        ----------
        nodes : name or number, or many of them
            Each is answered by itself, in their order.
        linked : bool, default False
            Compare whom nodes link to, not who links to them.
        n : int, default 10
            Rows for each node, at most; None for all.
        {scores}
        {call}

        Returns
        -------
        Table
            As of `shared`, by jaccard.

        {raises}

        Examples
        --------
        >>> import orbweb as ow
        >>> web = ow.build(([0, 0, 1, 1, 2], [3, 4, 3, 4, 3]))
        >>> web.similar(3)["other"].tolist()
        [4]
        """
        question = _Question(cast("Web", self), n, scores, names, threads, progress)
        asked = _ids(question.web, nodes)
        columns = question.ask(_core.similar, asked, linked=linked)
        return _overlaps(question, question.title("most like", asked), linked, columns)

    @with_words(order=_ORDER, call=_CALL, raises=_RAISES)
    def twins(
        self, nodes: Nodes, *, linked: bool = False, n: int | None = None, scores: Scores | None = None,
        names: bool = True, threads: int | None = None, progress: bool | Callback | None = None,
    ) -> Table:
        """The nodes that exactly those link to who link to each node: mirrors, farms.

        Parameters
        ----------
        nodes, linked
            As of `similar`.
        n : int, optional
            Rows for each node, at most. By default all.
        {order}
        {call}

        Returns
        -------
        Table
            name, twin, in the order of the web. A node that nobody links to has no twins.

        {raises}

        Examples
        --------
        >>> import orbweb as ow
        >>> web = ow.build(([0, 0, 1, 1, 2], [3, 4, 3, 4, 0]))
        >>> web.twins([3, 0])["twin"].tolist()
        [4]
        """
        question = _Question(cast("Web", self), n, scores, names, threads, progress)
        asked = _ids(question.web, nodes)
        of, found = question.ask(_core.twins, asked, linked=linked)
        return question.table(question.title("twins of", asked), found, {"name": of, "twin": found}, {})

    @with_words(order=_ORDER, call=_CALL, raises=_RAISES)
    def best(
        self, under: str | Iterable[str] | None = None, *, by: Literal["referrers", "followed", "links"] | None = None,
        n: int | None = 10, scores: Scores | None = None, names: bool = True, threads: int | None = None,
        progress: bool | Callback | None = None,
    ) -> Table:
        """The nodes that most others link to, of the web or of a host.

        Parameters
        ----------
        under : host or hosts, optional
            The nodes at or below each of these: their pages, their subdomains. By default all of the web.
        by : {"referrers", "followed", "links"}, optional
            What the best have most of: referring nodes (by default), of these with a followed link, links. Not beside
            `scores`, which are the order then.
        n : int, default 10
            Rows for each host, at most; None for all.
        {order}
        {call}

        Returns
        -------
        Table
            name, referrers, followed, links.

        {raises}

        Examples
        --------
        >>> import orbweb as ow
        >>> web = ow.build(([0, 1, 2, 2], [1, 2, 0, 1]))
        >>> web.best(n=1)["node"].tolist()
        [1]
        """
        question = _Question(cast("Web", self), n, scores, names, threads, progress)
        if by is not None and scores is not None:
            raise ArgumentError("by and scores contradict each other: with scores, nodes are ordered by them")
        ranges = [range(len(question.web))] if under is None else ranges_under(question.web, under)
        found, *counts = question.ask(_core.best, [(r.start, r.stop) for r in ranges], by=by)
        title = f"best by {question.rating_name if scores is not None else by or 'referrers'}"
        return _counted(question, title, found, "referrers", counts)
