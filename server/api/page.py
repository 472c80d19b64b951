"""The page at ``/`` and its files, from ``static/``."""

from pathlib import Path

from fastapi import APIRouter, FastAPI
from fastapi.responses import FileResponse
from starlette.staticfiles import StaticFiles

router = APIRouter(include_in_schema=False)


def static_folder() -> Path:
    """Inside the package where that was installed from a wheel, beside it in a checkout."""
    package = Path(__file__).parent.parent
    installed = package / "static"
    return installed if installed.is_dir() else package.parent / "static"


@router.get("/")
def page() -> FileResponse:
    return FileResponse(static_folder() / "index.html")


def install_page(app: FastAPI) -> None:
    """Serve the page."""
    app.include_router(router)
    app.mount("/static", StaticFiles(directory=static_folder()), name="static")
