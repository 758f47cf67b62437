"""The names of the built files: `npm run build` writes them with a hash and lists them in a manifest."""

import json
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.templatetags.static import static

BUILT = Path(__file__).parent / "static" / "built"


class AssetsMissing(RuntimeError):
    """The browser's files were never built."""


def url_of(name: str) -> str:
    """Return the address of a built file. Raises AssetsMissing."""
    return _url_of(name, _stamp() if settings.DEBUG else 0)


def text_of(name: str) -> str:
    """Return what a built script says. Raises AssetsMissing."""
    return (BUILT / _read(_stamp() if settings.DEBUG else 0)[name]).read_text()


def file_of(name: str) -> Path:
    """Return where a built file lies. Raises AssetsMissing."""
    return BUILT / _read(_stamp() if settings.DEBUG else 0)[name]


@lru_cache(maxsize=50)
def _url_of(name: str, stamp: int) -> str:
    return static(f"built/{_read(stamp)[name]}")


@lru_cache(maxsize=2)
def _read(stamp: int) -> dict[str, str]:
    try:
        manifest: dict[str, str] = json.loads((BUILT / "manifest.json").read_text())
    except FileNotFoundError as error:
        raise AssetsMissing("The browser's files are not built yet: run `make setup` or `npm run build`.") from error
    return manifest


def _stamp() -> int:
    file = BUILT / "manifest.json"
    return file.stat().st_mtime_ns if file.exists() else 0
