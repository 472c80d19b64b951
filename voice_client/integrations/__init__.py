"""Repcast's voice tools inside the agent frameworks: LiveKit Agents, the OpenAI Agents SDK, Pipecat.

Nothing is imported here: each adapter is a module of its own, and asks for its framework when it is imported.
"""
