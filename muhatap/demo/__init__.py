"""The demo shop: a desk to look around in, with people, letters and answers that are all made up.

Its mail goes through the product's own doors, in and out; but what is sent is kept as files under the data folder
(`demo-sent`) and leaves the machine never.
"""

from collections.abc import Callable


def load(*, say: Callable[[str], object]) -> None:
    """Load the demo shop; once loaded, do nothing."""
    from django.utils import timezone

    from muhatap.demo import shop
    from muhatap.mail.out import drawer

    count = shop.load(now=timezone.now())
    if count:
        say(f"demo shop loaded: {count} conversations; replies are kept in {drawer.folder()}, nothing is sent")


def remove(*, say: Callable[[str], object]) -> None:
    """Take the demo shop away; without it, do nothing."""
    from muhatap.demo import shop

    say(f"demo shop removed: {shop.remove()} conversations")


def sign_in() -> dict[str, str] | None:
    """Return e-mail and password of the demo's owner; None without the demo, or once they were changed."""
    from muhatap.demo import shop

    return shop.sign_in()
