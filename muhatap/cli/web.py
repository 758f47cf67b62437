"""The desk's web server: realtime and pages in one process, on one port."""

import os
import socket

import click

from muhatap.cli import prepare
from muhatap.cli.django import ready
from muhatap.core import home

# The socket that `muhatap up` listens on and hands to each web process it starts, by its number.
SOCKET_VARIABLE = "MUHATAP_SOCKET"
# A pipe that `muhatap up` closes once the database is prepared. Until then this process has loaded its code and has
# said whether anything is missing, so that a second start needs no other process to find out.
GO_VARIABLE = "MUHATAP_GO"
# An open page keeps its event stream for hours: it is cut, and the browser comes back by itself.
GRACEFUL_SECONDS = 3


@click.command()
def command() -> None:
    """Serve the desk at MUHATAP_HOST:MUHATAP_PORT until stopped."""
    with ready():
        import uvicorn

        from muhatap.config.asgi import application

        if os.environ.get(GO_VARIABLE):
            prepare.report()
            _wait_for_go()
        listener = _inherited() or listen()
        config = uvicorn.Config(
            application,
            access_log=False,
            log_config=None,
            log_level="warning",
            server_header=False,
            timeout_graceful_shutdown=GRACEFUL_SECONDS,
        )
        server = uvicorn.Server(config)
        server.run(sockets=[listener])
        if not server.started:
            raise SystemExit(3)


def listen() -> socket.socket:
    """Take the port. Raises PortTaken."""
    host, port = home.host(), home.port()
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(512)
    except OSError as error:
        raise PortTaken(
            f"The desk cannot listen on {host}, port {port}: {error.strerror or error}. "
            f"Choose another port, for example MUHATAP_PORT={port + 1 if port < 65535 else 8001}."
        ) from error
    return listener


class PortTaken(click.ClickException):
    """The address of the desk is in use, or not ours to use."""


def _wait_for_go() -> None:
    # Nothing is ever written: this returns when the other end is closed.
    os.read(int(os.environ[GO_VARIABLE]), 1)


def _inherited() -> socket.socket | None:
    number = os.environ.get(SOCKET_VARIABLE, "")
    return socket.socket(fileno=int(number)) if number else None
