"""Settings: read from the environment and `.env`, all of them listed, and wrong ones told by name."""

from pathlib import Path

import pytest
from pydantic import ValidationError
from typer.testing import CliRunner

from server.cli import app
from server.settings import ProviderChoice, Settings, environment_name
from voice_client.cli.options import ClientSettings

EXAMPLE = Path(__file__).parents[2] / ".env.example"


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a `.env` nor an environment of this machine."""
    monkeypatch.chdir(tmp_path)
    for field in Settings.model_fields:
        monkeypatch.delenv(environment_name(field), raising=False)


def _listed() -> dict[str, str]:
    lines = [line.removeprefix("# ") for line in EXAMPLE.read_text(encoding="utf-8").splitlines()]
    pairs = [line.partition("=") for line in lines if line.partition("=")[0].replace("_", "").isupper()]
    return {name: value for name, _, value in pairs}


def test_the_example_lists_every_setting() -> None:
    """Of the server and of the client, and nothing that is none."""
    client = {info.validation_alias.choices[0] for info in ClientSettings.model_fields.values()}  # type: ignore[union-attr]  # each has one
    assert set(_listed()) == {environment_name(field) for field in Settings.model_fields} | client


def test_the_example_holds_the_defaults(tmp_path: Path) -> None:
    """Whoever copies it changes nothing."""
    (tmp_path / ".env").write_text(EXAMPLE.read_text(encoding="utf-8"))
    copied, default = Settings(), Settings(_env_file=None)
    empty_means_none = {"token_secret", "openai_api_key"}
    for field in set(Settings.model_fields) - empty_means_none:
        assert getattr(copied, field) == getattr(default, field), field
    for field in empty_means_none:
        assert not getattr(copied, field), field


def test_the_environment_is_read_and_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the names that people script against."""
    (tmp_path / ".env").write_text("REPCAST_PACE_S=2\nOPENAI_API_KEY=from-file\nREPCAST_ALLOWED_ORIGINS=a, b,\n")
    monkeypatch.setenv("REPCAST_PACE_S", "3")
    settings = Settings()
    assert (settings.pace_s, settings.allowed_origins) == (3, ("a", "b"))
    assert settings.openai_api_key is not None
    assert settings.openai_api_key.get_secret_value() == "from-file"
    assert "from-file" not in repr(settings)


@pytest.mark.parametrize(
    ("text", "provider"),
    [("sk-from-secret\n", ProviderChoice.OPENAI), ("", ProviderChoice.RULES)],
    ids=["a key", "empty"],
)
def test_the_models_key_may_be_a_secret_file(tmp_path: Path, text: str, provider: ProviderChoice) -> None:
    """Named as the variable, in lower case; an empty one is none, so that a deployment starts without."""
    (tmp_path / "openai_api_key").write_text(text)
    settings = Settings(_env_file=None, _secrets_dir=tmp_path)
    assert settings.openai_api_key is not None
    assert settings.openai_api_key.get_secret_value() == text.strip()
    assert settings.chosen_provider is provider


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("REPCAST_PACE_S", "soon"),
        ("REPCAST_MAX_ACTIVE_JOBS", "0"),
        ("REPCAST_LOG_FORMAT", "xml"),
        ("REPCAST_HEARTBEAT_S", "-1"),
        ("REPCAST_HEARTBEAT_S", "nan"),
        ("REPCAST_DRAIN_JOBS_S", "inf"),
        ("REPCAST_TOKEN_SECRET", "short"),
        ("REPCAST_KEY_REFRESH_S", "5"),
        ("REPCAST_PREVIOUS_TOKEN_SECRETS", "0123456789abcdef0123456789abcdef,short"),
    ],
)
def test_a_wrong_setting_ends_the_start_with_its_name(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """Exit code 2, and no trace."""
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError):
        Settings()
    for command in ("serve", "migrate"):
        result = CliRunner().invoke(app, [command])
        assert result.exit_code == 2
        assert result.stderr.startswith(f"{name}: ")


def test_a_database_that_is_unknown_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """By its setting."""
    for url in ("mysql://localhost/x", "nonsense"):
        monkeypatch.setenv("REPCAST_DATABASE_URL", url)
        for command in (["serve", "--port=0"], ["migrate"]):
            result = CliRunner().invoke(app, command)
            assert result.exit_code == 2
            assert result.stderr.startswith("REPCAST_DATABASE_URL: ")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.org"])  # noqa: S104 - refused
def test_other_addresses_than_this_machines_are_refused(host: str) -> None:
    """Without keys the server is for this machine only."""
    result = CliRunner().invoke(app, ["serve", "--host", host, "--port=0"])
    assert result.exit_code == 2
    assert result.stderr.startswith(f"--host {host}: ")


def test_a_port_that_is_taken_is_told() -> None:
    """With the reason."""
    from server.listening import listen  # noqa: PLC0415 - this test alone

    taken = listen("127.0.0.1", 0, 10)
    try:
        port = taken.getsockname()[1]
        result = CliRunner().invoke(app, ["serve", "--port", str(port)])
    finally:
        taken.close()
    assert result.exit_code == 2
    assert f"--port {port}: Address already in use" in result.stderr


def test_migrate_goes_up_and_down(tmp_path: Path) -> None:
    """From the command line, on the database in the working folder."""
    for arguments in (["migrate"], ["migrate", "--down"], ["migrate", "--revision", "0001"]):
        result = CliRunner().invoke(app, arguments)
        assert (result.exit_code, result.stderr) == (0, "The database is migrated.\n")
    assert (tmp_path / "repcast.sqlite3").exists()


@pytest.mark.parametrize("url", ["sqlite:///nowhere/x.sqlite3", "sqlite:///.", "sqlite://", "sqlite:///:memory:"])
def test_a_database_that_cannot_be_opened_is_told(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    """In a sentence, before anything is served."""
    monkeypatch.setenv("REPCAST_DATABASE_URL", url)
    for command in (["serve", "--port=0"], ["migrate"]):
        result = CliRunner().invoke(app, command)
        assert result.exit_code == 2
        assert result.stderr.startswith("REPCAST_DATABASE_URL: ")
        assert "Traceback" not in result.stderr


def test_a_version_that_is_none_is_told() -> None:
    """As it was given."""
    result = CliRunner().invoke(app, ["migrate", "--revision", "9999"])
    assert result.exit_code == 2
    assert "9999" in result.stderr
    assert "Traceback" not in result.stderr


def test_no_secret_is_shown() -> None:
    """Neither those that are secrets as a whole, nor a URL with a password in it; nor where something else is wrong."""
    secret = "a-secret-of-thirty-two-characters"  # noqa: S105 - of this test
    url = f"postgresql://repcast:{secret}@127.0.0.1/repcast"
    assert secret not in repr(Settings(_env_file=None, database_url=url, redis_url=url, token_secret=secret))
    with pytest.raises(ValidationError) as refused:
        Settings(_env_file=None, database_url=url, job_concurrency=0)
    assert secret not in str(refused.value)
