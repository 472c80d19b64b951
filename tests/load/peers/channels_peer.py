"""Django Channels with channels-redis (its pub/sub layer), on uvicorn."""

import sys

import django
import uvicorn
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings
from django.urls import path

settings.configure(
    CHANNEL_LAYERS={
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [f"redis://127.0.0.1:{sys.argv[2]}/0"]},
        }
    },
    SECRET_KEY="of a benchmark",  # noqa: S106 - it signs nothing
)
django.setup()


class Follower(AsyncWebsocketConsumer):
    async def connect(self) -> None:
        self.topic = self.scope["url_route"]["kwargs"]["topic"]
        await self.accept()
        await self.channel_layer.group_add(self.topic, self.channel_name)
        await self.send('{"type":"joined"}')

    async def disconnect(self, code: int) -> None:
        await self.channel_layer.group_discard(self.topic, self.channel_name)

    async def frame(self, event: dict[str, str]) -> None:
        await self.send(event["text"])


app = ProtocolTypeRouter({"websocket": URLRouter([path("ws/<str:topic>", Follower.as_asgi())])})

if __name__ == "__main__":
    uvicorn.run(
        app, port=int(sys.argv[1]), loop="uvloop", log_level="warning", ws_per_message_deflate=False, lifespan="off"
    )
