"""What is kept safe: blobs by their content, secrets by their seal, ids in their order."""

import os
import resource
import signal
import time
from pathlib import Path

import pytest
from django.conf import settings

from muhatap.core import blobs, secrets
from muhatap.core.ids import uuid7


def test_the_same_bytes_are_kept_once() -> None:
    digest = blobs.put(b"Merhaba")

    assert blobs.put(b"Merhaba") == digest
    assert blobs.read(digest) == b"Merhaba"
    assert [path for path in Path(settings.BLOB_ROOT).rglob("*") if path.is_file()] == [blobs.path_of(digest)]


def test_a_disk_that_refuses_leaves_nothing_half_written() -> None:
    # The kernel itself refuses to write more than a kilobyte, as a full disk would in the middle of a file.
    was = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, was[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            blobs.put(os.urandom(10_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, was)
        signal.signal(signal.SIGXFSZ, ignored)

    assert [path for path in Path(settings.BLOB_ROOT).rglob("*") if path.is_file()] == []


def test_missing_bytes_are_said_to_be_missing() -> None:
    with pytest.raises(blobs.BlobMissing):
        blobs.read("0" * 64)


def test_a_sealed_secret_opens_where_it_was_sealed_and_nowhere_else() -> None:
    sealed = secrets.seal("çok gizli", context="mailbox:1:password")

    assert "gizli" not in sealed
    assert secrets.unseal(sealed, context="mailbox:1:password") == "çok gizli"
    with pytest.raises(secrets.SealBroken):
        secrets.unseal(sealed, context="mailbox:2:password")
    with pytest.raises(secrets.SealBroken):
        secrets.unseal(sealed[:-4] + "AAAA", context="mailbox:1:password")


def test_nothing_stays_nothing() -> None:
    assert secrets.unseal(secrets.seal("", context="x"), context="x") == ""


def test_ids_sort_by_the_time_they_were_made() -> None:
    first = uuid7()
    time.sleep(0.002)
    second = uuid7()

    assert first < second
    assert (first.version, first.variant) == (7, "specified in RFC 4122")
