"""Groups in what nobody explained: found, named by their words, and the same tomorrow."""

import random

from muhatap.causes.thinking import Group, Heard, clusters

TOPICS = {
    "lamba": ["lamba", "titriyor", "ışık", "ampul", "yanıp", "sönüyor"],
    "fermuar": ["fermuar", "takıldı", "çanta", "dişleri", "ayrıldı"],
    "invoice": ["invoice", "company", "tax", "number", "wrong"],
}
NOISE = [f"{start}{end}" for start in "bcdfghklmnprstvyz" for end in ("alan", "ekir", "umut", "onar", "isel", "ulca")]


def heard(chance: random.Random, first: int = 0) -> list[Heard]:
    told = []
    for topic, words in enumerate(TOPICS.values()):
        for _ in range(15):
            said = [*chance.sample(words, 4), *chance.sample(NOISE, 3), "merhaba", "the"]
            told.append(Heard(first + len(told), " ".join(said), 100 + (6 if topic == 0 else len(told) % 30)))
    told += [Heard(first + 1_000 + n, " ".join(chance.sample(NOISE, 8)), 100 + n % 30) for n in range(60)]
    return told


def found(told: list[Heard], before: dict[str, list[int]] | None = None) -> list[Group]:
    return clusters.find(told, before=before or {}, fewest=5, most=10)


def test_what_belongs_together_is_found_with_its_words() -> None:
    told = heard(random.Random(1))

    groups = [group for group in found(told) if any(word in words for word in group.words for words in TOPICS.values())]

    assert len(groups) == 3
    for group in groups:
        topics = {member // 15 for member in group.members}
        assert len(topics) == 1
        assert group.count >= 12
        assert set(group.words[:2]) <= set(list(TOPICS.values())[topics.pop()])
        assert set(group.examples) <= set(group.members)


def test_the_order_makes_no_difference_and_a_run_tomorrow_keeps_the_ids() -> None:
    told = heard(random.Random(1))
    tonight = found(told)
    shuffled = random.Random(2).sample(told, len(told))

    assert found(shuffled) == tonight

    more = [*told, *(Heard(9_000 + n, "lamba titriyor ampul yanıp sönüyor", 131) for n in range(4))]
    tomorrow = found(more, {group.id: list(group.members) for group in tonight})
    kept = {group.id for group in tomorrow if not group.is_new} & {group.id for group in tonight}

    assert len(kept) >= 3
    assert len({group.id for group in tomorrow}) == len(tomorrow)


def test_few_or_strange_conversations_give_no_group() -> None:
    assert found([]) == []
    assert found([Heard(1, "lamba", 1), Heard(2, "lamba", 1)]) == []
    assert found([Heard(number, "\x00 …", 1) for number in range(50)]) == []


def test_the_same_letter_many_times_is_one_group() -> None:
    told = [Heard(number, "kupon kodu çalışmıyor", 5) for number in range(50)]

    group = max(found(told + heard(random.Random(3), 2_000)), key=lambda each: each.count)

    assert group.members == tuple(range(50))


CARD = (
    "Merhaba, kapıda kartla ödeme yok mu? Sipariş verirken göremedim.",
    "Kapıda kartla ödeme seçeneğini göremedim, kaldırıldı mı?",
    "Kapıda kartla ödemek istiyorum ama seçenek yok, yalnız nakit var.",
    "Kapıda ödemede kart seçeneği yok. Kapıda kartla ödeyebilir miyim?",
)
OTHERS = (
    "Sürahinin kulpu kırık geldi", "Fatura şirket adına olacaktı", "Altmış kişilik davet için toplu sipariş",
    "İade adımlarını bulamadım", "Mavi kâse ne zaman gelir", "The leg of the chair split", "Teşekkürler, çok beğendik",
    "Adresimi yanlış yazmışım", "Bardak altlığı eksik çıktı", "Lambanın ampulü yanmıyor", "Hesabıma giremiyorum",
    "Can I change the colour of my rug?", "Cumaya yetişir mi, doğum günü var", "İndirim kodu çalışmıyor",
    "Kilim fotoğraftaki gibi değil", "Do you ship to Ireland?", "Sabunun içeriği nedir", "Ürün çizik geldi",
    "", "?!",
)  # fmt: skip


def test_one_group_is_found_among_what_has_nothing_to_do_with_each_other() -> None:
    told = [Heard(number, CARD[number % 4], 100 + number % 6) for number in range(9)]
    told += [Heard(100 + number, text, 100) for number, text in enumerate(OTHERS * 2)]

    groups = clusters.find(told, before={}, fewest=5, most=10)

    (group,) = groups
    assert set(group.members) <= set(range(9))
    assert group.count >= 7
