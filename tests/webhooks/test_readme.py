"""The receiver of server/README.md believes the server, and nobody else (S13)."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType

import httpx
import pytest

from server.webhooks.signing import signed_headers
from tests.support.parts import running_parts
from tests.webhooks.hooks import DELIVERING, hook, settled, trial
from tests.webhooks.receiver import receiver

README = Path(__file__).parents[2] / "server" / "README.md"


def _receiver(secret: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.setenv("REPCAST_WEBHOOK_SECRET", secret)
    [code] = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    module = ModuleType("hooks")
    exec(compile(code, str(README), "exec"), module.__dict__)  # noqa: S102 - it is ours
    return module


async def test_the_receiver_of_the_readme(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It hears what came from the server, once, and neither what was altered nor what was kept for later."""
    async with receiver() as there, running_parts(tmp_path, **DELIVERING) as server:
        webhook = await hook(server, there.url)
        await settled(server, await trial(server, webhook.id), 1)
    [sent] = there.received
    module = _receiver(webhook.secret, monkeypatch)
    transport = httpx.ASGITransport(module.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://you.example") as http:

        async def posted(body: str, **headers: str) -> int:
            signed = {name: value for name, value in sent.headers.items() if name.startswith("webhook-")}
            changed = {f"webhook-{name}": value for name, value in headers.items()}
            return (await http.post("/hooks/repcast", content=body, headers={**signed, **changed})).status_code

        assert await posted(sent.body) == 204
        assert await posted(sent.body) == 204
        assert len(capsys.readouterr().out.splitlines()) == 1
        assert await posted(sent.body.replace(webhook.id, sent.id)) == 401
        assert await posted(sent.body, id="another") == 401
        for signature in ("nonsense", "v1,", "v1,!", "v2,AAAA", "v1,AAAA v1"):
            assert await posted(sent.body, signature=signature) == 401, signature
        recorded = signed_headers("recorded", sent.body, datetime.now(UTC) - timedelta(minutes=6), [webhook.secret])
        assert (await http.post("/hooks/repcast", content=sent.body, headers=recorded)).status_code == 401
        assert capsys.readouterr().out == ""
