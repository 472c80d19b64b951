"""Who comes in, by which key or token, and who has to go.

Without any key whoever is at this machine may do everything, and others come in by tokens. Once there is a key, or was,
everybody has to show one, or a token: a proxy on this machine makes everybody seem to be at it.
"""

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType

from schemas.errors import ErrorCode
from server.access.identity import NOBODY, Identity, Scope, is_loopback
from server.access.key_ring import KeyRing
from server.access.keys import PREFIX, KeyState, id_of, is_same
from server.access.tokens import IssuedToken, NoToken, TokenMint
from server.access.visits import Ending, Visit, Visits
from server.clock import Clock
from server.jobs.refusal import Refused

GONE: Mapping[Ending, str] = MappingProxyType(
    {
        Ending.REVOKED: "What let you in was revoked.",
        Ending.EXPIRED: "What let you in has expired.",
    }
)

_ENDINGS = MappingProxyType({KeyState.REVOKED: Ending.REVOKED, KeyState.EXPIRED: Ending.EXPIRED})

_LOCAL = Identity(Scope.LOCAL)


class Ended(Refused):
    """``unauthorized``: what was shown is genuine, and good no more."""

    def __init__(self, ending: Ending) -> None:
        super().__init__(ErrorCode.UNAUTHORIZED, GONE[ending])


class Doorkeeper:
    """Knows everybody by what they show.

    Args:
        visits: whoever is in; those whose key is revoked, or has expired, are ended.
    """

    def __init__(self, keys: KeyRing, mint: TokenMint, visits: Visits, clock: Clock) -> None:
        self.visits = visits
        self._keys = keys
        self._mint = mint
        self._clock = clock

    @property
    def has_keys(self) -> bool:
        """Whether everybody has to show something."""
        return self._keys.has_keys

    async def open(self) -> None:
        """Look whether there are keys.

        Raises:
            StorageError: the database does not say.
        """
        await self._keys.open()

    async def run(self) -> None:
        """Learn of keys that are made and revoked, until cancelled."""
        await self._keys.run(lambda: self.visits.end_those(self._verdict))

    async def close(self) -> None:
        """Write down what would be forgotten."""
        await self._keys.write_uses()

    async def identify(self, credential: str | None, address: str | None) -> Identity:
        """Who shows ``credential``, a key or a token, from ``address``.

        Raises:
            Refused: ``unauthorized``: it is none, or good no more, or there is none where everybody needs one;
                ``forbidden``: there is none, and no key, and ``address`` is another machine's.
            StorageError: the database does not say.
        """
        if credential is None:
            return self._unnamed(address)
        identify: Callable[[str], Awaitable[Identity]]
        identify = self._by_key if credential.startswith(PREFIX) else self._by_token
        return await identify(credential)

    def issue(self, user_id: str, by: Identity = _LOCAL) -> IssuedToken:
        """A token bound to one user.

        Args:
            by: who asks; that they may act for the user is not looked at.

        Raises:
            Refused: ``forbidden``: they have a token that is there without a key, and by now there are keys.
        """
        if self.has_keys and by.key_id is None and by.signed_in_at is not None:
            raise Refused(ErrorCode.FORBIDDEN, "There are keys now: this token, which is there without one, ends.")
        return self._mint.make(user_id, self._clock(), by)

    def check(self, visit: Visit) -> None:
        """That whoever waited has not had to go meanwhile.

        Raises:
            Refused: ``unauthorized``.
        """
        if visit.ending is not None:
            raise Ended(visit.ending)

    def _unnamed(self, address: str | None) -> Identity:
        if self.has_keys:
            raise Refused(ErrorCode.UNAUTHORIZED, "A key or a token is needed.")
        if not is_loopback(address):
            raise Refused(ErrorCode.FORBIDDEN, "Without a key or a token only this machine itself is served.")
        return _LOCAL

    async def _by_key(self, shown: str) -> Identity:
        key_id = id_of(shown)
        stored = None if key_id is None else await self._keys.find(key_id)
        if not is_same(shown, stored) or stored is None:
            raise Refused(ErrorCode.UNAUTHORIZED, "The key is not valid.")
        # Whoever should be bound to a user and is to none acts for nobody, not for all.
        user_id = stored.user_id or NOBODY.user_id if stored.scope is Scope.USER else None
        identity = Identity(stored.scope, user_id, stored.expires_at, stored.id)
        self._check(identity)
        return identity

    async def _by_token(self, shown: str) -> Identity:
        try:
            identity = self._mint.read(shown)
        except NoToken:
            raise Refused(ErrorCode.UNAUTHORIZED, "The token is not valid.") from None
        if identity.key_id is not None:
            await self._keys.find(identity.key_id)
        self._check(identity)
        return identity

    def _check(self, identity: Identity) -> None:
        if (ending := self._verdict(identity)) is not None:
            raise Ended(ending)
        if identity.key_id is not None:
            self._keys.note_use(identity.key_id)

    def _verdict(self, identity: Identity) -> Ending | None:
        """Why somebody who came in may stay no longer; None: they may."""
        now = self._clock()
        if identity.expires_at is not None and identity.expires_at <= now:
            return Ending.EXPIRED
        if identity.key_id is None:
            return Ending.REVOKED if identity.scope is Scope.LOCAL and self.has_keys else None
        stored = self._keys.known(identity.key_id)
        return Ending.REVOKED if stored is None else _ENDINGS.get(stored.state(now))
