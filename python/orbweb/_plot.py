"""Pictures of scores."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from orbweb._errors import ArgumentError
from orbweb._types import optional

if TYPE_CHECKING:
    from orbweb._scores import Scores


def plot(scores: Scores, kind: str, ax: Any) -> Any:
    """See `Scores.plot`."""
    if kind not in ("rank", "distribution", "rating"):
        raise ArgumentError(f"plot: expected one of rank, distribution, rating, found {kind!r}")
    if ax is None:
        ax = optional("matplotlib.pyplot", "plot").subplots(figsize=(7, 4))[1]
    if kind == "rank":
        ax.loglog(np.arange(1, len(scores) + 1), np.sort(scores.score)[::-1])
        ax.set(xlabel="rank", ylabel="score", title=f"{scores.definition}: score against rank")
    elif kind == "rating":
        ax.hist(scores.rating, bins=50, range=(0, 100), log=True)
        ax.set(xlabel="rating", ylabel="nodes", title=f"{scores.definition}: how many nodes have which rating")
    else:
        positive = scores.score[scores.score > 0]
        ax.hist(np.log10(positive), bins=60, log=True)
        ax.set(xlabel="score, power of ten", ylabel="nodes", title=f"{scores.definition}: distribution of scores")
    return ax
