"""Reasons learned from examples: right where it is clear, silent where it is not, and never brought down by a text."""

import random
import subprocess
import sys
import zlib
from time import process_time

import pytest

from muhatap.causes import thinking
from muhatap.causes.thinking import Example, Lesson, Model, NotEnough, training

LATE, SMALL, COUPON = 11, 22, 33
SAID = {
    LATE: ["kargom hala gelmedi", "paket günlerdir şubede bekliyor", "siparişim nerede kaldı, kargo gecikti",
           "teslimat tarihi geçti kargo yok", "my parcel is late", "the courier still has not delivered my parcel",
           "kargo beş gündür dağıtıma çıkmadı", "where is my parcel, it should be here by now"],
    SMALL: ["elbise küçük geldi, büyük beden istiyorum", "ayakkabı ayağımı sıktı bir numara büyüğü olsun",
            "beden tablosu yanlış, pantolon dar", "the dress is too small for me", "size runs small, need a larger one",
            "gömlek dar geldi değişim istiyorum", "bedeni olmadı, bir büyük beden lazım", "shoes are tight"],
    COUPON: ["kupon kodu sepette çalışmıyor", "indirim kodum geçersiz diyor", "kampanya indirimi sepete yansımadı",
             "the coupon is refused at checkout", "discount code does not work", "kod geçersiz görünüyor",
             "indirim çekimi kullanamadım", "voucher code says expired"],
}  # fmt: skip


ENGLISH = {"the", "my", "size", "shoes", "code"}


def examples(times: int = 2) -> list[Example]:
    chance = random.Random(1)
    openings = ["Merhaba, ", "Selam ", "Hi, ", "İyi günler, ", ""]
    return [
        Example(chance.choice(openings) + text, reason, "en" if ENGLISH & set(text.split()) else "tr")
        for reason, texts in SAID.items()
        for text in texts
        for _ in range(times)
    ]


@pytest.fixture(scope="module")
def lesson() -> Lesson:
    learned = training.learn(examples())
    assert isinstance(learned, Lesson)
    return learned


@pytest.fixture(scope="module")
def model(lesson: Lesson) -> Model:
    return thinking.load(lesson.model)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Merhaba kargom nerede, hâlâ gelmedi", LATE),
        ("merhaba KARGOM NEREDE hala gelmedi", LATE),
        ("paketim subede bekliyor gelmedi", LATE),
        ("pantolon dar geldi büyük beden istiyorum", SMALL),
        ("The shoes are too small, I need a larger size", SMALL),
        ("indirim kodu sepette calismiyor", COUPON),
    ],
)
def test_a_reason_is_guessed_first(model: Model, text: str, reason: int) -> None:
    guesses = model.guess(text)

    assert guesses[0].reason_id == reason
    assert 0 < guesses[0].certainty <= 1
    assert [guess.certainty for guess in guesses] == sorted((guess.certainty for guess in guesses), reverse=True)


@pytest.mark.parametrize(
    "text", ["", "   ", "...", "asdf qwer zxcv", "merhaba", "\x00\x01\x02", "مرحبا", "😀😀", "12345678"]
)
def test_what_says_nothing_gets_no_guess(model: Model, text: str) -> None:
    assert model.guess(text) == []


def test_what_is_known_beside_the_text_tips_the_scales() -> None:
    told = [
        Example(
            example.text, example.reason_id, hints=("parcel:stuck",) if example.reason_id == LATE else ("order:paid",)
        )
        for example in examples()
    ]
    learned = training.learn(told)
    assert isinstance(learned, Lesson)
    model = thinking.load(learned.model)

    def certainty(*hints: str) -> float:
        return next(each.certainty for each in model.ranked("bir sorum olacak", hints) if each.reason_id == LATE)

    assert certainty("parcel:stuck") > certainty() + 0.05
    assert certainty("never:seen") == certainty()


def test_accuracy_is_of_what_was_not_seen() -> None:
    chance = random.Random(2)
    texts = [f"{chance.randrange(10**6)} kelime {chance.randrange(10**6)} söz {number:x}" for number in range(120)]
    learned = training.learn([Example(text, chance.choice((1, 2, 3, 4))) for text in texts])
    assert isinstance(learned, Lesson)

    # There is nothing to learn: whatever is remembered must not count.
    assert learned.accuracy.top_1 < 0.45
    assert learned.accuracy.unknown > 0.8


def test_the_same_words_twice_do_not_judge_themselves() -> None:
    doubled = [Example(f"metin {number} {number * 7} x{number}", number % 2) for number in range(40)] * 5
    learned = training.learn(doubled)
    assert isinstance(learned, Lesson)

    assert learned.accuracy.top_1 < 0.75


