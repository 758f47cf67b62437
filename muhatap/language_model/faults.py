"""What may go wrong between us and a language model, each with a sentence for whoever asked. Nothing is lost by any."""

from collections.abc import Mapping
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class Fault(StrEnum):
    """Why there is no answer."""

    ADDRESS = "address"
    NAME = "name"
    INSIDE = "inside"
    CONNECTION = "connection"
    TLS = "tls"
    TIME = "time"
    KEY = "key"
    SEAL = "seal"
    PLACE = "place"
    MODEL = "model"
    ELSEWHERE = "elsewhere"
    TOO_OFTEN = "too_often"
    REFUSED = "refused"
    BROKEN = "broken"
    NOT_JSON = "not_json"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    CUT = "cut"
    # Ours, before anything is asked.
    OFF = "off"
    LIMIT = "limit"
    BUSY = "busy"
    NOTHING = "nothing"
    TEXT_TOO_LONG = "text_too_long"


class NotAnswered(Exception):
    """The model gave no answer that could be used; `fault` says why, `said` what the server said (for its owner)."""

    def __init__(self, fault: Fault, said: str = "") -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.said = said


_WORDS: Mapping[Fault, str | Promise] = {
    Fault.ADDRESS: gettext_lazy("Its address is not one such as https://api.example.com/v1."),
    Fault.NAME: gettext_lazy("The name in its address is not known (DNS). Look for a slip in the address."),
    Fault.INSIDE: gettext_lazy("Its address leads into a private network, which the settings do not allow."),
    Fault.CONNECTION: gettext_lazy("Nobody answers at its address. The server may be down, or the port another one."),
    Fault.TLS: gettext_lazy("Its certificate (TLS) is not valid, so nothing was sent."),
    Fault.TIME: gettext_lazy("The language model took too long to answer."),
    Fault.KEY: gettext_lazy("Its server does not accept the key."),
    Fault.SEAL: gettext_lazy("The stored key cannot be read any more. The owner has to fill it in again."),
    Fault.PLACE: gettext_lazy("There is no language model at this address. It usually ends in /v1."),
    Fault.MODEL: gettext_lazy("Its server does not know a model of this name."),
    Fault.ELSEWHERE: gettext_lazy("Its address leads on to another one; the settings need the final one."),
    Fault.TOO_OFTEN: gettext_lazy("Its server wants fewer questions for now (429). Try again in a moment."),
    Fault.REFUSED: gettext_lazy("Its server did not take the question."),
    Fault.BROKEN: gettext_lazy("Its server has a fault of its own at the moment."),
    Fault.NOT_JSON: gettext_lazy("What came back was not the answer of a language model."),
    Fault.EMPTY: gettext_lazy("The language model answered with nothing."),
    Fault.TOO_LONG: gettext_lazy("The answer would not end and was dropped."),
    Fault.CUT: gettext_lazy("The line broke before the answer was whole."),
    Fault.OFF: gettext_lazy("The language model is switched off."),
    Fault.LIMIT: gettext_lazy("You have asked the language model very often in the last hour. Try again later."),
    Fault.BUSY: gettext_lazy("Others are being answered just now. Try again in a moment."),
    Fault.NOTHING: gettext_lazy("There is nothing to work on yet."),
    Fault.TEXT_TOO_LONG: gettext_lazy("The text is too long for this. Try it with a part of it."),
}


def in_words(fault: Fault) -> str:
    return str(_WORDS[fault])


def for_writer(fault: Fault) -> str:
    """Return the sentence for whoever writes a reply: what happened, and that their text is as it was."""
    return f"{in_words(fault)} {_('Your text is unchanged.')}"
