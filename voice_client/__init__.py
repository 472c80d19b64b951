"""The client of Repcast: one persistent socket that submits jobs and is pushed what becomes of them."""

from voice_client.errors import (
    ClientFailed,
    ConnectionLost,
    HistoryLost,
    JobCancelledError,
    JobFailedError,
    ProtocolViolation,
    PushError,
    RequestRefused,
    RequestTooBig,
    Unauthorized,
    Unfollowed,
    Unreachable,
    UnsendableRequest,
)
from voice_client.job_handle import JobHandle
from voice_client.push_client import PushClient

__all__ = [
    "ClientFailed",
    "ConnectionLost",
    "HistoryLost",
    "JobCancelledError",
    "JobFailedError",
    "JobHandle",
    "ProtocolViolation",
    "PushClient",
    "PushError",
    "RequestRefused",
    "RequestTooBig",
    "Unauthorized",
    "Unfollowed",
    "Unreachable",
    "UnsendableRequest",
]
