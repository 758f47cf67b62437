"""What customers read, in Turkish and in English, as the brand puts it or as we do.

Kept here and not in the catalogue: a mail speaks the customer's language, whatever the desk speaks.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from muhatap.promises.models import CheckBackSettings

LANGUAGES = ("tr", "en")


@dataclass(frozen=True)
class Words:
    """All that one language says. {about}, {agent}, {subject} and {name} are filled in where they stand."""

    hello: str
    hello_nobody: str
    asks: str
    asks_without_agent: str
    may_answer: str
    question: str
    fine: str
    not_fine: str
    stop: str
    about: str
    about_nothing: str
    # What the desk then owes, in words for colleagues.
    owed: str
    owed_words: str


_WORDS: Mapping[str, Words] = {
    "tr": Words(
        hello="Merhaba {name},",
        hello_nobody="Merhaba,",
        asks="{about} size {agent} yardımcı olmuştu. Aradan birkaç gün geçti; aklımız sizde kaldı: her şey yolunda mı?",
        asks_without_agent=(
            "{about} bize yazmıştınız. Aradan birkaç gün geçti; aklımız sizde kaldı: her şey yolunda mı?"
        ),
        may_answer=(
            "Tek dokunuşla söyleyebilir ya da bu e-postayı yanıtlayabilirsiniz; yazdığınızı bir insan okur. Bir sorun "
            "kaldıysa yeniden anlatmanız gerekmez: ne olduğunu biliyoruz."
        ),
        question="Her şey yolunda mı?",
        fine="Evet, her şey yolunda",
        not_fine="Hayır, bir sorun var",
        stop="Bu tür soruları bir daha almak istemiyorum",
        about="“{subject}” konusunda",
        about_nothing="Geçenlerde",
        owed="Hâl hatır sorusuna “bir sorun var” dedi; kendisine dönelim",
        owed_words="Hâl hatır sorusuna “bir sorun var” dedi, kendisine dönelim: {words}",
    ),
    "en": Words(
        hello="Hello {name},",
        hello_nobody="Hello,",
        asks="{agent} helped you with {about}. A few days have passed, and we are wondering: is everything all right?",
        asks_without_agent=(
            "You wrote to us about {about}. A few days have passed, and we are wondering: is everything all right?"
        ),
        may_answer=(
            "One click is enough, or simply answer this mail; a person reads it. If something is still wrong, there is "
            "no need to explain it all again: we know what happened."
        ),
        question="Is everything all right?",
        fine="Yes, everything is fine",
        not_fine="No, something is wrong",
        stop="I do not want to get questions like this",
        about="“{subject}”",
        about_nothing="a question of yours",
        owed="Said “something is wrong” when asked; get back to them",
        owed_words="Said “something is wrong” when asked; get back to them: {words}",
    ),
}


def words(language: str) -> Words:
    return _WORDS[language if language in _WORDS else "en"]


def asking(settings: CheckBackSettings, language: str) -> str:
    """Return the brand's own words for the question; nothing where it has none."""
    return (settings.words_tr if language == "tr" else settings.words_en).strip()
