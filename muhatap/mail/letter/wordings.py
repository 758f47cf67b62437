"""What mail programs write around a quotation and under a letter, language by language.

A native speaker can extend this page without reading any other: add the words as they appear in the
mail, upper and lower case and accents do not matter (everything is compared after `fold`).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_FOLDING = str.maketrans(
    {
        **dict(
            zip(
                "İIıçğöşüâîûáàäãåéèêëíìïóòôõúùñßłźżśćńąęøæÇĞÖŞÜÂÎÛ",
                "iiicgosuaiuaaaaaeeeeiiioooouunslzzscnaeoacgosuaiu",
                strict=True,
            )
        ),
        "\u2018": "'",
        "\u2019": "'",
        "\u00b4": "'",
        "`": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u00a0": " ",
        "\u202f": " ",
        "\u2009": " ",
        "\ufeff": None,
        "\u200b": None,
        "\u200e": None,
        "\u200f": None,
        "\u00ad": None,
        "\uff1a": ":",
    }
)


def fold(text: str) -> str:
    """Lower case without accents, plain quotes, single spaces: what every comparison is made on."""
    if text.isascii():
        return " ".join(text.lower().split())
    return " ".join(text.translate(_FOLDING).lower().translate(_FOLDING).split())


@dataclass(frozen=True)
class Wording:
    """The words of one language. Every field may be empty."""

    language: str
    # "On 3 May 2024 Zeynep wrote:" — how the line begins, and the verb it carries.
    attribution_starts: tuple[str, ...] = ()
    attribution_verbs: tuple[str, ...] = ()
    # The header lines that Outlook and its relatives put above the quoted mail.
    from_labels: tuple[str, ...] = ()
    date_labels: tuple[str, ...] = ()
    to_labels: tuple[str, ...] = ()
    cc_labels: tuple[str, ...] = ()
    subject_labels: tuple[str, ...] = ()
    # "-----Original Message-----" without its dashes; likewise for forwarded mail.
    originals: tuple[str, ...] = ()
    forwards: tuple[str, ...] = ()
    forward_prefixes: tuple[str, ...] = ()
    # The line between the letter and the name. Thanks are part of the letter and not listed here.
    closings: tuple[str, ...] = ()
    # "Sent from my iPhone": a line that begins, or ends, so and is short. `%` stands for the device.
    mobile: tuple[str, ...] = ()
    # How the lawyers' paragraph under company mail begins.
    disclaimers: tuple[str, ...] = ()
    # The writer says that the answers stand inside the quotation: then nothing is folded.
    inline_hints: tuple[str, ...] = ()


TURKISH = Wording(
    language="tr",
    attribution_verbs=(
        "şunu yazdı",
        "şunları yazdı",
        "şöyle yazdı",
        "şunu yazmış",
        "tarihinde yazdı",
        "yazdı",
        "yazmış",
        "yazdınız",
        "yazmıştınız",
    ),
    from_labels=("Kimden", "Gönderen", "Gönderici"),
    date_labels=(
        "Gönderilme",
        "Gönderildi",
        "Gönderilme Tarihi",
        "Gönderme Tarihi",
        "Gönderim Tarihi",
        "Gönderilen",
        "Tarih",
    ),
    to_labels=("Kime", "Alıcı", "Alıcılar"),
    cc_labels=("Bilgi", "Cc", "Bcc", "Gizli", "Kopya"),
    subject_labels=("Konu", "Başlık"),
    originals=(
        "Özgün İleti",
        "Orijinal Mesaj",
        "Orijinal ileti",
        "Orjinal Mesaj",
        "Asıl İleti",
        "Özgün Mesaj",
        "Orijinal E-posta",
        "Orijinal mail",
        "Yanıtlanan ileti",
    ),
    forwards=(
        "İletilen ileti",
        "İletilen mesaj",
        "Yönlendirilmiş ileti",
        "Yönlendirilen ileti",
        "Yönlendirilmiş mesaj",
        "Yönlendirilen mesaj",
        "İletilmiş mesaj",
        "İletilen e-posta",
        "Yönlendirilen e-posta",
        "İletilen ileti başlangıcı",
    ),
    forward_prefixes=("İLT", "İlet", "FW", "Fwd"),
    closings=(
        "Saygılarımla",
        "Saygılarımızla",
        "Saygılar",
        "Saygı ve sevgilerimle",
        "Sevgi ve saygılarımla",
        "Sevgi ve saygılarımızla",
        "En derin saygılarımla",
        "Sevgiler",
        "Sevgilerimle",
        "Selamlar",
        "Selamlarımla",
        "Hürmetlerimle",
        "İyi çalışmalar",
        "İyi çalışmalar dilerim",
        "İyi çalışmalar dilerim saygılarımla",
        "İyi günler dilerim",
        "İyi günler dileriz",
        "İyi günler",
        "İyi akşamlar",
        "Kolay gelsin",
        "Kolaylıklar dilerim",
        "Hayırlı işler",
        "İyi haftalar",
        "Esenlikler dilerim",
        "Bilginize",
        "Bilgilerinize",
    ),
    mobile=(
        "%'umdan gönderildi",
        "%'imden gönderildi",
        "%'ımdan gönderildi",
        "%'ümden gönderildi",
        "%umdan gönderildi",
        "%ımdan gönderildi",
        "%imden gönderildi",
        "%'mden gönderildi",
        "%'mdan gönderildi",
        "%'dan gönderildi",
        "%'den gönderildi",
        "%'tan gönderildi",
        "%'ten gönderildi",
        "% telefonumdan gönderildi",
        "% cihazımdan gönderildi",
        "% tabletimden gönderildi",
        "% uygulamasından gönderildi",
        "% üzerinden gönderildi",
        "% ile gönderildi",
        "% uygulamasını edinin",
        "% için outlook'u edinin",
        "% için outlook'u indirin",
        "% uygulamasını indirin",
        "yahoo mail: ara, düzenle, fethet",
        "mobil cihazımdan gönderilmiştir",
        "% cihazımdan gönderilmiştir",
        "% telefonumdan gönderilmiştir",
    ),
    disclaimers=(
        "Yasal Uyarı",
        "Gizlilik Uyarısı",
        "Gizlilik Bildirimi",
        "Bu e-posta ve ekleri",
        "Bu e-posta ve ekinde",
        "Bu e-posta mesajı",
        "Bu e-posta iletisi",
        "Bu e-posta içer",
        "Bu elektronik posta",
        "Bu mesaj ve ekleri",
        "Bu mesaj ve ekinde",
        "Bu ileti ve ekleri",
        "Bu mesaj gizli",
        "İşbu e-posta",
        "İşbu elektronik posta",
        "Bu mail ve ekleri",
    ),
    inline_hints=(
        "cevaplarım aşağıda",
        "cevaplarımı aşağıya",
        "cevaplarım satır ara",
        "yanıtlarım aşağıda",
        "yanıtlarımı aşağıda",
        "satır arasında",
        "satır aralarında",
        "kırmızı ile",
        "kırmızıyla",
        "kırmızı renkle",
        "sorularınızın altına",
        "sorularınızın yanına",
        "altına yazdım",
        "aralara yazdım",
    ),
)

ENGLISH = Wording(
    language="en",
    attribution_starts=("on",),
    attribution_verbs=("wrote", "writes", "a wrote", "has written"),
    from_labels=("From", "Sender"),
    date_labels=("Sent", "Date", "Sent on", "Date sent", "Message of"),
    to_labels=("To", "Recipient"),
    cc_labels=("Cc", "Bcc", "Reply-To", "Reply to", "Importance", "Attachments", "Organization"),
    subject_labels=("Subject", "Re"),
    originals=(
        "Original Message",
        "Original Mail",
        "Original Email",
        "Reply Message",
        "Original Message processed by",
        "Original Appointment",
    ),
    forwards=(
        "Forwarded message",
        "Forwarded Mail",
        "Begin forwarded message",
        "Start of forwarded message",
        "Message forwarded",
        "Forwarded by",
    ),
    forward_prefixes=("Fwd", "FW"),
    closings=(
        "Regards",
        "Best regards",
        "Kind regards",
        "Warm regards",
        "Warmest regards",
        "Best",
        "All the best",
        "Best wishes",
        "With best regards",
        "With kind regards",
        "Kindest regards",
        "Sincerely",
        "Yours sincerely",
        "Sincerely yours",
        "Yours faithfully",
        "Yours truly",
        "Respectfully",
        "Thanks & Regards",
        "Thanks and regards",
        "Thank you and regards",
        "Thanks and best regards",
        "Rgds",
        "Cordially",
    ),
    mobile=(
        "sent from my %",
        "sent from %",
        "sent via %",
        "sent with %",
        "sent using %",
        "get outlook for %",
        "via mobile",
        "via my mobile",
        "sent on the go",
        "% sent from my mobile device",
    ),
    disclaimers=(
        "Disclaimer",
        "Confidentiality notice",
        "Confidentiality note",
        "Legal disclaimer",
        "Privileged and confidential",
        "The information contained in this",
        "The information in this e",
        "The contents of this e",
        "This e-mail and any",
        "This email and any",
        "This message and any",
        "This e-mail message",
        "This email message is intended",
        "This e-mail is confidential",
        "This email is confidential",
        "This message is confidential",
        "This communication is intended",
        "This transmission",
    ),
    inline_hints=(
        "my answers below",
        "answers below",
        "answered below",
        "replies below",
        "responses below",
        "comments below",
        "answers inline",
        "replies inline",
        "reply inline",
        "comments inline",
        "responses inline",
        "see inline",
        "inline below",
        "in-line",
        "answers in red",
        "comments in red",
        "in red below",
        "between the lines",
    ),
)

GERMAN = Wording(
    language="de",
    attribution_starts=("am",),
    attribution_verbs=("schrieb", "schrieben", "hat geschrieben", "geschrieben"),
    from_labels=("Von", "Absender"),
    date_labels=("Gesendet", "Datum", "Gesendet am", "Gesendet von"),
    to_labels=("An", "Empfänger"),
    cc_labels=("Cc", "Kopie", "Wichtigkeit", "Anlagen", "Antwort an"),
    subject_labels=("Betreff", "Betrifft"),
    originals=(
        "Ursprüngliche Nachricht",
        "Originalnachricht",
        "Original-Nachricht",
        "Ursprüngliche Mail",
        "Urspr. Nachricht",
        "Originaltext",
    ),
    forwards=(
        "Weitergeleitete Nachricht",
        "Anfang der weitergeleiteten Nachricht",
        "Weitergeleitete E-Mail",
        "Weitergeleitet von",
    ),
    forward_prefixes=("WG", "Weitergeleitet", "Fwd"),
    closings=(
        "Mit freundlichen Grüßen",
        "Mit freundlichen Gruessen",
        "Mit freundlichem Gruß",
        "Freundliche Grüße",
        "Beste Grüße",
        "Viele Grüße",
        "Liebe Grüße",
        "Schöne Grüße",
        "Herzliche Grüße",
        "Mit besten Grüßen",
        "Mit herzlichen Grüßen",
        "Hochachtungsvoll",
        "Grüße",
        "Gruß",
        "MfG",
        "VG",
        "LG",
        "Freundlicher Gruss",
        "Freundliche Gruesse",
        "Viele Gruesse",
    ),
    mobile=(
        "gesendet von %",
        "gesendet mit %",
        "gesendet über %",
        "von meinem % gesendet",
        "von meiner % gesendet",
        "von % gesendet",
        "diese nachricht wurde von meinem % gesendet",
        "holen sie sich outlook für %",
        "outlook für % beziehen",
        "outlook für % herunterladen",
    ),
    disclaimers=(
        "Diese E-Mail enthält vertrauliche",
        "Diese E-Mail kann vertrauliche",
        "Diese Nachricht enthält vertrauliche",
        "Der Inhalt dieser E-Mail",
        "Diese E-Mail ist vertraulich",
        "Vertraulichkeitshinweis",
        "Haftungsausschluss",
        "Die Information in dieser E-Mail",
    ),
    inline_hints=(
        "antworten unten",
        "meine antworten im text",
        "antworten im text",
        "antworten stehen",
        "siehe rot",
        "in rot",
        "direkt im text",
        "zwischen den zeilen",
        "inline geantwortet",
    ),
)

FRENCH = Wording(
    language="fr",
    attribution_starts=("le",),
    attribution_verbs=("a écrit", "ecrit", "avez écrit"),
    from_labels=("De", "Expéditeur"),
    date_labels=("Envoyé", "Envoyé le", "Date", "Message du", "Date d'envoi"),
    to_labels=("À", "A", "Pour", "Destinataire"),
    cc_labels=("Cc", "Copie à", "Cci", "Pièces jointes"),
    subject_labels=("Objet", "Sujet"),
    originals=(
        "Message d'origine",
        "Message original",
        "Message initial",
        "Message d’origine",
        "Courriel original",
        "Mail original",
    ),
    forwards=(
        "Message transféré",
        "Message transmis",
        "Début du message transféré",
        "Début du message réexpédié",
        "Courriel transféré",
    ),
    forward_prefixes=("TR", "Tr", "Fwd"),
    closings=(
        "Cordialement",
        "Bien cordialement",
        "Très cordialement",
        "Bien à vous",
        "Sincères salutations",
        "Salutations",
        "Salutations distinguées",
        "Cdlt",
        "Cdt",
        "Bien à toi",
        "Amicalement",
    ),
    mobile=(
        "envoyé de mon %",
        "envoyé de ma %",
        "envoyé depuis mon %",
        "envoyé depuis %",
        "envoyé à partir de %",
        "envoyé à partir d'%",
        "envoyé avec %",
        "obtenir outlook pour %",
        "télécharger outlook pour %",
        "provenance : %",
    ),
    disclaimers=(
        "Ce message et toutes les pièces jointes",
        "Ce message est confidentiel",
        "Ce courriel et",
        "Les informations contenues dans ce",
        "Ce message et ses",
    ),
    inline_hints=("réponses ci-dessous", "mes réponses dans le texte", "en rouge"),
)

SPANISH = Wording(
    language="es",
    attribution_starts=("el",),
    attribution_verbs=("escribió", "escribio", "ha escrit", "ha escrito", "va escriure"),
    from_labels=("De", "Remitente"),
    date_labels=("Enviado", "Enviado el", "Fecha"),
    to_labels=("Para", "A", "Per a"),
    cc_labels=("Cc", "Cco", "CC"),
    subject_labels=("Asunto", "Assumpte"),
    originals=("Mensaje original", "Missatge original", "Correo original"),
    forwards=("Mensaje reenviado", "Inicio del mensaje reenviado", "Forwarded message", "Missatge reenviat"),
    forward_prefixes=("RV", "Fwd"),
    closings=(
        "Saludos",
        "Un saludo",
        "Saludos cordiales",
        "Cordiales saludos",
        "Atentamente",
        "Cordialmente",
        "Un cordial saludo",
        "Reciba un cordial saludo",
    ),
    mobile=(
        "enviado desde mi %",
        "enviado desde %",
        "enviado desde el %",
        "obtener outlook para %",
        "obtén outlook para %",
        "enviado con %",
    ),
    disclaimers=(
        "Este mensaje y sus",
        "Este mensaje y los",
        "Este correo electrónico y",
        "La información contenida en este",
        "Aviso legal",
        "Aviso de confidencialidad",
    ),
    inline_hints=("respuestas abajo", "respondo en rojo", "en rojo"),
)

ITALIAN = Wording(
    language="it",
    attribution_starts=("il", "in data", "il giorno"),
    attribution_verbs=("ha scritto", "scrive", "hai scritto"),
    from_labels=("Da", "Mittente"),
    date_labels=("Inviato", "Inviato il", "Data"),
    to_labels=("A", "Destinatario"),
    cc_labels=("Cc", "Ccn"),
    subject_labels=("Oggetto",),
    originals=("Messaggio originale", "Messaggio Originale", "Messaggio di origine"),
    forwards=("Messaggio inoltrato", "Inizio messaggio inoltrato", "Inoltrato messaggio"),
    forward_prefixes=("I", "Fwd"),
    closings=("Cordiali saluti", "Distinti saluti", "Saluti", "Un cordiale saluto", "Cordialmente", "Un saluto"),
    mobile=("inviato da %", "inviato dal mio %", "inviato con %", "scarica outlook per %", "ottieni outlook per %"),
    disclaimers=("Le informazioni contenute", "Questo messaggio e", "Ai sensi del", "Questa e-mail"),
    inline_hints=("risposte sotto", "risposte in rosso", "in rosso"),
)

PORTUGUESE = Wording(
    language="pt",
    attribution_starts=("em", "no dia", "a"),
    attribution_verbs=("escreveu", "escreveu assim"),
    from_labels=("De", "Remetente"),
    date_labels=("Enviado", "Enviada em", "Enviado em", "Enviada", "Data"),
    to_labels=("Para",),
    cc_labels=("Cc", "Cco"),
    subject_labels=("Assunto",),
    originals=("Mensagem original", "Mensagem Original"),
    forwards=(
        "Mensagem encaminhada",
        "Mensagem reencaminhada",
        "Início da mensagem reencaminhada",
        "Início da mensagem encaminhada",
    ),
    forward_prefixes=("ENC", "Fwd"),
    closings=(
        "Atenciosamente",
        "Cumprimentos",
        "Com os melhores cumprimentos",
        "Melhores cumprimentos",
        "Abraços",
        "Saudações",
        "Att",
    ),
    mobile=(
        "enviado do meu %",
        "enviado de meu %",
        "enviado do %",
        "enviado a partir do %",
        "obter o outlook para %",
        "enviado via %",
    ),
    disclaimers=("Esta mensagem e", "Este e-mail e", "As informações contidas"),
    inline_hints=("respostas abaixo", "em vermelho"),
)

DUTCH = Wording(
    language="nl",
    attribution_starts=("op",),
    attribution_verbs=("schreef", "heeft geschreven", "het volgende geschreven"),
    from_labels=("Van", "Afzender"),
    date_labels=("Verzonden", "Datum", "Verzonden op"),
    to_labels=("Aan",),
    cc_labels=("Cc", "Kopie"),
    subject_labels=("Onderwerp", "Betreft"),
    originals=("Oorspronkelijk bericht", "Origineel bericht", "Oorspronkelijke bericht"),
    forwards=("Doorgestuurd bericht", "Begin doorgestuurd bericht"),
    forward_prefixes=("Doorst", "FW"),
    closings=(
        "Met vriendelijke groet",
        "Met vriendelijke groeten",
        "Vriendelijke groet",
        "Vriendelijke groeten",
        "Hartelijke groet",
        "Groeten",
        "Groet",
        "Mvg",
        "Met hartelijke groet",
    ),
    mobile=(
        "verzonden vanaf mijn %",
        "verstuurd vanaf mijn %",
        "verzonden vanuit %",
        "verstuurd vanuit %",
        "verzonden met %",
        "outlook voor % downloaden",
        "download outlook voor %",
    ),
    disclaimers=("Dit bericht is vertrouwelijk", "De informatie in dit", "Deze e-mail en"),
    inline_hints=("antwoorden hieronder", "in het rood"),
)

DANISH = Wording(
    language="da",
    attribution_starts=("den", "d."),
    attribution_verbs=("skrev", "skrev følgende"),
    from_labels=("Fra", "Afsender"),
    date_labels=("Sendt", "Dato"),
    to_labels=("Til",),
    cc_labels=("Cc", "Kopi"),
    subject_labels=("Emne",),
    originals=("Oprindelig meddelelse", "Oprindelig besked", "Original meddelelse", "Opprinnelig melding"),
    forwards=("Videresendt meddelelse", "Videresendt besked", "Start på videresendt besked", "Videresendt melding"),
    forward_prefixes=("VS", "Fwd"),
    closings=(
        "Med venlig hilsen",
        "Venlig hilsen",
        "Mange hilsner",
        "Hilsen",
        "Mvh",
        "Vh",
        "Kh",
        "De bedste hilsner",
        "Bedste hilsner",
        "Med vennlig hilsen",
        "Vennlig hilsen",
    ),
    mobile=("sendt fra min %", "sendt fra %", "hent outlook til %", "sendt med %", "skaff deg outlook for %"),
    disclaimers=("Denne e-mail", "Denne meddelelse"),
    inline_hints=("svar nedenfor", "med rødt"),
)

SWEDISH = Wording(
    language="sv",
    attribution_starts=("den",),
    attribution_verbs=("skrev", "skrev följande"),
    from_labels=("Från", "Avsändare"),
    date_labels=("Skickat", "Datum", "Skickad"),
    to_labels=("Till",),
    cc_labels=("Kopia", "Cc"),
    subject_labels=("Ämne",),
    originals=("Ursprungligt meddelande", "Originalmeddelande"),
    forwards=("Vidarebefordrat meddelande", "Vidarebefordrat brev", "Börja på vidarebefordrat meddelande"),
    forward_prefixes=("VB", "VS"),
    closings=(
        "Med vänlig hälsning",
        "Med vänliga hälsningar",
        "Vänliga hälsningar",
        "Vänlig hälsning",
        "Hälsningar",
        "Mvh",
        "Bästa hälsningar",
    ),
    mobile=("skickat från min %", "skickat från %", "hämta outlook för %"),
    disclaimers=("Detta meddelande", "Detta e-postmeddelande"),
)

NORWEGIAN = Wording(
    language="no",
    attribution_verbs=("skrev", "skrev følgende"),
    from_labels=("Fra",),
    date_labels=("Sendt", "Dato"),
    to_labels=("Til",),
    cc_labels=("Kopi",),
    subject_labels=("Emne",),
    originals=("Opprinnelig melding", "Original melding"),
    forwards=("Videresendt melding", "Videresendt e-post"),
    forward_prefixes=("VS",),
    closings=("Med vennlig hilsen", "Vennlig hilsen", "Hilsen"),
    mobile=("sendt fra min %", "sendt fra %", "få outlook for %"),
)

FINNISH = Wording(
    language="fi",
    attribution_verbs=("kirjoitti", "kirjoitti seuraavasti"),
    from_labels=("Lähettäjä", "Keneltä"),
    date_labels=("Lähetetty", "Päivämäärä", "Pvm"),
    to_labels=("Vastaanottaja", "Kenelle"),
    cc_labels=("Kopio",),
    subject_labels=("Aihe",),
    originals=("Alkuperäinen viesti",),
    forwards=("Välitetty viesti", "Edelleenlähetetty viesti"),
    closings=("Ystävällisin terveisin", "Terveisin", "Yst. terv.", "Terveiset"),
    mobile=("lähetetty %",),
)

POLISH = Wording(
    language="pl",
    attribution_starts=("w dniu", "dnia"),
    attribution_verbs=("napisał", "napisała", "napisał(a)", "pisze", "pisał", "napisali"),
    from_labels=("Od", "Nadawca"),
    date_labels=("Wysłano", "Wysłane", "Data", "Data wysłania"),
    to_labels=("Do", "Adresat"),
    cc_labels=("DW", "UDW", "Cc"),
    subject_labels=("Temat",),
    originals=("Wiadomość oryginalna", "Oryginalna wiadomość", "Wiadomość pierwotna"),
    forwards=(
        "Wiadomość przekazana dalej",
        "Przekazana wiadomość",
        "Treść przekazanej wiadomości",
        "Wiadomość przekazana",
    ),
    forward_prefixes=("PD", "Fwd"),
    closings=(
        "Pozdrawiam",
        "Z poważaniem",
        "Serdecznie pozdrawiam",
        "Pozdrowienia",
        "Z wyrazami szacunku",
        "Łączę pozdrowienia",
    ),
    mobile=("wysłane z %", "wysłano z %", "wysłane z mojego %", "pobierz program outlook dla %"),
    disclaimers=("Ta wiadomość", "Niniejsza wiadomość"),
)

RUSSIAN = Wording(
    language="ru",
    attribution_verbs=("написал", "написала", "написал(а)", "пишет", "написали", "пользователь написал"),
    from_labels=("От", "От кого"),
    date_labels=("Отправлено", "Дата", "Когда"),
    to_labels=("Кому",),
    cc_labels=("Копия",),
    subject_labels=("Тема",),
    originals=("Исходное сообщение", "Первоначальное сообщение", "Оригинальное сообщение", "Исходное письмо"),
    forwards=(
        "Пересылаемое сообщение",
        "Пересланное сообщение",
        "Перенаправленное сообщение",
        "Начало переадресованного сообщения",
        "Конец пересылаемого сообщения",
    ),
    forward_prefixes=("Fwd",),
    closings=("С уважением", "С наилучшими пожеланиями", "Всего доброго", "Всего наилучшего"),
    mobile=("отправлено с %", "отправлено из %", "отправлено с моего %", "скачать outlook для %"),
)

UKRAINIAN = Wording(
    language="uk",
    attribution_verbs=("написав", "написала", "написав(ла)", "пише"),
    from_labels=("Від",),
    date_labels=("Надіслано", "Дата"),
    to_labels=("Кому",),
    subject_labels=("Тема",),
    originals=("Вихідне повідомлення",),
    forwards=("Переслане повідомлення",),
    closings=("З повагою",),
    mobile=("надіслано з %",),
)

HUNGARIAN = Wording(
    language="hu",
    attribution_verbs=("írta", "ezt írta", "a következőt írta"),
    from_labels=("Feladó",),
    date_labels=("Elküldve", "Dátum"),
    to_labels=("Címzett",),
    cc_labels=("Másolat",),
    subject_labels=("Tárgy",),
    originals=("Eredeti üzenet",),
    forwards=("Továbbított üzenet",),
    closings=("Üdvözlettel", "Tisztelettel"),
)

CZECH = Wording(
    language="cs",
    attribution_starts=("dne",),
    attribution_verbs=("napsal", "napsala", "napsal(a)", "napísal", "napísal(a)"),
    from_labels=("Od",),
    date_labels=("Odesláno", "Datum"),
    to_labels=("Komu",),
    cc_labels=("Kopie",),
    subject_labels=("Předmět",),
    originals=("Původní zpráva",),
    forwards=("Přeposlaná zpráva",),
    closings=("S pozdravem",),
    mobile=("odesláno z %",),
)

ROMANIAN = Wording(
    language="ro",
    attribution_starts=("în",),
    attribution_verbs=("a scris",),
    from_labels=("De la",),
    date_labels=("Trimis", "Data"),
    to_labels=("Către",),
    subject_labels=("Subiect",),
    originals=("Mesaj original", "Mesajul original"),
    forwards=("Mesaj redirecționat",),
    closings=("Cu respect", "Cu stimă"),
    mobile=("trimis de pe %",),
)

GREEK = Wording(
    language="el",
    attribution_starts=("στις",),
    attribution_verbs=("έγραψε",),
    from_labels=("Από",),
    date_labels=("Στάλθηκε", "Ημερομηνία"),
    to_labels=("Προς",),
    subject_labels=("Θέμα",),
    originals=("Αρχικό μήνυμα",),
    forwards=("Προωθημένο μήνυμα",),
    closings=("Με εκτίμηση",),
)

JAPANESE = Wording(
    language="ja",
    attribution_verbs=("のメッセージ", "のメール", "が書きました", "は書きました", "書きました", "wrote"),
    from_labels=("差出人", "送信者"),
    date_labels=("送信日時", "日時", "送信日"),
    to_labels=("宛先",),
    subject_labels=("件名",),
    originals=("元のメッセージ", "オリジナルメッセージ"),
    forwards=("転送されたメッセージ", "Forwarded message"),
    mobile=("iphoneから送信", "ipadから送信"),
)

CHINESE = Wording(
    language="zh",
    attribution_starts=("在",),
    attribution_verbs=("写道", "寫道", "写道：", "来信"),
    from_labels=("发件人", "寄件者", "寄件人"),
    date_labels=("发送时间", "日期", "寄件日期", "发送日期"),
    to_labels=("收件人", "收件者"),
    cc_labels=("抄送", "副本"),
    subject_labels=("主题", "主旨"),
    originals=("原始邮件", "原始郵件", "原邮件"),
    forwards=("转发的邮件", "轉寄的郵件"),
    mobile=("发自我的%", "從我的%傳送", "从我的%发送"),
)

KOREAN = Wording(
    language="ko",
    attribution_verbs=("작성", "님이 작성"),
    from_labels=("보낸 사람", "보낸사람"),
    date_labels=("보낸 날짜", "날짜"),
    to_labels=("받는 사람", "받는사람"),
    subject_labels=("제목",),
    originals=("원본 메시지", "원본 메일"),
    mobile=("나의 %에서 보냄",),
)

ARABIC = Wording(
    language="ar",
    attribution_starts=("في",),
    attribution_verbs=("كتب", "كتبت"),
    from_labels=("من",),
    date_labels=("تاريخ الإرسال", "التاريخ", "تم الإرسال"),
    to_labels=("إلى",),
    subject_labels=("الموضوع",),
    originals=("الرسالة الأصلية",),
    forwards=("رسالة معاد توجيهها",),
    mobile=("أرسلت من %", "تم الإرسال من %"),
)

ALL: tuple[Wording, ...] = (
    TURKISH, ENGLISH, GERMAN, FRENCH, SPANISH, ITALIAN, PORTUGUESE, DUTCH, DANISH, SWEDISH, NORWEGIAN, FINNISH,
    POLISH, RUSSIAN, UKRAINIAN, HUNGARIAN, CZECH, ROMANIAN, GREEK, JAPANESE, CHINESE, KOREAN, ARABIC,
)  # fmt: skip

# What follows "sent from" or stands before "gönderildi" must name a device or a mail program,
# because "Kargo Ankara'dan gönderildi" is news, not a signature.
DEVICES: frozenset[str] = frozenset(
    """
    android airmail aol apple aqua blackberry blue bluemail canary cihaz cep device edison email
    e-posta eposta fairemail fold galaxy gmail gmx google handy hey honor htc huawei hotmail icloud
    infinix ios ipad iphone ipod k-9 lenovo lg live mac macbook magnificent mail mail.ru mailbird mi
    mobil mobile mobiltelefon motorola msn mynet nexus nokia note oneplus oppo outlook pc phone
    pixel poco posta proton protonmail realme reeder redmi rim samsung smartphone sony spark spike
    sparrow superhuman symbian tablet tecno telefon telekom telefonum telephone thunderbird turkcell
    tutanota tuta typeapp verizon vestel vivo vodafone web.de windows wiko workspace xiaomi xperia
    yahoo yandex zenfone zoho почта почты смартфона телефона вашего
    """.split()  # noqa: SIM905
)


def folded(words: Iterable[str]) -> tuple[str, ...]:
    """The words as they are compared, longest first, so that the fuller wording wins."""
    return tuple(sorted({fold(word) for word in words}, key=len, reverse=True))


def _labels() -> dict[str, str]:
    kinds: dict[str, str] = {}
    for wording in ALL:
        for kind, words in (
            ("cc", wording.cc_labels),
            ("to", wording.to_labels),
            ("subject", wording.subject_labels),
            ("date", wording.date_labels),
            ("from", wording.from_labels),
        ):
            kinds.update({fold(word): kind for word in words})
    return kinds


# "kimden" → "from". "A" and "An" are recipients in some languages and words in others: see quotes.py.
LABELS: dict[str, str] = _labels()
ATTRIBUTION_STARTS = folded(word for wording in ALL for word in wording.attribution_starts)
ATTRIBUTION_VERBS = folded(word for wording in ALL for word in wording.attribution_verbs)
ORIGINALS = frozenset(fold(word) for wording in ALL for word in wording.originals)
FORWARDS = frozenset(fold(word) for wording in ALL for word in wording.forwards)
FORWARD_PREFIXES = frozenset(fold(word) for wording in ALL for word in wording.forward_prefixes)
CLOSINGS = frozenset(fold(word).rstrip(".") for wording in ALL for word in wording.closings)
MOBILE = tuple(
    (before, after)
    for before, _, after in (line.partition("%") for line in folded(word for wording in ALL for word in wording.mobile))
)
DISCLAIMERS = folded(word for wording in ALL for word in wording.disclaimers)
INLINE_HINTS = re.compile(
    "|".join(re.escape(hint) for hint in folded(word for wording in ALL for word in wording.inline_hints))
)
