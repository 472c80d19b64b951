"""``hello`` and ``welcome``: who comes in, what they may do, and where they go on."""

from collections.abc import Sequence
from dataclasses import dataclass

from schemas.client_frames import Hello
from schemas.codec import encode
from schemas.server_frames import JobSubscribed, Limits, ServerInfo, Welcome
from server.access.bearer import bearer_of
from server.access.doorkeeper import Doorkeeper
from server.access.identity import Identity
from server.clock import Clock
from server.gateway.commands import Caller, Commands
from server.jobs.refusal import Refused


@dataclass(frozen=True, slots=True)
class HouseRules:
    """What every client is told."""

    server: ServerInfo
    heartbeat_s: float
    limits: Limits


class Greeter:
    """Answers ``hello``."""

    def __init__(self, doorkeeper: Doorkeeper, commands: Commands, rules: HouseRules, clock: Clock) -> None:
        self._doorkeeper = doorkeeper
        self._commands = commands
        self._rules = rules
        self._clock = clock

    async def identify(
        self, token: str | None, headers: Sequence[tuple[bytes, bytes]], address: str | None
    ) -> Identity:
        """Who says hello: by its token or, where it has none, by what the handshake's headers showed.

        Raises:
            Refused: ``unauthorized`` or ``forbidden``.
            StorageError: the database does not say.
        """
        credential = bearer_of(headers) if token is None else token
        return await self._doorkeeper.identify(credential, address)

    async def greet(self, hello: Hello, caller: Caller, connection_id: str) -> list[Refused]:
        """Welcome the caller and take up its jobs where it left them.

        Returns:
            why each of the others is not followed.
        """

        def welcome(resumed: list[JobSubscribed]) -> None:
            frame = Welcome(
                id=hello.id,
                connection_id=connection_id,
                server=self._rules.server,
                time=self._clock(),
                heartbeat_s=self._rules.heartbeat_s,
                limits=self._rules.limits,
                resumed=tuple(resumed),
            )
            caller.reader.reply(encode(frame))

        if not hello.resume:
            welcome([])
            return []
        return await self._commands.resume(caller, hello.resume, welcome)
