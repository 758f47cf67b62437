"""The signed-in agent's own language, before any text is chosen."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from muhatap.team.models import Agent


class AgentLanguage:
    """Shows each agent the desk in their own language; others get what their browser asks for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        agent = request.user
        if isinstance(agent, Agent):
            translation.activate(agent.language)
            request.LANGUAGE_CODE = agent.language
        return self.get_response(request)
