"""The wire contract of Repcast: pydantic models and the standard library, no I/O."""
