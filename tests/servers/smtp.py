"""A real SMTP server in the test's own process whose answers the story writes: later, never, silence, a cut line."""

import asyncio
import email
import email.policy
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.servers import ports


@dataclass
class Taken:
    """One mail that the server accepted."""

    sender: str
    recipients: list[str]
    data: bytes

    @property
    def message(self) -> EmailMessage:
        read = email.message_from_bytes(self.data, policy=email.policy.default)
        assert isinstance(read, EmailMessage)
        return read


@dataclass
class ScriptedServer:
    """`at_recipient` and `at_data` give the answer, by default "250"; `tokens` are those that XOAUTH2 takes."""

    at_recipient: Callable[[str], str] = lambda address: "250 OK"
    at_data: Callable[[int], str] = lambda count: "250 Taken"
    password: str = ""
    tokens: list[str] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)
    data_count: int = 0
    port: int = 0
    # Whoever sets this is let in by the server just before it answers to the final dot.
    before_answer: Callable[[], None] = lambda: None

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.at_recipient(address)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.data_count += 1
        answer = self.at_data(self.data_count)
        if answer == "cut":
            assert server.transport is not None
            server.transport.abort()
            return "451 gone"
        if answer.startswith("250"):
            assert isinstance(envelope.content, bytes)
            self.taken.append(Taken(envelope.mail_from or "", list(envelope.rcpt_tos), envelope.content))
        await asyncio.get_running_loop().run_in_executor(None, self.before_answer)
        return answer

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:  # noqa: N802
        import base64

        words = base64.b64decode(args[1]).decode() if len(args) > 1 else ""
        token = words.partition("auth=Bearer ")[2].rstrip("\1")
        return (
            AuthResult(success=token in self.tokens, handled=True, auth_data=token)
            if token in self.tokens
            else (AuthResult(success=False, handled=False))
        )

    def authenticate(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        is_right = isinstance(data, LoginPassword) and data.password.decode() == self.password
        return AuthResult(success=is_right, handled=is_right)


@contextmanager
def scripted(server: ScriptedServer | None = None) -> Iterator[ScriptedServer]:
    server = server or ScriptedServer()
    needs_sign_in = bool(server.password or server.tokens)
    controller = Controller(
        server,
        hostname="127.0.0.1",
        port=ports.free_port(),
        authenticator=server.authenticate if server.password else None,
        auth_required=needs_sign_in,
        auth_require_tls=False,
        data_size_limit=40_000_000,
    )
    controller.start()
    server.port = controller.port
    try:
        yield server
    finally:
        controller.stop()


def in_background(work: Callable[[], object]) -> threading.Thread:
    thread = threading.Thread(target=work)
    thread.start()
    return thread
