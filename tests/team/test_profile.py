"""What agents say of themselves."""

from django.test import Client

from muhatap.team.models import Agent, AuditEntry


def test_an_agent_changes_name_title_language_and_theme(elif_: Agent, client: Client) -> None:
    client.force_login(elif_)

    client.post(
        "/settings/profile/",
        {"name": "Elif K.", "title": "Dost", "language": "en", "theme": "dark", "has_hotkeys": "on"},
    )

    elif_.refresh_from_db()
    assert (elif_.name, elif_.title, elif_.language, elif_.theme) == ("Elif K.", "Dost", "en", "dark")
    page = client.get("/settings/profile/").content.decode()
    assert '<html lang="en" data-theme="dark">' in page
    assert AuditEntry.objects.get(act="team.profile_changed").data == {"fields": ["name", "title", "language", "theme"]}


def test_a_refused_change_is_not_shown_as_done(elif_: Agent, client: Client) -> None:
    client.force_login(elif_)

    answer = client.post("/settings/profile/", {"name": "", "title": "", "language": "en", "theme": "dark"})

    assert answer.status_code == 422
    assert "Elif Kaya" in answer.content.decode()


def test_nobody_raises_their_own_role(elif_: Agent, client: Client) -> None:
    client.force_login(elif_)

    client.post(
        "/settings/profile/",
        {"name": "Elif", "title": "", "language": "tr", "theme": "system", "role": "owner", "is_active": "on"},
    )

    elif_.refresh_from_db()
    assert elif_.role == "agent"


def test_an_agent_switches_single_letters_off(elif_: Agent, client: Client) -> None:
    client.force_login(elif_)
    assert 'data-hotkeys-off-value="false"' in client.get("/settings/profile/").content.decode()

    client.post("/settings/profile/", {"name": elif_.name, "title": elif_.title, "language": "tr", "theme": "system"})

    elif_.refresh_from_db()
    assert not elif_.has_hotkeys
    assert 'data-hotkeys-off-value="true"' in client.get("/settings/profile/").content.decode()
