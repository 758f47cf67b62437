"""The mail that offers a seat."""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from muhatap.team.models import Invitation

logger = logging.getLogger(__name__)


def link_to(invitation: Invitation) -> str:
    return f"{settings.SITE_URL}{reverse('team:join', args=[invitation.uid])}"


def send(invitation: Invitation) -> bool:
    """Mail the link. Returns False when no mailbox could send it; the link can still be handed over."""
    facts = {"invitation": invitation, "link": link_to(invitation)}
    with translation.override(invitation.language):
        subject = " ".join(render_to_string("team/mail/invitation_subject.txt", facts).split())
        text = render_to_string("team/mail/invitation.txt", facts)
    try:
        return bool(send_mail(subject, text, None, [invitation.email]))
    except (OSError, SMTPException, RuntimeError) as error:
        logger.warning("invitation %s was not mailed: %s", invitation.pk, type(error).__name__)
        return False
