"""``repcast webhooks``: where a server tells that jobs have ended, and what became of what it told."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

import typer
from rich.table import Table
from rich.text import Text

from schemas.model import JsonObject, WireModel
from schemas.webhooks import DeliveryStatus, EndpointStatus, Webhook, WebhookDelivery, WebhookEvent, WebhookWithSecret
from voice_client.cli.exits import Exit, NotWell
from voice_client.cli.following import time_limit
from voice_client.cli.options import Options
from voice_client.cli.outcome import run_command
from voice_client.cli.webhook_calls import WebhookCalls, webhook_calls

NOTHING = "-"

app = typer.Typer(no_args_is_help=True, help="Tell other servers of jobs that have ended.")

WebhookId = Annotated[UUID, typer.Argument(metavar="WEBHOOK", help="The endpoint's id.")]
DeliveryId = Annotated[UUID, typer.Argument(metavar="DELIVERY", help="The delivery's id.")]

ENDPOINT_COLUMNS = ("id", "status", "url", "user", "last success", "last failure", "why disabled")
DELIVERY_COLUMNS = ("id", "what", "status", "attempts", "answered", "made", "next attempt", "error")


@app.command()
def add(
    context: typer.Context,
    url: Annotated[str, typer.Argument(metavar="URL", help="https://…, on the public internet.")],
    event: Annotated[
        list[WebhookEvent] | None, typer.Option(help="What to be told of; may be repeated. All where not given.")
    ] = None,
    user: Annotated[UUID | None, typer.Option(help="Of whose jobs; of all users' where not given.")] = None,
) -> None:
    """Register an endpoint, and print its secret, this once."""
    wish: JsonObject = {"url": url, "user_id": None if user is None else str(user)}
    if event:
        wish["events"] = [str(each) for each in event]

    async def work(options: Options, calls: WebhookCalls) -> None:
        _tell_secret(options, await calls.add(wish))

    _run(context, work)


@app.command("list")
def list_webhooks(context: typer.Context) -> None:
    """Your endpoints, newest first."""

    async def work(options: Options, calls: WebhookCalls) -> None:
        _show_endpoints(options, await calls.all())

    _run(context, work)


@app.command()
def test(context: typer.Context, webhook_id: WebhookId) -> None:
    """Have a test sent, and say what came of it."""

    async def work(options: Options, calls: WebhookCalls) -> None:
        _tell_outcome(options, await calls.test(str(webhook_id)))

    _run(context, work)


@app.command()
def deliveries(
    context: typer.Context,
    webhook_id: WebhookId,
    limit: Annotated[int, typer.Option(help="How many, the newest.", min=1, max=100)] = 20,
) -> None:
    """What was sent to an endpoint, or is to be, newest first."""

    async def work(options: Options, calls: WebhookCalls) -> None:
        _show_deliveries(options, await calls.deliveries(str(webhook_id), limit))

    _run(context, work)


@app.command()
def redeliver(context: typer.Context, webhook_id: WebhookId, delivery_id: DeliveryId) -> None:
    """Have a delivery sent again, and say what came of it."""

    async def work(options: Options, calls: WebhookCalls) -> None:
        _tell_outcome(options, await calls.redeliver(str(webhook_id), str(delivery_id)))

    _run(context, work)


@app.command()
def rotate(context: typer.Context, webhook_id: WebhookId) -> None:
    """Give an endpoint a new secret, and print it, this once; the one before signs along for a day."""

    async def work(options: Options, calls: WebhookCalls) -> None:
        _tell_secret(options, await calls.rotate(str(webhook_id)))

    _run(context, work)


@app.command()
def enable(context: typer.Context, webhook_id: WebhookId) -> None:
    """Send to an endpoint again that was disabled."""
    _run(context, lambda options, calls: _set_status(options, calls, webhook_id, EndpointStatus.ENABLED))


@app.command()
def disable(context: typer.Context, webhook_id: WebhookId) -> None:
    """Send nothing to an endpoint for now; what is pending is dropped."""
    _run(context, lambda options, calls: _set_status(options, calls, webhook_id, EndpointStatus.DISABLED))


@app.command()
def remove(context: typer.Context, webhook_id: WebhookId) -> None:
    """Remove an endpoint, and what is known of its deliveries."""

    async def work(options: Options, calls: WebhookCalls) -> None:
        await calls.remove(str(webhook_id))
        options.notify(f"{webhook_id} is removed.")

    _run(context, work)


def _run(context: typer.Context, work: Callable[[Options, WebhookCalls], Awaitable[None]]) -> None:
    options: Options = context.obj

    async def bounded() -> None:
        async with time_limit(options), webhook_calls(options) as calls:
            await work(options, calls)

    run_command(options, bounded())


async def _set_status(options: Options, calls: WebhookCalls, webhook_id: UUID, status: EndpointStatus) -> None:
    _show_endpoints(options, [await calls.change(str(webhook_id), {"status": status})])


def _tell_secret(options: Options, made: WebhookWithSecret) -> None:
    if options.as_json:
        options.say_line(made.model_dump_json())
        return
    options.say_line(made.id)
    options.say_line(made.secret)
    options.notify("This is the endpoint's secret. It is not told again; what is sent is signed with it.")


def _tell_outcome(options: Options, delivery: WebhookDelivery) -> None:
    _show_deliveries(options, [delivery])
    if delivery.status is not DeliveryStatus.DELIVERED:
        excerpt = f" {delivery.response_excerpt}" if delivery.response_excerpt else ""
        raise NotWell((delivery.error or "It was not tried yet.") + excerpt, Exit.FAILED)


def _show_endpoints(options: Options, webhooks: Sequence[Webhook]) -> None:
    rows = [
        (
            webhook.id,
            webhook.status,
            webhook.url,
            webhook.user_id or "all",
            _moment(webhook.last_success_at),
            _moment(webhook.last_failure_at),
            webhook.disabled_reason or NOTHING,
        )
        for webhook in webhooks
    ]
    _show(options, webhooks, ENDPOINT_COLUMNS, rows)


def _show_deliveries(options: Options, deliveries: Sequence[WebhookDelivery]) -> None:
    rows = [
        (
            delivery.id,
            delivery.type,
            delivery.status,
            str(delivery.attempts),
            str(delivery.response_status or NOTHING),
            _moment(delivery.created_at),
            _moment(delivery.next_attempt_at),
            delivery.error or NOTHING,
        )
        for delivery in deliveries
    ]
    _show(options, deliveries, DELIVERY_COLUMNS, rows)


def _show(options: Options, items: Sequence[WireModel], columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table on a terminal, a line each with tabs elsewhere, or JSON."""
    if options.as_json:
        for item in items:
            options.say_line(item.model_dump_json())
    elif options.out.is_terminal:
        table = Table(*columns, box=None, pad_edge=False)
        for row in rows:
            table.add_row(*(Text(cell) for cell in row))
        options.out.print(table)
    else:
        for row in rows:
            options.say_line("\t".join(row))


def _moment(at: datetime | None) -> str:
    return NOTHING if at is None else f"{at.astimezone():%Y-%m-%d %H:%M:%S}"
