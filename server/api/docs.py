"""The documents of the interface: OpenAPI with a page that needs no network, and AsyncAPI for the socket."""

from importlib.resources import as_file, files
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.openapi.utils import get_openapi
from fastapi.responses import HTMLResponse, JSONResponse
from pydantic.json_schema import JsonSchemaMode, models_json_schema
from starlette.staticfiles import StaticFiles

from schemas.asyncapi import asyncapi_document
from schemas.model import WireModel
from schemas.request import ProgramRequest
from schemas.webhooks import NewWebhook, WebhookChange
from server.api.jobs import Change
from server.api.problems import documented
from server.api.tokens import TokenRequest
from server.api.webhooks import sent
from server.problem_documents import Problem

router = APIRouter(include_in_schema=False)

ASSETS = "/docs/assets"

BEARER = {"type": "http", "scheme": "bearer", "description": "A key, or a token of one user."}

MODELS = (ProgramRequest, Change, Problem, TokenRequest, NewWebhook, WebhookChange)
"""Models that routes name by reference, because they read bodies themselves."""

EVERYWHERE = {str(status): answer for status, answer in documented(400, 403, 408, 431, 500).items()}
"""What any request may be answered with: it is no HTTP, of a foreign page, too slow, too large, or meets a fault."""


@router.get("/docs")
def docs() -> HTMLResponse:
    """Swagger UI, from files that are installed with the server."""
    return get_swagger_ui_html(
        openapi_url="/openapi.json",
        title="Repcast",
        swagger_js_url=f"{ASSETS}/swagger-ui-bundle.js",
        swagger_css_url=f"{ASSETS}/swagger-ui.css",
        swagger_favicon_url="data:,",
    )


@router.get("/asyncapi.json")
def asyncapi() -> JSONResponse:
    """The socket's protocol as AsyncAPI 3.1."""
    return JSONResponse(asyncapi_document())


def install_docs(app: FastAPI) -> None:
    """Serve the documents of ``app``."""
    with as_file(files("fastapi_swagger") / "resources") as assets:
        app.mount(ASSETS, StaticFiles(directory=assets), name="docs-assets")
    app.include_router(router)

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = get_openapi(
                title=app.title,
                version=app.version,
                description=app.description,
                routes=app.routes,
                webhooks=sent.routes,
            )
            pairs: list[tuple[type[WireModel], JsonSchemaMode]] = [(model, "validation") for model in MODELS]
            _, extra = models_json_schema(pairs, ref_template="#/components/schemas/{model}")
            known = document.setdefault("components", {}).setdefault("schemas", {})
            document["components"]["securitySchemes"] = {"bearer": BEARER}
            document["security"] = [{"bearer": []}, {}]  # whoever is at a machine without keys needs none
            for name, schema in extra["$defs"].items():
                known.setdefault(name, schema)
            for operations in document["paths"].values():
                for operation in operations.values():
                    operation["responses"] = {**EVERYWHERE, **operation["responses"]}
            app.openapi_schema = document
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # how FastAPI lets a document be extended
