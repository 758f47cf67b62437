"""How a customer feels, as far as somebody above can tell. Until somebody can, nothing is known."""

from collections.abc import Callable

# Given what a customer wrote, return one of models.Tone, or nothing.
Reader = Callable[[str], str]
_readers: list[Reader] = []


def read_with(reader: Reader) -> None:
    """Let an app above tell the tone of a message."""
    _readers[:] = [reader]


def tone_of(text: str) -> str:
    return _readers[0](text) if _readers and text.strip() else ""
