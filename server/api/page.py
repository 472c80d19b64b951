"""The page at ``/`` and its files, from ``static/``."""

from os import PathLike, stat_result
from pathlib import Path
from types import MappingProxyType
from typing import Final

from fastapi import APIRouter, FastAPI
from fastapi.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

router = APIRouter(include_in_schema=False)

POLICY: Final = MappingProxyType(
    {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        # It covers the socket of the same host and port as well (CSP 3, section 6.7.2.8).
        "connect-src": "'self'",
        "img-src": "'self' data:",
        "require-trusted-types-for": "'script'",
        "trusted-types": "'none'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
        "form-action": "'none'",
    }
)
"""What the page may do. Whatever text it shows, nothing of it can run."""

HEADERS: Final = MappingProxyType(
    {
        "Content-Security-Policy": "; ".join(f"{directive} {sources}" for directive, sources in POLICY.items()),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        # Its modules belong together: those of an older server are not mixed with ours.
        "Cache-Control": "no-cache",
    }
)


class PageFiles(StaticFiles):
    """Files of the page, with its headers."""

    def file_response(
        self, full_path: str | PathLike[str], stat_result: stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        answer = super().file_response(full_path, stat_result, scope, status_code)
        answer.headers.update(HEADERS)
        return answer


def static_folder() -> Path:
    """Inside the package where that was installed from a wheel, beside it in a checkout."""
    package = Path(__file__).parent.parent
    installed = package / "static"
    return installed if installed.is_dir() else package.parent / "static"


@router.get("/")
def page() -> FileResponse:
    return FileResponse(static_folder() / "index.html", headers=HEADERS)


def install_page(app: FastAPI) -> None:
    """Serve the page."""
    app.include_router(router)
    app.mount("/static", PageFiles(directory=static_folder()), name="static")
