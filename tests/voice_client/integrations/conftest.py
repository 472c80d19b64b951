"""The adapters, each with the framework that it is for; without the frameworks, what is pure in them."""

from importlib.util import find_spec

# `make test` runs these in the environment of the frameworks: tests/voice_client/test_integrations.py.
collect_ignore_glob = [] if find_spec("agents") else ["test_livekit*.py", "test_openai*.py", "test_pipecat*.py"]
