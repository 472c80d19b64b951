"""Jobs as the documentation of FastAPI and SQLModel has them stored: a session for each request, and its commit."""

import sys
from datetime import UTC, datetime
from typing import Any, Literal
from uuid import UUID, uuid4

import uvicorn
from fastapi import FastAPI, WebSocket, WebSocketDisconnect
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel
from sqlalchemy import JSON, Column, event
from sqlmodel import Field, Session, SQLModel, create_engine


class Job(SQLModel, table=True):
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    user_id: UUID = Field(index=True)
    status: str = Field(default="pending", index=True)
    request: dict[str, Any] = Field(sa_column=Column(JSON))
    created_at: datetime = Field(default_factory=lambda: datetime.now(UTC))


class Submit(BaseModel):
    type: Literal["job.submit"]
    id: str
    kind: str
    request: dict[str, Any]


engine = create_engine("sqlite:///peer.sqlite3", connect_args={"check_same_thread": False, "timeout": 60})


@event.listens_for(engine, "connect")
def configure(connection: Any, _record: Any) -> None:
    """As durable as Repcast's, and no slower than it has to be."""
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")


def store(asked: Submit) -> UUID:
    with Session(engine) as session:
        job = Job(user_id=UUID(asked.request["user_id"]), request=asked.request)
        session.add(job)
        session.commit()
        session.refresh(job)
        return job.id


app = FastAPI()


@app.websocket("/ws")
async def submit(socket: WebSocket) -> None:
    await socket.accept()
    try:
        while True:
            asked = Submit.model_validate_json(await socket.receive_text())
            job_id = await run_in_threadpool(store, asked)
            await socket.send_text(f'{{"type":"job.accepted","id":"{asked.id}","job_id":"{job_id}"}}')
    except WebSocketDisconnect:
        return


if __name__ == "__main__":
    SQLModel.metadata.create_all(engine)
    uvicorn.run(app, port=int(sys.argv[1]), loop="uvloop", log_level="warning", ws_per_message_deflate=False)