def test_accuracy_and_confusions_are_told(lesson: Lesson) -> None:
    assert (lesson.example_count, lesson.reason_count) == (48, 3)
    assert lesson.accuracy.top_1 >= 0.6
    assert lesson.accuracy.top_3 == 1
    assert lesson.accuracy.majority == pytest.approx(1 / 3)
    assert set(lesson.accuracy.by_language) == {"tr", "en"}


def test_two_reasons_with_the_same_texts_are_told_apart_no_better_than_by_chance() -> None:
    told = [*examples(), *(Example(text, 44) for text in SAID[COUPON])]
    learned = training.learn(told)
    assert isinstance(learned, Lesson)

    worst = learned.confusions[0]

    assert {worst.reason_id, worst.other_id} == {COUPON, 44}
    assert worst.apart < 0.75
    assert {told[number].reason_id for number in worst.taken} <= {COUPON, 44}


def test_too_few_examples_are_said() -> None:
    assert training.learn(examples(1)[:20]) == NotEnough("examples", 20, 24)
    assert training.learn([Example(f"aynı sebep {n}", 1) for n in range(30)]) == NotEnough("reasons", 1, 2)
    assert training.learn([Example("", 1)] * 50) == NotEnough("examples", 0, 24)


def test_the_same_examples_give_the_same_model(lesson: Lesson) -> None:
    again = training.learn(examples())

    assert isinstance(again, Lesson)
    assert again.model == lesson.model


@pytest.mark.parametrize("text", ["kargo " * 40_000, "a" * 200_000, "\ud800" * 1000, "İ" * 200_000, "a b " * 50_000])
def test_two_hundred_thousand_letters_cost_no_more_than_two_thousand(model: Model, text: str) -> None:
    began = process_time()
    model.guess(text)

    assert process_time() - began < 0.1


def test_damaged_models_are_refused(lesson: Lesson) -> None:
    data = lesson.model
    wrong = bytearray(data)
    wrong[-40] ^= 1
    for bad in (
        b"",
        b"MHTP\x01",
        data[:50],
        data[:-3],
        data + b"x",
        bytes(wrong),
        b"\x80\x04." + data,
        b"MHTP\x02" + data[5:],
    ):
        with pytest.raises(thinking.Unreadable):
            thinking.load(bad)


def test_a_body_that_swells_is_refused(lesson: Lesson) -> None:
    length = int.from_bytes(lesson.model[5:9], "little")
    swelling = zlib.compress(b"\0" * 100_000_000)
    bad = lesson.model[: 9 + length] + zlib.crc32(swelling).to_bytes(4, "little") + swelling

    with pytest.raises(thinking.Unreadable):
        thinking.load(bad)


def test_the_child_learns_and_its_parent_never_carries_numpy() -> None:
    code = f"""
import sys
from muhatap.causes import thinking
said = {SAID!r}
pairs = [(text + end, reason) for reason in said for text in said[reason] for end in ("", " x")]
lesson = thinking.learn(thinking.Example(*pair) for pair in pairs)
print(thinking.load(lesson.model).guess("kargom gelmedi, hala bekliyorum")[0].reason_id)
print([name for name in sys.modules if name in ("numpy", "scipy", "sklearn", "django")])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == f"{LATE}\n[]\n"


@pytest.mark.slow
def test_the_child_groups_what_it_is_told() -> None:
    heard = [thinking.Heard(number, "kupon kodu sepette çalışmıyor", 1) for number in range(20)]

    (group,) = thinking.groups(heard + [thinking.Heard(100 + n, f"başka{n} söz{n}", 1) for n in range(30)])

    assert group.members == tuple(range(20))


@pytest.mark.slow
def test_one_child_groups_each_crowd_by_itself() -> None:
    coupon = [thinking.Heard(number, "kupon kodu sepette çalışmıyor", 1) for number in range(20)]
    lamp = [thinking.Heard(100 + number, "lamba titriyor ampul yanıp sönüyor", 1) for number in range(20)]
    rest = [thinking.Heard(200 + number, f"başka{number} söz{number}", 1) for number in range(30)]

    groups = thinking.groups_of_each(thinking.Crowd(heard) for heard in (coupon + rest, [], lamp + rest))

    assert [[len(group.members) for group in each] for each in groups] == [[20], [], [20]]
    assert groups[2] == thinking.groups(lamp + rest)


def test_a_child_that_takes_too_long_is_ended() -> None:
    with pytest.raises(thinking.SchoolFailed, match="seconds"):
        thinking.learn(examples(), seconds=0.05)
