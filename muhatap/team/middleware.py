"""The signed-in agent's own language, before any text is chosen."""

from collections.abc import Callable

from django.contrib.auth.middleware import get_user
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from muhatap.team.models import Agent


class AgentLanguage:
    """Shows each agent the desk in their own language; others get what their browser asks for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Pages ask hundreds of times who this is: here is the person, not Django's proxy that looks at each question.
        agent = request.user = get_user(request)
        if isinstance(agent, Agent):
            translation.activate(agent.language)
            request.LANGUAGE_CODE = agent.language
        return self.get_response(request)
