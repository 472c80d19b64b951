"""Keys as they look and as they are compared."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from server.access.identity import Scope
from server.access.keys import FORM, KeyState, StoredKey, digest_of, id_of, is_same, new_key

NOW = datetime(2026, 5, 1, tzinfo=UTC)


def _stored(key: str) -> StoredKey:
    return StoredKey(str(id_of(key)), "", Scope.AGENT, None, digest_of(key), NOW)


def test_a_key_has_a_form_that_leaks_are_scanned_for_by() -> None:
    """256 bits behind an id, in one word; no two are alike."""
    keys = {new_key() for _ in range(100)}
    assert len({id_of(key) for key in keys}) == len({key[20:] for key in keys}) == 100
    for key in keys:
        assert FORM.search(f'{{"leaked": "{key}"}}') is not None
        assert len(bytes.fromhex(key.rsplit("_", 1)[1])) * 8 == 256
        assert re.fullmatch(r"\w+", key)


KEY = f"rk_{'0123456789abcdef'}_{'ab' * 32}"


@pytest.mark.parametrize(
    "text", ["", "rk_", "nonsense", KEY + "0", KEY[:-1], KEY.upper(), f" {KEY}", KEY + "\n", KEY.replace("ab", "ag")]
)
def test_what_is_no_key_names_none(text: str) -> None:
    """Nothing is looked up for it."""
    assert id_of(text) is None
    assert id_of(KEY) == "0123456789abcdef"


def test_only_the_digest_is_kept() -> None:
    """And nothing of the secret is in it."""
    key = new_key()
    stored = _stored(key)
    assert key.rsplit("_", 1)[1] not in repr(stored)
    assert is_same(key, stored)


def test_another_secret_of_the_same_id_is_another_key() -> None:
    """Also one that differs in a digit; and one that is not stored is the same as none."""
    key = new_key()
    stored = _stored(key)
    other = key[:-1] + ("0" if key[-1] != "0" else "1")
    assert not is_same(other, stored)
    assert not is_same(key, None)
    assert not is_same(key, replace(stored, digest=""))


def test_a_key_is_good_until_it_expires_or_is_revoked() -> None:
    """To the moment; once revoked it stays so."""
    forever = _stored(new_key())
    short = replace(forever, expires_at=NOW + timedelta(days=1))
    assert forever.state(NOW + timedelta(days=10_000)) is KeyState.ACTIVE
    assert short.state(NOW + timedelta(days=1, seconds=-1)) is KeyState.ACTIVE
    assert short.state(NOW + timedelta(days=1)) is KeyState.EXPIRED
    assert replace(short, revoked_at=NOW).state(NOW) is KeyState.REVOKED
