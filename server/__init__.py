"""The Repcast server: takes generation jobs over a WebSocket and pushes what becomes of them."""

from importlib.metadata import version

__version__ = version("repcast")
