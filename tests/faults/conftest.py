"""One cluster for all faults that leave its parts where they were; each test finds it whole.

``FAULT_SEEDS`` says how many times each fault happens, each time at other moments; ``FAULT_LONG`` makes outages and
crowds as large as they are in earnest.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.storage.migrate import upgrade
from tests.faults.cluster import Cluster
from tests.support.postgres import PostgresServer, postgres_server
from tests.support.valkey import Valkey, running_valkey

SEEDS = int(os.environ.get("FAULT_SEEDS", "1"))
IS_LONG = bool(os.environ.get("FAULT_LONG"))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that asks for ``seed`` runs once with each."""
    if "seed" in metafunc.fixturenames:
        metafunc.parametrize("seed", range(SEEDS))


@pytest.fixture
def outage_s(seed: int) -> float:
    """How long something is away."""
    return 1.0 + 29.0 * (seed % 10) / 9 if IS_LONG else 1.0


@pytest.fixture(scope="session")
def postgres(_programs: Path) -> Iterator[PostgresServer]:
    """The database of the faults; it survives them."""
    with postgres_server(_programs) as server:
        upgrade(server.url())
        yield server


@pytest.fixture(scope="session")
def valkey() -> Iterator[Valkey]:
    """The Redis of the faults."""
    with running_valkey() as server:
        yield server


@pytest.fixture(scope="session")
def _parts(tmp_path_factory: pytest.TempPathFactory, postgres: PostgresServer, valkey: Valkey) -> Iterator[Cluster]:
    parts = Cluster(tmp_path_factory.mktemp("cluster"), postgres.url(), valkey.url, {}, {})
    yield parts
    parts.end()


@pytest.fixture
async def cluster(_parts: Cluster) -> Cluster:
    """All parts up and ready, whatever the last test did to them."""
    await _parts.start()
    await _parts.is_ready()
    return _parts
