"""A coach in a LiveKit room: speech to text, a language model, text to speech, by LiveKit's own inference.

    python -m livekit.agents start --dev voice_client/integrations/examples/livekit_coach.py

It takes LIVEKIT_URL, LIVEKIT_API_KEY, LIVEKIT_API_SECRET and REPCAST_URL from the environment.
"""

import asyncio

from livekit.agents import Agent, AgentServer, AgentSession, JobContext

from voice_client import PushClient
from voice_client.integrations.examples.console import INSTRUCTIONS, server_url, user_id
from voice_client.integrations.livekit_agents import function_tools, telling
from voice_client.tools import Toolbox

server = AgentServer()


@server.rtc_session()
async def coach(context: JobContext) -> None:
    """Talk in the room of one job of LiveKit's."""
    session: AgentSession[None] = AgentSession(stt="deepgram/nova-3", llm="openai/gpt-5-mini", tts="cartesia/sonic-3")
    async with PushClient(server_url()) as client, Toolbox(client, user_id()) as toolbox:
        await session.start(coach_with(toolbox), room=context.room)
        await talk(session, toolbox)


def coach_with(toolbox: Toolbox) -> Agent:
    """The agent of the conversation."""
    return Agent(instructions=INSTRUCTIONS, tools=list(function_tools(toolbox)))


async def talk(session: AgentSession[None], toolbox: Toolbox) -> None:
    """Until the session is closed."""
    closed = asyncio.Event()
    session.once("close", lambda _: closed.set())
    async with telling(session, toolbox):
        await closed.wait()
