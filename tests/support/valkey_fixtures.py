"""Fixtures of whatever runs on Redis: one server for all tests, on which each has channels and keys of its own.

``TEST_REDIS_URL`` names a server that is there already; without it the tests start one. A test that stops a server,
or looks at all of its connections, asks for ``own_valkey``.
"""

import os
from collections.abc import Iterator
from uuid import uuid4

import pytest

from tests.support.valkey import Valkey, running_cluster, running_valkey


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A server that all tests share; it wants a password."""
    url = os.environ.get("TEST_REDIS_URL")
    if url:
        yield url
        return
    with running_valkey(password="open-sesame") as server:  # noqa: S106 - of a server that lives as long as the tests
        yield server.url


@pytest.fixture(scope="session")
def redis_cluster() -> Iterator[tuple[Valkey, Valkey]]:
    """A cluster of two nodes that all tests share."""
    with running_cluster() as nodes:
        yield nodes


@pytest.fixture
def redis_cluster_url(redis_cluster: tuple[Valkey, Valkey]) -> str:
    """The way into that cluster."""
    return redis_cluster[0].url


@pytest.fixture
def redis_prefix() -> str:
    """Begins the names of this test's channels and keys."""
    return f"test-{uuid4().hex}"


@pytest.fixture
def own_valkey() -> Iterator[Valkey]:
    """A server that nobody else uses."""
    with running_valkey() as server:
        yield server
