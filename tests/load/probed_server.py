"""``python -m tests.load.probed_server PORT``: Repcast, with a look inside: ``GET /probe`` tells, and begins anew.

It tells of the longest stall of the event loop, by a task that wants to run every millisecond, and how many statements
the database was asked. What takes time elsewhere on the machine is a stall, too; so the CPU time of the loop's thread
is told that went by in one; and how long the longest collection of garbage took.
"""

import asyncio
import gc
import sys
from time import thread_time

from sqlalchemy import Engine, event
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from server.app import create_app
from server.console import nothing_more_is_imported
from server.listening import listen
from server.observing import observe
from server.serving import serve_application
from server.settings import Settings

TICK_S = 0.001
IS_NO_READ = ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA")


class Probe:
    """Looks, from the first question on."""

    def __init__(self) -> None:
        self._ticker: asyncio.Task[None] | None = None
        self._statements = 0
        self._stall_s = self._stall_cpu_s = 0.0
        self._collection_s = self._collecting_since_s = 0.0
        gc.callbacks.append(self._note_collection)
        event.listen(Engine, "before_cursor_execute", self._note)

    async def answer(self, _request: Request) -> JSONResponse:
        self._ticker = self._ticker or asyncio.create_task(self._tick(), name="probe")
        told = {
            "statements": self._statements,
            "stall_ms": self._stall_s * 1000,
            "stall_cpu_ms": self._stall_cpu_s * 1000,
            "collection_ms": self._collection_s * 1000,
        }
        self._statements, self._stall_s, self._stall_cpu_s, self._collection_s = 0, 0.0, 0.0, 0.0
        return JSONResponse(told)

    def _note(self, _connection: object, _cursor: object, statement: str, *_: object) -> None:
        self._statements += not statement.startswith(IS_NO_READ)

    def _note_collection(self, phase: str, _: object) -> None:
        if phase == "start":
            self._collecting_since_s = thread_time()
        else:
            self._collection_s = max(self._collection_s, thread_time() - self._collecting_since_s)

    async def _tick(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            due_s, cpu_s = loop.time() + TICK_S, thread_time()
            await asyncio.sleep(TICK_S)
            self._stall_s = max(self._stall_s, loop.time() - due_s)
            self._stall_cpu_s = max(self._stall_cpu_s, thread_time() - cpu_s)


def main(port: int) -> None:
    settings = Settings()
    observe(settings)
    listener = listen("127.0.0.1", port, settings.write_stall_s)
    application = create_app(settings)
    application.router.routes.insert(0, Route("/probe", Probe().answer))
    nothing_more_is_imported()
    serve_application(application, settings, listener)


if __name__ == "__main__":
    gc.disable()  # as `server.cli.main` does
    main(int(sys.argv[1]))
