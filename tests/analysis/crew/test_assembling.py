import pytest

from analysis.crew import Alone, CrewError, assemble
from analysis.crew.pool import Pool


def test_little_work_is_done_in_this_process(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("DASK_SCHEDULER", raising=False)
    for tasks, workers in ((3, None), (1000, 1)):
        with assemble(tasks, workers=workers) as crew:
            assert isinstance(crew, Alone)


def test_without_dask_a_cluster_cannot_be_used_but_this_machine(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("analysis.crew.assembling.find_spec", lambda _: None)
    monkeypatch.delenv("DASK_SCHEDULER", raising=False)
    with assemble(1000, workers=2) as crew:
        assert isinstance(crew, Pool)  # which has started nobody yet
    monkeypatch.setenv("DASK_SCHEDULER", "tls://127.0.0.1:1")
    with pytest.raises(CrewError, match="--extra cluster"), assemble(1):
        pass
