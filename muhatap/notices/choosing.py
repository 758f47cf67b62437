"""How a notice reaches somebody: the defaults, and what is left of them outside a shift. Pure."""

from dataclasses import dataclass, replace

WAYS = ("bell", "sound", "push", "mail")


@dataclass(frozen=True)
class Ways:
    """Bell in the shell, sound with it, push to devices, and a line in the digest (which must be switched on, too)."""

    bell: bool = True
    sound: bool = True
    push: bool = True
    mail: bool = True

    @property
    def is_any(self) -> bool:
        return self.bell or self.push or self.mail


NONE = Ways(bell=False, sound=False, push=False, mail=False)
# Where nobody chose otherwise. What can wait until one looks makes no sound; what the whole team hears of is off.
DEFAULTS = {
    "assigned": Ways(),
    "time_nearly_up": Ways(),
    "customer_wrote": Ways(),
    "new_unassigned": NONE,
    "mentioned": Ways(),
    "not_delivered": Ways(),
    "woke": Ways(sound=False, push=False),
    "sending_cancelled": Ways(),
    "draft_shared": Ways(),
    "chase_answered": Ways(),
    "chase_overdue": Ways(),
    "promise_due": Ways(),
    "promise_late": Ways(),
    "handed_to_me": Ways(),
    "hand_off_answered": Ways(),
    "hand_off_open": Ways(),
    "low_score": Ways(),
    "follow_up_late": Ways(),
    "act_waits": Ways(),
    "act_not_done": Ways(),
}


def reaching(ways: Ways, *, is_quiet: bool) -> Ways:
    """Return how it comes through now: in quiet hours without sound and push, and a sound never without the bell."""
    loud = ways.bell and not is_quiet
    return replace(ways, sound=ways.sound and loud, push=ways.push and not is_quiet)
