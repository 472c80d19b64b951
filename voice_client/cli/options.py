"""What all commands share: where the server is, who asks, and how to speak. Read from options, environment, `.env`."""

from dataclasses import dataclass, field
from uuid import UUID, uuid4

import typer
from pydantic import AliasChoices, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict
from rich.console import Console

from voice_client.push_client import PushClient


class PipedConsole(Console):
    """Standard output, whose reader may go before we are through, as ``head`` does."""

    def on_broken_pipe(self) -> None:
        """Whoever runs the command ends it, with an exit code of its own."""
        raise BrokenPipeError


class ClientSettings(BaseSettings):
    """The client's settings; options take precedence."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True)

    fastapi_url: str = Field(default="http://127.0.0.1:8000", validation_alias=AliasChoices("FASTAPI_URL"))
    """Address of the server."""
    user_id: UUID | None = Field(default=None, validation_alias=AliasChoices("REPCAST_USER_ID"))
    """For whom programs are made, where no option says so."""
    token: SecretStr | None = Field(default=None, validation_alias=AliasChoices("REPCAST_TOKEN"))
    """The key or token to show, where no option says so."""
    openai_api_key: SecretStr | None = Field(default=None, validation_alias=AliasChoices("OPENAI_API_KEY"))
    """Of the model that talks."""
    openai_base_url: str | None = Field(default=None, validation_alias=AliasChoices("OPENAI_BASE_URL"), repr=False)
    """Of a server that speaks as OpenAI's does."""
    realtime_model: str = Field(default="gpt-realtime-2", validation_alias=AliasChoices("REPCAST_REALTIME_MODEL"))
    realtime_voice: str = Field(default="marin", validation_alias=AliasChoices("REPCAST_REALTIME_VOICE"))

    @property
    def shown_token(self) -> str | None:
        """The key or token without what a line's end has added to it; None also for an empty one."""
        return (self.token.get_secret_value().strip() if self.token else "") or None


def client_settings() -> ClientSettings:
    """The settings of this call.

    Raises:
        BadParameter: one is wrong.
    """
    try:
        return ClientSettings()
    except ValidationError as error:
        wrong = "; ".join(f"{detail['loc'][0]}: {detail['msg']}" for detail in error.errors(include_input=False))
        raise typer.BadParameter(f"in the environment or .env: {wrong}") from None


@dataclass(frozen=True, slots=True)
class Options:
    """The global options of one call.

    Attributes:
        token: the key or token that is shown.
    """

    urls: tuple[str, ...]
    """At least one."""
    user_id: str | None
    token: str | None = field(repr=False)
    as_json: bool
    is_quiet: bool
    is_verbose: bool
    timeout_s: float | None
    max_retries: int
    out: Console
    """Data: standard output."""
    err: Console
    """Notices: standard error."""

    @property
    def url(self) -> str:
        """The server that one is spoken to where one is enough: of several the last."""
        return self.urls[-1]

    def notify(self, sentence: str) -> None:
        """Say something that is not data."""
        if not self.is_quiet:
            self.err.print(sentence, style="dim", highlight=False, markup=False, soft_wrap=not self.err.is_terminal)

    def tell(self, prose: str, style: str | None = None) -> None:
        """Prose as data: broken at words on a terminal, left whole for whatever reads it elsewhere."""
        self.out.print(prose, style=style, highlight=False, markup=False, soft_wrap=not self.out.is_terminal)

    def say_line(self, line: str) -> None:
        """A line as it is, as data."""
        print(line, file=self.out.file, flush=True)

    def user_for(self, named: UUID | None) -> str:
        """Who is named, by an option or by the settings; else somebody new, which is said."""
        if named is not None or self.user_id is not None:
            return str(named or self.user_id)
        user_id = str(uuid4())
        self.notify(f"No user was named; this is for a new one, {user_id}.")
        return user_id

    def client(self) -> PushClient:
        """A client of the server that was named."""
        return PushClient(self.url, token=self.token, max_retries=self.max_retries, notify=self.notify)
