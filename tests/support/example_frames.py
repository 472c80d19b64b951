"""One example of every frame of the protocol, as JSON."""

from schemas.model import JsonObject
from tests.support.samples import program_request

JOB = "0b8f0a52-8a7e-4d0e-9d5e-0d5c5b0f7a11"
USER = "6f1c7c9e-2f4b-4a55-9f4e-0f8c8a1d2b3c"
PROGRAM = "c7b54a7e-6a08-4d65-8d4c-5f9e1a2b3c4d"
AT = "2026-01-02T03:04:05.678000Z"

SNAPSHOT: JsonObject = {
    "job_id": JOB,
    "user_id": USER,
    "kind": "generate",
    "request": {"goal_raw": "muscle"},
    "status": "in_progress",
    "progress": 40,
    "stage": "writing",
    "message": "Week 5 of 12 is ready.",
    "attempt": 1,
    "seq": 9,
    "provider": "rules",
    "created_at": AT,
    "started_at": AT,
    "completed_at": None,
    "program_id": None,
    "error": None,
    "weeks_done": 5,
    "weeks_total": 12,
}

WEEK: JsonObject = {
    "index": 5,
    "block": "Build",
    "is_deload": False,
    "volume_factor": 1.0,
    "sessions": [
        {
            "day_index": 1,
            "weekday": "mon",
            "name": "Upper",
            "type": "mixed",
            "focus": ["chest"],
            "est_minutes": 55,
            "warmup": [{"exercise_id": "march", "name": "March", "duration_s": 180, "cue": "Easy."}],
            "items": [
                {
                    "kind": "strength",
                    "order": 1,
                    "exercise_id": "barbell_bench_press",
                    "name": "Barbell bench press",
                    "role": "main",
                    "sets": 3,
                    "set_type": "normal",
                    "reps_min": 6,
                    "reps_max": 8,
                    "load": {"type": "rir", "min": 2.0, "max": 3.0},
                    "rir_min": 2,
                    "rir_max": 3,
                    "rest_s": 150,
                    "tempo": "3-0-1-0",
                    "per_side": False,
                    "substitutes": ["push_up", "dumbbell_bench_press"],
                    "cue": "Feet on the floor.",
                    "note": "",
                    "progression_id": "double",
                },
                {
                    "kind": "cardio",
                    "order": 2,
                    "exercise_id": "brisk_walk",
                    "name": "Brisk walk",
                    "modality": "walking",
                    "role": "conditioning",
                    "duration_min": 20.0,
                    "rpe_min": 3.0,
                    "rpe_max": 4.0,
                    "hrr_pct": [40, 59],
                    "talk_test": "You can talk in sentences.",
                    "intervals": {"reps": 4, "work_s": 60, "recover_s": 60},
                    "cue": "Tall.",
                    "note": "",
                    "substitutes": [],
                    "progression_id": "minutes",
                },
            ],
            "cooldown": [],
        }
    ],
}


def event(type_: str, seq: int, status: str, progress: int, **fields: object) -> JsonObject:
    """A numbered frame."""
    return {
        "type": type_,
        "job_id": JOB,
        "user_id": USER,
        "seq": seq,
        "at": AT,
        "attempt": 1,
        "status": status,
        "progress": progress,
        **fields,
    }


CLIENT_FRAMES: list[JsonObject] = [
    {
        "type": "hello",
        "id": "1",
        "token": "t",
        "client": {"name": "agent", "version": "1"},
        "resume": [{"job_id": JOB, "after": 3}],
    },
    {"type": "auth.refresh", "id": "1", "token": "t"},
    {
        "type": "job.submit",
        "id": "1",
        "kind": "generate",
        "request": program_request(USER),
        "idempotency_key": "k",
        "on_active": "replace",
    },
    {"type": "job.subscribe", "id": "1", "job_id": JOB, "after": 0},
    {"type": "job.unsubscribe", "id": "1", "job_id": JOB},
    {"type": "job.get", "id": "1", "job_id": JOB},
    {"type": "job.cancel", "id": "1", "job_id": JOB, "reason": "no time"},
    {"type": "jobs.list", "id": "1", "user_id": USER, "status": "failed", "limit": 100, "cursor": "c"},
    {"type": "jobs.watch", "id": "1", "user_id": USER},
    {"type": "jobs.unwatch", "id": "1", "user_id": USER},
    {"type": "ping", "id": "1"},
]

SERVER_FRAMES: list[JsonObject] = [
    {
        "type": "welcome",
        "id": "1",
        "connection_id": "c",
        "server": {"name": "repcast", "version": "0.1.0"},
        "protocol": "repcast.v1",
        "time": AT,
        "heartbeat_s": 20.0,
        "limits": {
            "max_frame_bytes": 65536,
            "max_subscriptions": 1024,
            "max_active_jobs": 20,
            "submits_per_minute": 60,
        },
        "resumed": [{"type": "job.subscribed", "job_id": JOB, "after": 3, "seq": 9, "recovered": True}],
    },
    {"type": "job.accepted", "id": "1", "job_id": JOB, "status": "pending", "seq": 1, "duplicate": False},
    {
        "type": "job.subscribed",
        "id": "1",
        "job_id": JOB,
        "after": None,
        "seq": 9,
        "recovered": False,
        "snapshot": {**SNAPSHOT, "weeks": []},
    },
    {"type": "job.snapshot", "id": "1", "snapshot": SNAPSHOT},
    {"type": "job.cancel_accepted", "id": "1", "job_id": JOB, "status": "in_progress"},
    {"type": "jobs.listed", "id": "1", "jobs": [SNAPSHOT], "next": JOB},
    {"type": "jobs.watched", "id": "1", "user_id": USER, "jobs": [SNAPSHOT]},
    {"type": "job.unsubscribed", "id": "1", "job_id": JOB},
    {"type": "jobs.unwatched", "id": "1", "user_id": USER},
    {"type": "auth.refreshed", "id": "1", "expires_at": AT},
    {"type": "pong", "id": "1", "time": AT},
    {
        "type": "error",
        "id": "1",
        "code": "rate_limited",
        "message": "Too fast.",
        "retryable": True,
        "retry_after_s": 0.5,
    },
    event("job.created", 1, "pending", 0, kind="generate", request={"goal_raw": "muscle"}),
    event("job.started", 2, "in_progress", 0, provider="rules", eta_s=0.5),
    event(
        "job.progressed",
        3,
        "in_progress",
        0,
        stage="screening",
        message="I check what you told me.",
        weeks_done=0,
        weeks_total=12,
        speak="silent",
    ),
    event("job.week_ready", 4, "in_progress", 39, week=WEEK, weeks_done=5, weeks_total=12),
    event("job.retried", 4, "pending", 7, reason="The model did not answer.", retry_in_s=1.0),
    event(
        "job.completed",
        9,
        "completed",
        100,
        program_id=PROGRAM,
        program={
            "name": "Muscle",
            "description": "Twelve weeks.",
            "duration_weeks": 12,
            "spoken_summary": "It is ready.",
            "score": None,
        },
        href=f"/api/programs/{PROGRAM}",
        speak="now",
    ),
    event(
        "job.failed",
        9,
        "failed",
        7,
        error={"code": "internal", "message": "It broke.", "say": "I am sorry."},
    ),
    event("job.cancelled", 9, "cancelled", 7, reason="replaced"),
    {"type": "server.draining", "reconnect_within_s": 10.0},
    {"type": "ping", "time": AT},
]
