"""What the server answers, held against its own OpenAPI document by Schemathesis, with all of its checks."""

import asyncio
from collections import defaultdict
from typing import Any

import pytest
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema

from tests.hostile.conftest import TIMES
from tests.support.server_process import ServerProcess

pytestmark = pytest.mark.asyncio(loop_scope="session")

EXAMPLES = 3
"""Made up for each operation, beside those that cover its parameters' bounds one by one."""

BEYOND_SCHEMAS = (
    "POST /api/programs/generate",
    "POST /api/programs/{program_id}/update",
    "GET /api/programs",
    "POST /api/webhooks",
    "PATCH /api/webhooks/{webhook_id}",
    "GET /api/webhooks",
    "GET /api/webhooks/{webhook_id}/deliveries",
)
"""Fields that do not fit each other, goals of blanks, addresses of no host, and cursors at which no page begins are
refused with 422; JSON Schema has no words for that."""


def _config(url: str) -> SchemathesisConfig:
    fine = ["2xx", "401", "403", "404", "409", "422", "429"]  # 422 beside the default ones
    accepts: dict[str, Any] = {"positive_data_acceptance": {"expected-statuses": fine}}
    return SchemathesisConfig.from_dict(
        {
            "seed": 1,
            "base-url": url,
            "continue-on-failure": True,
            "generation": {"max-examples": EXAMPLES * TIMES, "database": "none"},
            "operations": [{"include-name": name, "checks": accepts} for name in BEYOND_SCHEMAS],
        }
    )


def _run(url: str) -> tuple[dict[str, list[str]], set[str]]:
    """Returns what failed, by operation and check, and the operations that were called."""
    schema = schemathesis.openapi.from_url(f"{url}/openapi.json", config=_config(url))
    failures: dict[str, list[str]] = defaultdict(list)
    called: set[str] = set()
    for event in from_schema(schema).execute():
        if isinstance(event, events.NonFatalError | events.FatalError):
            failures["error"].append(str(event))
        if isinstance(event, events.ScenarioFinished):
            for case_id, checks in event.recorder.checks.items():
                label = event.recorder.cases[case_id].value.operation.label
                called.add(label)
                for check in checks:
                    if check.failure_info is not None:
                        told = f"{check.failure_info.failure.message}\n{check.failure_info.code_sample}"
                        failures[f"{label}: {check.name}"].append(told)
    return dict(failures), called


async def test_the_server_answers_as_its_document_says(house: ServerProcess) -> None:
    """No status that is not documented, no body against its schema, no valid request refused, no wrong one taken."""
    failures, called = await asyncio.to_thread(_run, house.url)
    assert not failures, "\n\n".join(f"{name}\n{told[0]}" for name, told in failures.items())
    document = schemathesis.openapi.from_url(f"{house.url}/openapi.json").raw_schema
    assert called == {f"{method.upper()} {path}" for path, each in document["paths"].items() for method in each}
