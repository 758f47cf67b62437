"""What an empty inbox says to whom."""

from django.test import Client

from muhatap.team.models import Agent


def test_a_desk_without_a_mailbox_leads_its_owner_to_the_first_steps(client: Client, deniz: Agent) -> None:
    client.force_login(deniz)

    page = client.get("/inbox/all/").content.decode()

    assert "İlk adımlara devam et" in page
    assert "Bir müşteriye ilk siz de yazabilirsiniz" not in page
