"""What a customer may expect, and by when. Days are of November 2026; the 20th is a Friday."""

import pytest

from muhatap.conversations import expecting
from muhatap.conversations.expecting import Case, Rule, Times

MAIL, CHAT = 1, 2
LOST, SHIPPING, REFUND = 11, 10, 12
VIP, NEW = 21, 22
BASE = Times(first=480, next=240, solving=2000)
CASE = Case(channel_id=MAIL, reason_ids=(LOST, SHIPPING), segment_ids=frozenset({VIP, NEW}))


def rule(first: int | None = None, **rest: int) -> Rule:
    times = Times(first=first, next=rest.pop("next", None), solving=rest.pop("solving", None))
    return Rule(times=times, **rest)


@pytest.mark.parametrize(
    ("rules", "first"),
    [
        ([], 480),
        ([rule(60, reason_id=REFUND)], 480),
        ([rule(60, reason_id=LOST, channel_id=CHAT)], 480),
        ([rule(60, segment_id=23)], 480),
        # Longer than the channel says is an exception, too.
        ([rule(900, reason_id=LOST)], 900),
        # A reason is narrower than its group, whatever is shorter.
        ([rule(60, reason_id=SHIPPING), rule(120, reason_id=LOST)], 120),
        ([rule(60, reason_id=SHIPPING)], 60),
        # Among equals the customer gets the better promise.
        ([rule(120, reason_id=LOST), rule(90, segment_id=VIP)], 90),
        ([rule(60, segment_id=NEW), rule(30, segment_id=VIP)], 30),
        # What asks for more is narrower.
        ([rule(30, reason_id=LOST), rule(300, reason_id=LOST, segment_id=VIP)], 300),
        ([rule(30, segment_id=VIP), rule(200, segment_id=VIP, channel_id=MAIL)], 200),
        ([rule(30, reason_id=SHIPPING, segment_id=VIP, channel_id=MAIL), rule(20, reason_id=LOST)], 30),
        # One that says nothing of the first reply leaves it to the broader one.
        ([rule(reason_id=LOST, segment_id=VIP, solving=9), rule(70, segment_id=VIP)], 70),
    ],
)
def test_the_narrowest_rule_wins(rules: list[Rule], first: int) -> None:
    assert expecting.times_for(CASE, base=BASE, rules=rules).first == first
    assert expecting.times_for(CASE, base=BASE, rules=rules[::-1]).first == first


def test_each_time_is_decided_by_itself() -> None:
    rules = [rule(60, reason_id=LOST), rule(next=30, segment_id=VIP), rule(solving=500, reason_id=SHIPPING)]

    assert expecting.times_for(CASE, base=BASE, rules=rules) == Times(first=60, next=30, solving=500)


@pytest.mark.parametrize(("minutes", "before"), [(480, 60), (240, 60), (120, 30), (10, 2), (1, 0)])
def test_a_warning_comes_when_a_quarter_is_left(minutes: int, before: int) -> None:
    assert expecting.warning_minutes(minutes) == before
