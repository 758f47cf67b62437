"""The real servers and the real browser that tests use when the machine has them, and the sentence when it
has not.
"""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass

PROGRAMS = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/bin", "/usr/local/sbin"])


@dataclass(frozen=True)
class Service:
    programs: tuple[str, ...]
    package: str
    why_not: Callable[[], str] = lambda: ""

    def path(self) -> str | None:
        return next((found for each in self.programs if (found := shutil.which(each, path=PROGRAMS))), None)

    def why_missing(self) -> str:
        """Return why tests on this service cannot run here; "" when they can."""
        if self.path() is None:
            return f"{self.programs[0]} is not installed (apt-get install {self.package})"
        return self.why_not()


def _only_as_root() -> str:
    return "" if os.getuid() == 0 else "postfix needs root"


CHROMIUM = Service(("chromium", "chromium-browser"), "chromium")
DOVECOT = Service(("dovecot",), "dovecot-imapd")
POSTFIX = Service(("postfix",), "postfix", _only_as_root)
# By the name of the marker that asks for it.
ALL = {"browser": CHROMIUM, "dovecot": DOVECOT, "postfix": POSTFIX}
