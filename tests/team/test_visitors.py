"""Whose wrong passwords are counted together."""

import pytest
from allauth.account.adapter import get_adapter
from django.test import RequestFactory

NGINX = "127.0.0.1"


@pytest.mark.parametrize(
    ("proxies", "said", "expected"),
    [
        # Nobody of ours stands before the desk: what a visitor writes into the header is not believed.
        (0, "203.0.113.9", NGINX),
        (1, "203.0.113.9", "203.0.113.9"),
        # Only the last entry is our own server's word.
        (1, "198.51.100.7, 203.0.113.9", "203.0.113.9"),
        (1, "", NGINX),
    ],
)
def test_a_visitor_is_known_by_the_word_of_our_own_server(
    proxies: int, said: str, expected: str, settings: object
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies  # type: ignore[attr-defined]
    headers = {"X-Forwarded-For": said} if said else {}
    request = RequestFactory(REMOTE_ADDR=NGINX).post("/accounts/login/", headers=headers)

    assert get_adapter().get_client_ip(request) == expected
