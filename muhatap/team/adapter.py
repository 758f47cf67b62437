"""How allauth behaves here: seats by invitation only, mails with the desk's own address in their links."""

import logging
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def format_email_subject(self, subject: str) -> str:
        return subject

    def get_reset_password_from_key_url(self, key: str) -> str:
        # The link must not follow the Host header: whoever asks for the mail chooses that.
        asked: str = super().get_reset_password_from_key_url(key)
        return settings.SITE_URL + urlsplit(asked).path

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, RuntimeError) as error:
            # Whoever waits for a mail that cannot come has to know; that the address has a seat is the lesser secret.
            logger.warning("an account mail was not sent: %s", type(error).__name__)
            said = _(
                "The mail could not be sent at the moment. Nothing was changed; ask an owner of the desk for help."
            )
            messages.error(self.request, said)
