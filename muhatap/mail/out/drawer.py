"""A way out that leads nowhere, for the demo: mail is kept as files on this machine and nothing is sent.

A mailbox whose outgoing server is HOST uses it. The name ends in `.invalid`, which never exists (RFC 6761 §6.4), so
that the settings page says what is the case.
"""

import os
from pathlib import Path

from muhatap.conversations.channels import Receipt
from muhatap.core import home

HOST = "sends-nothing.invalid"


def folder() -> Path:
    return home.folder() / "demo-sent"


def keep(data: bytes, *, name: str) -> Receipt:
    """Write the mail to the folder as `name`.eml, which a mail program opens. Raises OSError when the disk refuses."""
    place = folder()
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    file, draft = place / f"{name}.eml", place / f".{name}.{os.getpid()}"
    draft.write_bytes(data)
    draft.replace(file)
    return Receipt(answer=f"Demo: kept as {file}, not sent")
