"""How allauth behaves here: seats by invitation only, mails with the desk's own address in their links."""

from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def format_email_subject(self, subject: str) -> str:
        return subject

    def get_reset_password_from_key_url(self, key: str) -> str:
        # The link must not follow the Host header: whoever asks for the mail chooses that.
        asked: str = super().get_reset_password_from_key_url(key)
        return settings.SITE_URL + urlsplit(asked).path
