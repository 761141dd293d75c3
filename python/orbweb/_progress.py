"""How long work shows where it is."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

__all__ = ["Progress", "set_progress"]


class Progress(NamedTuple):
    """One report of a running phase."""

    phase: str
    """Such as ``reading links`` or ``pagerank``."""
    done: int
    total: int
    """0 where it is not known in advance."""
    unit: str
    """Such as ``bytes`` or ``iterations``."""
    error_bound: float
    """Of iterative solvers, else NaN."""


Callback = Callable[[Progress], object]
CoreCallback = Callable[[str, int, int, str, float], object]

_default: bool | Callback | None = None


def set_progress(progress: bool | Callback | None) -> None:
    """Say how calls that do not say themselves show their progress.

    Parameters
    ----------
    progress : bool, callable or None
        True for a bar of tqdm, False for nothing, a callable for a call with a `Progress` now and then; None (how it
        begins) for a bar in terminals and notebooks where tqdm is installed. An exception that the callable raises
        stops the work.
    """
    global _default
    _default = progress


def _is_watched() -> bool:
    return "ipykernel" in sys.modules or (sys.stderr is not None and sys.stderr.isatty())


class _Bar:
    """One tqdm bar for each phase, shown once it takes longer than a moment."""

    delay = 0.5

    def __init__(self, make_bar: Callable[..., Any]) -> None:
        self._make_bar = make_bar
        self._bar: Any = None
        self._phase = ""

    def __call__(self, progress: Progress) -> None:
        if progress.phase != self._phase or self._bar is None:
            self.close()
            scale = progress.unit == "bytes"
            self._phase = progress.phase
            self._bar = self._make_bar(
                total=progress.total or None, desc=progress.phase, unit=progress.unit if not scale else "B",
                unit_scale=scale, leave=False, delay=self.delay,
            )
        if progress.error_bound == progress.error_bound:
            self._bar.set_postfix_str(f"error at most {progress.error_bound:.1e}", refresh=False)
        self._bar.update(max(0, progress.done - self._bar.n))

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None


def _bar() -> _Bar | None:
    try:
        with warnings.catch_warnings():  # of a notebook without ipywidgets, which gets a bar of text
            warnings.simplefilter("ignore")
            from tqdm.auto import tqdm
    except ImportError:
        return None
    return _Bar(tqdm)


@contextmanager
def reporting(progress: bool | Callback | None) -> Iterator[CoreCallback | None]:
    """What the compiled half calls; None where nobody looks."""
    chosen = _default if progress is None else progress
    if chosen is None:
        chosen = _is_watched()
    bar = _bar() if chosen is True else None
    show = bar if isinstance(chosen, bool) else chosen
    try:
        yield None if show is None else lambda *facts: show(Progress(*facts))
    finally:
        if bar is not None:
            bar.close()
