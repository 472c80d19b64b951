"""What a process counts about itself, as Prometheus reads it."""

from typing import Annotated

from fastapi import APIRouter, Header, Response
from prometheus_client.exposition import choose_encoder

from schemas.errors import ErrorCode
from server.api.problems import documented
from server.api.rooms import Here, Operator
from server.jobs.refusal import Refused

router = APIRouter(tags=["operations"])


@router.get("/metrics", response_class=Response, responses=documented(401, 403, 404, 429, 503))
async def metrics(here: Here, _: Operator, accept: Annotated[str, Header()] = "") -> Response:
    """Counters of the process that answers: of several behind one balancer each has its own.

    Several processes on one port (``serve --processes``) answer at ports of their own, from ``--metrics-port`` on; a
    worker where its ``--metrics-port`` says.
    """
    if here.shares_port:
        raise Refused(ErrorCode.NOT_FOUND, "Several processes share this port; each tells its own at --metrics-port.")
    encode, content_type = choose_encoder(accept)
    return Response(encode(here.metrics), headers={"content-type": content_type})
