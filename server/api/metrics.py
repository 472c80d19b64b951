"""What a process counts about itself, as Prometheus reads it."""

from typing import Annotated

from fastapi import APIRouter, Header, Response
from prometheus_client.exposition import choose_encoder

from server.api.problems import documented
from server.api.rooms import Here, Operator

router = APIRouter(tags=["operations"])


@router.get("/metrics", response_class=Response, responses=documented(401, 403, 503))
async def metrics(here: Here, _: Operator, accept: Annotated[str, Header()] = "") -> Response:
    """Counters of the process that answers: of several behind one port or balancer each has its own.

    What workers do is counted in them: they answer where ``repcast-server worker --metrics-port`` says.
    """
    encode, content_type = choose_encoder(accept)
    return Response(encode(here.metrics), headers={"content-type": content_type})
