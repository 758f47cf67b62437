"""Who asks, and the signed-in agent's own language, before any text is chosen."""

from collections.abc import Callable
from copy import copy

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.middleware import get_user
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.crypto import constant_time_compare

from muhatap.core import page_memory
from muhatap.team.models import Agent
from muhatap.team.queries import everyone


class AgentLanguage:
    """Shows each agent the desk in their own language; others get what their browser asks for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Pages ask hundreds of times who this is: here is the person, not Django's proxy that looks at each question.
        agent = request.user = _signed_in(request) or get_user(request)
        if isinstance(agent, Agent):
            translation.activate(agent.language)
            request.LANGUAGE_CODE = agent.language
        page_memory.before_acting(request)
        return self.get_response(request)


def _signed_in(request: HttpRequest) -> Agent | None:
    """Return whom the session names when nothing is to be looked into; all else is Django's to decide.

    The page knows everyone who works here anyway, as they are at this moment.
    """
    session = request.session
    number, proof = session.get(SESSION_KEY, ""), session.get(HASH_SESSION_KEY, "")
    if not proof or session.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return None
    agent = next((each for each in everyone() if str(each.pk) == number), None)
    if agent is None or not agent.is_active or not constant_time_compare(proof, agent.get_session_auth_hash()):
        return None
    # Their own to change: what `everyone` returned is shared.
    return copy(agent)
