"""python-socketio with its AsyncRedisManager, on uvicorn."""

import sys

import socketio
import uvicorn

server = socketio.AsyncServer(
    async_mode="asgi",
    client_manager=socketio.AsyncRedisManager(f"redis://127.0.0.1:{sys.argv[2]}/0"),
    ping_interval=600,
    ping_timeout=600,
)


@server.event
async def join(sid: str, topic: str) -> None:
    await server.enter_room(sid, topic)
    await server.emit("joined", to=sid, ignore_queue=True)


if __name__ == "__main__":
    uvicorn.run(
        socketio.ASGIApp(server),
        port=int(sys.argv[1]),
        loop="uvloop",
        log_level="warning",
        ws_per_message_deflate=False,
    )
