import threading

import cv2
import pytest

from analysis.threads import side_by_side, use_one_thread


@pytest.fixture
def threads():
    before = cv2.getNumThreads()
    yield
    cv2.setNumThreads(before)


@pytest.mark.parametrize("one", [True, False])
def test_work_goes_beside_unless_one_thread_was_asked_for(threads, one: bool):
    cv2.setNumThreads(2)
    if one:
        use_one_thread()
    with side_by_side() as pool:
        found = pool.submit(threading.get_ident)
    assert (found.result() == threading.get_ident()) is one


def test_an_error_is_raised_to_who_asked(threads):
    use_one_thread()
    with pytest.raises(ZeroDivisionError), side_by_side() as pool:
        pool.submit(lambda: 1 / 0).result()
