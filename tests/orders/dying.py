"""Go on with an act in a process of its own, and die at a step of it as a power cut would: no clean-up, no last word.

python -m tests.orders.dying <number of the act> <step>
"""

import os
import signal
import sys
import threading
from collections.abc import Callable
from typing import Any, NoReturn

# In the order in which an act comes by them; "meanwhile:0.01" dies so many seconds after the shop was asked.
STEPS = ("reading", "claimed", "meanwhile:0.005", "meanwhile:0.02", "meanwhile:0.08", "sent", "answered", "committing")


def main() -> None:
    import django

    django.setup()

    from muhatap.core import outgoing
    from muhatap.orders.actions import performing

    act_id, step = int(sys.argv[1]), sys.argv[2]
    is_asking = threading.Event()
    really_open = performing.connector_of

    def opened(shop: Any) -> Any:
        connector = really_open(shop)
        return _Watched(connector, step, is_asking)

    performing.connector_of = opened
    if step == "sent":
        really_read = outgoing._beginning
        outgoing._beginning = lambda *given: die() if is_asking.is_set() else really_read(*given)
    if step == "committing":
        performing.tell = lambda *_, **__: die()
    performing.perform(act_id)


class _Watched:
    """A connector, and the step at which its process dies."""

    def __init__(self, connector: Any, step: str, is_asking: threading.Event) -> None:
        self._connector, self._step, self._is_asking = connector, step, is_asking

    def order(self, outside_id: str) -> Any:
        if self._step == "reading":
            die()
        return self._connector.order(outside_id)

    def do(self, act: Any) -> Any:
        if self._step == "claimed":
            die()
        self._is_asking.set()
        if self._step.startswith("meanwhile:"):
            threading.Timer(float(self._step.partition(":")[2]), die).start()
        done = self._connector.do(act)
        if self._step == "answered":
            die()
        return done

    def __getattr__(self, name: str) -> Callable[..., Any]:
        return getattr(self._connector, name)


def die(*_: object) -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("still alive")


if __name__ == "__main__":
    main()
