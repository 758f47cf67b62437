"""Whose word about the sender we take."""

from __future__ import annotations

import pytest

from muhatap.mail.letter import authentication
from muhatap.mail.letter.letter import Authentication

OURS = "mx.ornek.com"
GOOD = f"{OURS}; spf=pass (sender IP is 1.2.3.4) smtp.mailfrom=a@b.com; dkim=pass header.d=b.com; dmarc=pass"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ([("Authentication-Results", GOOD)], Authentication(OURS, "pass", "pass", "pass", "")),
        ([("Authentication-Results", f"{OURS} 1; spf=softfail; arc=none")],
         Authentication(OURS, "softfail", "", "", "none")),
        ([("Authentication-Results", f"{OURS}; none")], Authentication(OURS)),
        ([("Authentication-Results", "baska.com; spf=pass")], Authentication()),
        ([("Authentication-Results", f"{OURS}.evil.com; spf=pass")], Authentication()),
        # Two signatures, one of them good.
        ([("Authentication-Results", f"{OURS}; dkim=fail; dkim=pass")], Authentication(OURS, "", "pass", "", "")),
        # One header for each method, all of ours.
        ([("Authentication-Results", f"{OURS}; spf=fail"), ("Authentication-Results", f"{OURS}; dmarc=fail")],
         Authentication(OURS, "fail", "", "fail", "")),
        # Forged below the line our server wrote when it took the letter.
        ([("Authentication-Results", f"{OURS}; spf=fail"), ("Received", "from x by mx"),
          ("Authentication-Results", f"{OURS}; spf=pass; dmarc=pass")], Authentication(OURS, "fail", "", "", "")),
        # A verdict hidden in a comment is none.
        ([("Authentication-Results", f"{OURS}; spf=fail (really (spf=pass; dmarc=pass))")],
         Authentication(OURS, "fail", "", "", "")),
        ([("Authentication-Results", f"{OURS}; spf=wunderbar")], Authentication(OURS)),
    ],
)  # fmt: skip
def test_only_our_own_server_is_believed(fields: list[tuple[str, str]], expected: Authentication) -> None:
    assert authentication.read(fields, {OURS}) == expected


def test_nobody_is_believed_where_nobody_is_named() -> None:
    assert authentication.read([("Authentication-Results", GOOD)], ()) == Authentication()
