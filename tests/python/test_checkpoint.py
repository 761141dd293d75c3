"""The state of work on disk: long work that was stopped goes on to the same scores."""
import numpy as np
import pytest

import orbweb as ow


@pytest.fixture(scope="module")
def web():
    rng = np.random.default_rng(5)
    return ow.from_coo(rng.integers(0, 20_000, 150_000), rng.integers(0, 20_000, 150_000))


@pytest.fixture(scope="module")
def ring():
    nodes = np.arange(20_000)
    return ow.from_coo(nodes, np.roll(nodes, 1))


@pytest.mark.parametrize("solver", ["scp", "pull", "gauss-seidel", "anderson"])
def test_what_ran_out_of_iterations_goes_on_bit_for_bit(web, tmp_path, solver):
    state = tmp_path / "state"
    whole = web.pagerank(solver=solver)
    part = web.pagerank(solver=solver, max_iterations=9, checkpoint=state)
    assert not part.converged and state.exists()
    rest = web.pagerank(solver=solver, checkpoint=state)
    assert rest.converged and not state.exists()
    assert rest.iterations == whole.iterations
    np.testing.assert_array_equal(rest.score, whole.score)


def test_what_was_interrupted_goes_on_bit_for_bit(ring, tmp_path):
    state = tmp_path / "state"
    # Thousands of iterations: progress is looked at 20 times a second.
    slow = {"alpha": 0.995, "solver": "pull", "preference": {0: 1}, "max_iterations": 100_000}

    def stop(progress):
        if progress.unit == "iterations" and progress.done >= 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ring.pagerank(**slow, checkpoint=state, progress=stop)
    assert state.exists()
    rest = ring.pagerank(**slow, checkpoint=state)
    np.testing.assert_array_equal(rest.score, ring.pagerank(**slow).score)


@pytest.mark.parametrize("how", [{"log2m": 4, "within": 9}, {"exact": True}])
def test_distances_that_were_interrupted_go_on_bit_for_bit(ring, tmp_path, how):
    state = tmp_path / "state"

    def stop(progress):
        if progress.phase in ("hyperball", "searches") and progress.done > 0:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ring.harmonic(**how, checkpoint=state, progress=stop)
    assert state.exists()
    rest = ring.harmonic(**how, checkpoint=state)
    assert not state.exists()
    whole = ring.harmonic(**how)
    np.testing.assert_array_equal(rest.score, whole.score)
    assert rest.facts == whole.facts


def test_registers_on_disk_change_no_byte_and_keep_their_state(web, tmp_path):
    state = tmp_path / "state"
    little = {"log2m": 11, "memory": 80 << 20}  # 48 MiB are for the program, and registers take 78

    def stop(progress):
        if progress.phase == "hyperball":
            raise KeyboardInterrupt

    for first, second in [({"log2m": 11}, little), (little, {"log2m": 11}), (little, little)]:
        with pytest.raises(KeyboardInterrupt):
            web.harmonic(**first, checkpoint=state, progress=stop)
        assert state.exists()
        rest = web.harmonic(**second, checkpoint=state)
        assert not state.exists()
        whole = web.harmonic(log2m=11)
        np.testing.assert_array_equal(rest.score, whole.score)
        assert rest.facts == whole.facts


@pytest.mark.parametrize("algorithm", ["harmonic", "pagerank", "hits"])
def test_what_needs_more_memory_than_is_granted_is_refused(ring, algorithm):
    with pytest.raises(ow.LimitError, match=f"{algorithm} needs about .* are granted"):
        getattr(ring, algorithm)(memory=1 << 20)


def test_a_state_of_other_work_is_refused(web, tmp_path):
    state = tmp_path / "state"
    web.pagerank(max_iterations=5, checkpoint=state)
    with pytest.raises(ow.LoadError, match="a checkpoint of the same web, algorithm and options"):
        web.pagerank(alpha=0.5, checkpoint=state)
    state.write_bytes(b"something else")
    with pytest.raises(ow.LoadError, match="another file"):
        web.pagerank(checkpoint=state)


def test_algorithms_without_state_take_no_checkpoint(web):
    with pytest.raises(TypeError, match="checkpoint"):
        web.hits(checkpoint="state")
    with pytest.raises(TypeError, match="keeps to no memory"):
        ow.topic_pagerank(web, {"home": {0: 1}}, memory=1 << 30)
    with pytest.raises(TypeError, match="keeps no checkpoint"):
        ow.topic_pagerank(web, {"home": {0: 1}}, checkpoint="state")
