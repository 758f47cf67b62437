"""What surveys put into the shell."""


def register() -> None:
    """Fill the slots of the shell."""
