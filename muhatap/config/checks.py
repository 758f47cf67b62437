"""What of the settings is wrong, said at start: each finding has an id and says what to write instead."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

NEAR = {"localhost", "127.0.0.1", "::1"}
SHORTEST_KEY = 32


@register(Tags.security)
def addresses(**_: Any) -> Iterable[CheckMessage]:
    """The desk's own address and who may ask for it."""
    parts = urlsplit(settings.SITE_URL)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        yield Error(
            f"MUHATAP_URL is “{settings.SITE_URL}”, which is not an address.",
            hint="Write it as https://desk.example.com: links in mails lead there.",
            id="muhatap.E001",
        )
        return
    if parts.path:
        yield Error(
            "MUHATAP_URL names a folder, but the desk answers at the root of a host.",
            hint=f"Write {parts.scheme}://{parts.netloc} and give the desk a host name of its own.",
            id="muhatap.E002",
        )
    if parts.scheme == "http" and parts.hostname not in NEAR:
        yield Warning(
            "MUHATAP_URL begins with http://: passwords and mails would travel unprotected.",
            hint="Put a web server with a certificate in front and write https://.",
            id="muhatap.W003",
        )
    if parts.scheme == "https" and "*" in settings.ALLOWED_HOSTS:
        yield Warning(
            "The desk answers to any host name.",
            hint=f"Set MUHATAP_HOSTS={parts.hostname}.",
            id="muhatap.W004",
        )


@register(Tags.security)
def secret_key(**_: Any) -> Iterable[CheckMessage]:
    given = os.environ.get("MUHATAP_SECRET_KEY", "").strip()
    # Tests and throw-away copies on this machine may do with less.
    if given and len(given) < SHORTEST_KEY and settings.IS_SECURE:
        yield Error(
            f"MUHATAP_SECRET_KEY has {len(given)} characters; mailbox passwords are sealed with it.",
            hint=f"Use at least {SHORTEST_KEY} random characters, or leave it out: one is made in the data folder.",
            id="muhatap.E005",
        )


@register(Tags.files)
def blob_folder(**_: Any) -> Iterable[CheckMessage]:
    folder = Path(settings.BLOB_ROOT)
    nearest = next(place for place in (folder, *folder.parents) if place.exists())
    if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
        yield Error(
            f"Mails and attachments cannot be written to {folder}.",
            hint="Give the user of the desk the right to write there, or set MUHATAP_BLOBS to another folder.",
            id="muhatap.E006",
        )


@register()
def log_level(**_: Any) -> Iterable[CheckMessage]:
    level = os.environ.get("MUHATAP_LOG_LEVEL", "INFO")
    if level not in {"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"}:
        yield Error(
            f"MUHATAP_LOG_LEVEL is “{level}”.",
            hint="Use DEBUG, INFO, WARNING, ERROR or CRITICAL.",
            id="muhatap.E007",
        )
