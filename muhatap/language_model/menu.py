"""What the language model puts into the shell: its settings, and words for the audit log."""

from django.utils.translation import gettext_lazy, pgettext_lazy

from muhatap.team import acts
from muhatap.web.addresses import at
from muhatap.web.slots import NavEntry, register_nav

ACTS = {
    "language_model.set_up": gettext_lazy("set up the language model"),
    "language_model.asked": gettext_lazy("asked the language model"),
}
KINDS = {
    "draft": pgettext_lazy("language model", "draft a reply"),
    "summarise": pgettext_lazy("language model", "sum up"),
    "translate": pgettext_lazy("language model", "translate a message"),
    "translate_draft": pgettext_lazy("language model", "translate the draft"),
    "rephrase": pgettext_lazy("language model", "reword the draft"),
}
DETAILS = {
    "sent_size": pgettext_lazy("audit log", "letters sent"),
    "answer_size": pgettext_lazy("audit log", "letters answered"),
    "problem": pgettext_lazy("audit log", "problem"),
}


def register() -> None:
    acts.register(ACTS, codes={"language_model.asked": KINDS}, details=DETAILS)
    register_nav(
        NavEntry(
            name="language-model",
            label=gettext_lazy("Language model"),
            url=at("language_model:settings"),
            permission="language_model.set_up",
            section="settings",
            order=36,
        )
    )
