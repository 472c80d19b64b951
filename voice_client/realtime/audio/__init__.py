"""Ears and mouth of the agent."""
