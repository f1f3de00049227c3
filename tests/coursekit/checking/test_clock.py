"""Time limits: a loop ends, an outer limit goes on counting, and where there are no signals nothing is limited."""

import threading
import time

import pytest

from coursekit.checking.clock import OutOfTime, time_limit


def endless():
    while True:
        pass


def test_what_takes_too_long_is_ended():
    with pytest.raises(OutOfTime, match=r"no answer within 0\.01 s"), time_limit(0.01):
        endless()


def test_who_has_not_had_the_processor_gets_more_time():
    with time_limit(0.02, patience=20):
        time.sleep(0.1)
    began = time.monotonic()
    with pytest.raises(OutOfTime), time_limit(0.02, patience=3):
        time.sleep(60)
    assert time.monotonic() - began > 0.06
    with pytest.raises(OutOfTime), time_limit(0.02, patience=1000):
        endless()


def two_loops(outer, inner):
    """Loop until the inner limit rings, and then until the outer one does."""
    with time_limit(outer):
        try:
            with time_limit(inner):
                endless()
        except OutOfTime as rang:
            # An outer limit that passed meanwhile may have rung already.
            if f"within {inner} s" in str(rang):
                endless()
            raise


@pytest.mark.parametrize(("outer", "inner"), [(0.05, 0.01), (0.01, 0.03)], ids=["later", "meanwhile"])
def test_an_outer_limit_goes_on_counting(outer, inner):
    with pytest.raises(OutOfTime, match=f"within {outer} s"):
        two_loops(outer, inner)


def test_in_another_thread_a_call_runs_on():
    found = []

    def run():
        with time_limit(1e-9):
            found.append(sum(range(10_000)))

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert found == [49_995_000]
