"""The client of Repcast: one persistent socket that submits jobs and is pushed what becomes of them."""

from voice_client.errors import (
    ConnectionLost,
    HistoryLost,
    JobCancelledError,
    JobFailedError,
    ProtocolViolation,
    PushError,
    RequestRefused,
    Unauthorized,
    Unreachable,
)
from voice_client.job_handle import JobHandle
from voice_client.push_client import PushClient

__all__ = [
    "ConnectionLost",
    "HistoryLost",
    "JobCancelledError",
    "JobFailedError",
    "JobHandle",
    "ProtocolViolation",
    "PushClient",
    "PushError",
    "RequestRefused",
    "Unauthorized",
    "Unreachable",
]
