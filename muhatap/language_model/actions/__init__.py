"""What people do with the language model: set it up, try it, ask it, and read what it suggested."""

from muhatap.language_model.actions.asking import ACTS, Outcome, ask
from muhatap.language_model.actions.reading import forget_sent, hold, read
from muhatap.language_model.actions.setting_up import check, endpoint, set_up

__all__ = ["ACTS", "Outcome", "ask", "check", "endpoint", "forget_sent", "hold", "read", "set_up"]
