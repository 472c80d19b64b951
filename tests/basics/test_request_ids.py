"""Which ids of clients stand in the log."""

import pytest

from server.request_ids import is_sane


@pytest.mark.parametrize(
    "request_id",
    ["0b7c6c1e-30c1-4a3d-9f2b-5d1f2a9e7c11", "7", "Root=1-67891233-abcdef012345678912345678", "01J9ZK4M3N", "a+b/c=="],
)
def test_what_proxies_and_tracers_make_is_taken(request_id: str) -> None:
    """So that their logs and ours have the same id."""
    assert is_sane(request_id)


@pytest.mark.parametrize(
    "request_id",
    ["", "a b", "a\nb", "é", '"', "<script>", "x" * 129, "rk_3f2a_c29tZXRoaW5n", "eyJhbGciOiJI.eyJzdWIi.c2ln", "-a"],
)
def test_what_could_harm_a_log_is_not(request_id: str) -> None:
    """Nothing that breaks a line, is long, or is a secret."""
    assert not is_sane(request_id)
