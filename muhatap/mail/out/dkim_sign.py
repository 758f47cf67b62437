"""Signs outgoing mail with the mailbox's own DKIM key, when one is given. Source: RFC 6376, RFC 8463 (Ed25519)."""

# What a relay may not change unseen. Repeating From keeps a second one from being added (RFC 6376 §8.15).
SIGNED = """
    from from to cc subject subject date message-id in-reply-to references reply-to mime-version content-type
    content-transfer-encoding auto-submitted list-unsubscribe
""".split()  # noqa: SIM905


class KeyUnusable(ValueError):
    """The text is not a private key that DKIM can sign with."""


def signed(data: bytes, *, selector: str, domain: str, key: str) -> bytes:
    """Return the mail with its signature on top. `key` is a PEM private key. Raises KeyUnusable."""
    # Few mailboxes sign here; the others' processes are lighter without it.
    import dkim

    try:
        line: bytes = dkim.sign(
            data,
            selector.encode("ascii"),
            domain.encode("idna"),
            key.encode("ascii"),
            canonicalize=(b"relaxed", b"relaxed"),
            include_headers=[name.encode() for name in SIGNED],
            linesep=b"\r\n",
        )
    except (dkim.DKIMException, UnicodeError, ValueError, IndexError) as error:
        raise KeyUnusable(str(error)) from error
    return line + data
