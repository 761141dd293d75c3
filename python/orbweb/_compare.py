"""How alike two rankings are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from orbweb._errors import ArgumentError
from orbweb._types import optional

if TYPE_CHECKING:
    from orbweb._scores import Scores


@dataclass(frozen=True)
class Comparison:
    """1 = the same order; correlations are -1 for the opposite one."""

    kendall_tau: float
    """Tau-b: pairs in the same order less pairs in the other."""
    weighted_tau: float
    """Vigna's: a swap near the top weighs more (doi:10.1145/2736277.2741088)."""
    spearman: float
    rank_biased_overlap: float
    """Of readers who go on with probability p (Webber, Moffat, Zobel 2010, doi:10.1145/1852102.1852106), extrapolated."""
    top_k_overlap: float
    """Share of the first k that both have."""
    nodes: int
    k: int
    p: float


def overlaps(first: npt.NDArray[Any], second: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """How many nodes the first 1, 2, ... of two orders of the same nodes share."""
    place = np.empty(len(second), dtype=np.int64)
    place[second] = np.arange(len(second))
    shared_from = np.maximum(np.arange(len(first)), place[first])
    return np.cumsum(np.bincount(shared_from, minlength=len(first)))


def rank_biased_overlap(shared: npt.NDArray[np.int64], p: float) -> float:
    """The extrapolated RBO of two orders without ties, from `overlaps`."""
    depth = np.arange(1, len(shared) + 1)
    weights = (1 - p) / p * p**depth
    return float(np.sum(weights * shared / depth) + shared[-1] / len(shared) * p ** len(shared))


def compare(first: Scores, second: Scores, *, k: int, p: float) -> Comparison:
    """Of scores of one web, or of webs with the same nodes. Ties in the overlaps go by node."""
    if len(first) != len(second) or len(first) == 0:
        raise ArgumentError(f"compare: expected scores of the same nodes, found {len(first):,} and {len(second):,}")
    if first.web.fingerprint != second.web.fingerprint and list(first.names) != list(second.names):
        raise ArgumentError("compare: expected scores of the same nodes, found other names")
    if not (0 < p < 1 and k >= 1):
        raise ArgumentError(f"compare: expected 0 < p < 1 and k of at least 1, found {p} and {k}")
    stats = optional("scipy.stats", "compare")
    a, b = first.score, second.score
    shared = overlaps(first._core.top(len(first)), second._core.top(len(second)))
    depth = min(k, len(first))
    return Comparison(
        kendall_tau=float(stats.kendalltau(a, b).statistic),
        weighted_tau=float(stats.weightedtau(a, b).statistic),
        spearman=float(stats.spearmanr(a, b).statistic),
        rank_biased_overlap=rank_biased_overlap(shared, p),
        top_k_overlap=float(shared[depth - 1]) / depth,
        nodes=len(first), k=depth, p=p,
    )
