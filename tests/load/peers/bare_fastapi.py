"""FastAPI and redis-py as their documentation has them: one handler, which writes to each socket in turn."""

import asyncio
import sys
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import redis.asyncio as redis
import uvicorn
from fastapi import FastAPI, WebSocket, WebSocketDisconnect

PREFIX = "bench"

followers: defaultdict[str, set[WebSocket]] = defaultdict(set)
pubsub = redis.Redis(port=int(sys.argv[2])).pubsub()


async def deliver() -> None:
    async for message in pubsub.listen():
        if message["type"] == "message":
            text = message["data"].decode()
            for socket in list(followers[message["channel"].decode()]):
                await socket.send_text(text)


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[None]:
    await pubsub.subscribe(f"{PREFIX}:nothing")
    delivering = asyncio.create_task(deliver())
    yield
    delivering.cancel()


app = FastAPI(lifespan=lifespan)


@app.websocket("/ws")
async def follow(socket: WebSocket, topic: str) -> None:
    await socket.accept()
    channel = f"{PREFIX}:{topic}"
    if not followers[channel]:
        await pubsub.subscribe(channel)
    followers[channel].add(socket)
    await socket.send_text('{"type":"joined"}')
    try:
        while True:
            await socket.receive_text()
    except WebSocketDisconnect:
        followers[channel].discard(socket)


if __name__ == "__main__":
    uvicorn.run(app, port=int(sys.argv[1]), loop="uvloop", log_level="warning", ws_per_message_deflate=False)
