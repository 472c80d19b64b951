"""A coach on OpenAI's Realtime API, typed to and read: the same session as by voice, without a microphone.

OPENAI_API_KEY=… python -m voice_client.integrations.examples.openai_coach
"""

import asyncio
from collections.abc import AsyncIterator, Callable

from agents.realtime import RealtimeAgent, RealtimeModelConfig, RealtimeRunner, RealtimeSession

from voice_client import PushClient
from voice_client.integrations.examples.console import INSTRUCTIONS, server_url, typed_lines, user_id
from voice_client.integrations.openai_agents import function_tools, telling
from voice_client.tools import Toolbox


async def talk(
    toolbox: Toolbox, model: RealtimeModelConfig, lines: AsyncIterator[str], show: Callable[[str], None] = print
) -> None:
    """Until there is no further line."""
    agent = RealtimeAgent[None](name="Coach", instructions=INSTRUCTIONS, tools=function_tools(toolbox))
    runner = RealtimeRunner(agent, config={"model_settings": {"output_modalities": ["text"]}})
    session = await runner.run(model_config=model)
    async with session, telling(session, toolbox):
        shown = asyncio.create_task(_show(session, show))
        async for line in lines:
            await session.send_message(line)
    await shown


async def _show(session: RealtimeSession, show: Callable[[str], None]) -> None:
    async for event in session:
        if event.type == "raw_model_event" and event.data.type == "output_text_delta":
            show(event.data.delta)


async def main() -> None:
    async with PushClient(server_url()) as client, Toolbox(client, user_id()) as toolbox:
        await talk(toolbox, {}, typed_lines())


if __name__ == "__main__":
    asyncio.run(main())
