"""What customers read: in Turkish and in English, as the brand puts it or as we do. Pure but for the brand's row.

Kept here and not in the catalogue: a mail speaks the customer's language, whatever the desk speaks.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from muhatap.surveys.models import SurveySettings

LANGUAGES = ("tr", "en")
SCORES = (1, 2, 3, 4, 5)
FACES = {1: "😞", 2: "🙁", 3: "😐", 4: "🙂", 5: "😀"}


@dataclass(frozen=True)
class Words:
    """All that one language says. {about}, {agent}, {subject} and {name} are filled in where they stand."""

    question: str
    effort: str
    # From 1 to 5.
    scores: Sequence[str]
    efforts: Sequence[str]
    hello: str
    hello_nobody: str
    asks: str
    asks_without_agent: str
    asks_again: str
    may_answer: str
    stop: str
    below_reply: str
    about: str
    about_nothing: str


_WORDS: Mapping[str, Words] = {
    "tr": Words(
        question="Size nasıl yardımcı olduk?",
        effort="Çözüme ulaşmak sizi ne kadar uğraştırdı?",
        scores=("Çok kötü", "Kötü", "İdare eder", "İyi", "Çok iyi"),
        efforts=("Hiç uğraştırmadı", "Az uğraştırdı", "Biraz uğraştırdı", "Çok uğraştırdı", "Pek çok uğraştırdı"),
        hello="Merhaba {name},",
        hello_nobody="Merhaba,",
        asks="{about} size {agent} yardımcı oldu. Nasıl geçtiğini merak ediyoruz; tek dokunuş yeter.",
        asks_without_agent="{about} bize yazmıştınız. Nasıl geçtiğini merak ediyoruz; tek dokunuş yeter.",
        asks_again=(
            "Geçen sefer sizi memnun edememiştik; konuyu yeniden ele aldık. Şimdi nasıl? Bir kez daha soruyoruz, çünkü "
            "yanıtınız bizim için önemli."
        ),
        may_answer="Anlatmak istediğiniz bir şey varsa bu e-postayı yanıtlamanız yeter; yazdığınızı bir insan okur.",
        stop="Bu soruyu bir daha almak istemiyorum",
        below_reply="Bu yanıt işinize yaradı mı?",
        about="“{subject}” konusunda",
        about_nothing="Geçenlerde",
    ),
    "en": Words(
        question="How did we do?",
        effort="How much effort did it take you to get this solved?",
        scores=("Very bad", "Bad", "So-so", "Good", "Very good"),
        efforts=("None at all", "A little", "Some", "A lot", "Far too much"),
        hello="Hello {name},",
        hello_nobody="Hello,",
        asks="{agent} helped you with {about}. We would like to know how it went; one click is enough.",
        asks_without_agent="You wrote to us about {about}. We would like to know how it went; one click is enough.",
        asks_again=(
            "Last time we let you down, and we have looked into it again. How is it now? We ask once more because your "
            "answer matters to us."
        ),
        may_answer="If there is something you would like to tell us, simply answer this mail; a person reads it.",
        stop="I do not want to be asked again",
        below_reply="Did this answer help you?",
        about="“{subject}”",
        about_nothing="a question of yours",
    ),
}


def words(language: str) -> Words:
    return _WORDS[language if language in _WORDS else "en"]


def question(settings: SurveySettings, language: str) -> str:
    own = settings.question_tr if language == "tr" else settings.question_en
    return own or words(language).question


def effort_question(settings: SurveySettings, language: str) -> str:
    own = settings.effort_tr if language == "tr" else settings.effort_en
    return own or words(language).effort
