"""Who works when and with whom: one's own switch, shifts and absences; what leads set; teams."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone, translation

from muhatap.core.models import Event
from muhatap.team import working
from muhatap.team.models import Absence, Agent, AuditEntry, Brand, Team
from muhatap.team.queries import own_standing, standings
from muhatap.web.presence import in_words
from tests import make

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def week(**days: str) -> dict[str, str]:
    return {day: days.get(day, "") for day in DAYS} | {"time_zone": ""}


def test_elif_says_that_she_is_away_and_back(elif_: Agent, client: Client) -> None:
    client.force_login(elif_)

    client.post("/settings/presence/", {"presence": "away", "next": "/settings/profile/"})
    elif_.refresh_from_db()
    assert own_standing(elif_, now=timezone.now()).presence == "away"

    menu = client.post("/settings/presence/", {"presence": "here"}, headers={"HX-Request": "true"})
    elif_.refresh_from_db()
    assert own_standing(elif_, now=timezone.now()).is_here
    assert 'id="me"' in menu.content.decode()
    chosen = Event.objects.filter(name="PresenceChosen").order_by("id")
    assert [event.data["presence"] for event in chosen] == ["away", "here"]


def test_the_switch_leads_back_to_the_page_and_nowhere_else(elif_: Agent, client: Client) -> None:
    client.force_login(elif_)

    def leads_to(target: str) -> str:
        answer = client.post("/settings/presence/", {"presence": "here", "next": target})
        return str(answer.headers["Location"])

    assert leads_to("/inbox/mine/") == "/inbox/mine/"
    assert leads_to("https://evil.example/") == "/"


def test_elif_sets_her_week_as_she_writes_it(elif_: Agent, client: Client) -> None:
    client.force_login(elif_)

    client.post("/settings/profile/work/", week(mon="9-12.30, 13.30-18", tue="22:00–06:00"))

    elif_.refresh_from_db()
    assert elif_.shifts == {"mon": ["09:00-12:30", "13:30-18:00"], "tue": ["22:00-06:00"]}
    assert AuditEntry.objects.get(act="team.shifts_changed").by == elif_


@pytest.mark.parametrize("said", ["sabahtan akşama", "9-9", "9-12, 11-13"])
def test_a_day_that_says_no_shift_changes_nothing(said: str, elif_: Agent, client: Client) -> None:
    client.force_login(elif_)

    answer = client.post("/settings/profile/work/", week(mon="9-18", wed=said))

    assert answer.status_code == 422
    assert list(answer.context["week_form"].errors) == ["wed"]
    assert said in answer.content.decode()
    elif_.refresh_from_db()
    assert elif_.shifts == {}


def test_a_time_zone_that_nobody_knows_is_refused(elif_: Agent, client: Client) -> None:
    client.force_login(elif_)

    assert client.post("/settings/profile/work/", week(mon="9-18") | {"time_zone": "Mars/Olympus"}).status_code == 422
    assert client.post("/settings/profile/work/", week(mon="9-18") | {"time_zone": "Europe/Berlin"}).status_code == 302


def test_an_absence_is_noted_and_ended(elif_: Agent, client: Client) -> None:
    client.force_login(elif_)
    today = timezone.localdate()

    client.post(
        "/settings/profile/absences/",
        {"kind": "sick", "starts_on": str(today), "ends_on": str(today + timedelta(days=2))},
    )

    absence = Absence.objects.get()
    told = standings([elif_], now=timezone.now())[elif_.pk]
    assert (told.presence, told.kind) == ("off", "sick")
    with translation.override("en"):
        # Why somebody is absent is not for everyone to read.
        assert in_words(told).startswith("Absent until ")
    assert "sick" not in str(AuditEntry.objects.get(act="team.absence_noted").data)

    client.post("/settings/profile/absences/", {"end": absence.pk})
    assert not Absence.objects.exists()
    assert not standings([elif_], now=timezone.now())[elif_.pk].is_off


def test_days_the_wrong_way_round_are_refused(elif_: Agent, client: Client) -> None:
    client.force_login(elif_)

    days = {"kind": "leave", "starts_on": "2026-12-05", "ends_on": "2026-12-01"}

    assert client.post("/settings/profile/absences/", days).status_code == 422
    with pytest.raises(working.DaysTurnedRound):
        working.note_absence(elif_, kind="leave", starts_on=date(2026, 12, 5), ends_on=date(2026, 12, 1), by=elif_)
    assert not Absence.objects.exists()


@pytest.mark.parametrize("named", ["0", "abc", "9" * 30])
def test_nobody_ends_an_absence_that_is_not_theirs(named: str, elif_: Agent, onur: Agent, client: Client) -> None:
    theirs = working.note_absence(onur, kind="leave", starts_on=date(2026, 12, 1), ends_on=date(2026, 12, 2), by=onur)
    client.force_login(elif_)

    assert client.post("/settings/profile/absences/", {"end": named}).status_code == 404
    assert client.post("/settings/profile/absences/", {"end": theirs.pk}).status_code == 404
    assert Absence.objects.count() == 1


def test_a_lead_sets_what_elif_can_take(onur: Agent, elif_: Agent, client: Client) -> None:
    client.force_login(onur)

    client.post(
        f"/settings/team/{elif_.pk}/load/",
        {"capacity": "5", "languages": ["en", "tr"], "skills": "iade, Gümrük;  iade"},
    )

    elif_.refresh_from_db()
    assert (elif_.capacity, elif_.languages, elif_.skills) == (5, ["en", "tr"], ["Gümrük", "iade"])
    entry = AuditEntry.objects.get(act="team.load_changed")
    assert (entry.by, entry.data["fields"]) == (onur, ["capacity", "languages", "skills"])


def test_too_much_to_know_is_refused(onur: Agent, elif_: Agent, client: Client) -> None:
    client.force_login(onur)

    for wrong in ({"capacity": "-1"}, {"languages": ["tlh"]}, {"skills": ", ".join(map(str, range(21)))}):
        assert client.post(f"/settings/team/{elif_.pk}/load/", wrong).status_code == 422


def test_a_lead_makes_a_team_and_renames_it(onur: Agent, elif_: Agent, client: Client) -> None:
    client.force_login(onur)

    client.post("/settings/teams/new/", {"name": "İadeler", "agents": [elif_.pk], "assignment": "round_robin"})
    team = Team.objects.get()
    assert (team.name, list(team.agents.all()), team.assignment) == ("İadeler", [elif_], "round_robin")

    client.post(f"/settings/teams/{team.pk}/", {"name": "Değişim", "agents": [], "assignment": ""})
    team.refresh_from_db()
    assert (team.name, list(team.agents.all()), team.assignment) == ("Değişim", [], "")
    entry = AuditEntry.objects.get(act="team.team_changed")
    assert entry.data["fields"] == ["name", "assignment", "agents"]


def test_two_teams_cannot_have_one_name(onur: Agent, client: Client) -> None:
    working.create_team(name="Depo", agents=[], assignment="", by=onur)
    client.force_login(onur)

    answer = client.post("/settings/teams/new/", {"name": "depo", "agents": [], "assignment": ""})

    assert answer.status_code == 422
    assert Team.objects.count() == 1


def test_a_brand_says_how_its_conversations_come_to_somebody(onur: Agent, carsi: Brand, client: Client) -> None:
    client.force_login(onur)

    client.post(
        f"/settings/brands/{carsi.pk}/",
        {"name": "Çarşı", "language": "tr", "undo_seconds": "10", "assignment": "by_load"},
    )

    carsi.refresh_from_db()
    assert carsi.assignment == "by_load"


def test_everyones_standing_costs_two_questions(
    elif_: Agent, onur: Agent, deniz: Agent, django_assert_num_queries: object
) -> None:
    make.here(elif_)

    with django_assert_num_queries(2):  # type: ignore[operator]
        found = standings([elif_, onur, deniz], now=timezone.now())

    assert [found[each.pk].presence for each in (elif_, onur, deniz)] == ["here", "away", "away"]
