"""Why a finding of the whole draft matters: one friendly sentence in each language of the desk."""

_SAYINGS = {
    "empty_apology": (
        "Özür güzel; ardından ne yapacağınızı söylerseniz sözde kalmaz.",
        "A good apology; say what you will do next so that it does not stay words.",
    ),
    "no_next_step": (
        "Müşteri bundan sonra ne olacağını bilmiyor; sıradaki adımı ve vaktini ekleyin.",
        "The customer does not know what happens next; add the next step and when.",
    ),
    "unclear_steps": (
        "Birçok adım tek cümlede; numaralı kısa satırlar yapması en kolayıdır.",
        "Many steps in one sentence; short numbered lines are easiest to follow.",
    ),
    "wall_of_text": (
        "Uzun bir blok; ikiye üçe bölünce telefonda da okunur.",
        "This is one long block; broken up, it can be read on a telephone, too.",
    ),
    "missing_closing": (
        "Sıcak bir kapanış satırı iletiyi tamamlar.",
        "A warm closing line would round this off.",
    ),
    "unanswered_question": (
        "Müşterinin şu sorusu yanıtsız kalmış: “{question}”",
        "One question of the customer is still open: “{question}”",
    ),
    "jargon": (
        "Bu kısaltma bizim içerideki dilimiz; açık bir söz daha iyi anlaşılır.",
        "These letters are ours, not the customer's; a plain word is clearer.",
    ),
    "personal_data": (
        "Burayı herkes okuyabilir; kişisel bilgiyi özel mesaja taşıyın.",
        "Everyone can read this; move personal details to a private message.",
    ),
    "tone_mixed": (
        "Aynı iletide hem “sen” hem “siz” var; birinde kalın.",
        "The letter changes between two forms of address; keep to one.",
    ),
    "tone_shouting": (
        "Burada ünlem ve simgeler bağırır gibi duruyor; sade bir cümle yeter.",
        "Exclamation marks and emoji sound loud here; a plain sentence is enough.",
    ),
    "tone_cheerful": (
        "Müşteri üzgünken neşeli bir dilek alay gibi gelebilir; sade kalın.",
        "A cheerful wish can hurt while the customer is upset; keep it plain.",
    ),
    "tone_voice": (
        "Bu söz markanızın diline uymuyor.",
        "This does not fit the voice of your brand.",
    ),
}


def saying(key: str, ui: str, **values: str) -> str:
    """Return the sentence of a key in Turkish or English."""
    turkish, english = _SAYINGS[key]
    return (turkish if ui == "tr" else english).format(**values)
