"""The people of the stories, as fixtures: who answers, who writes, and the shop they meet in.

Elif answers, Onur leads, Deniz owns the shop "Çarşı". Zeynep and Murat are customers.
"""

import pytest

from muhatap.conversations.models import Channel
from muhatap.customers.models import Customer
from muhatap.team.models import Agent, Brand, Role
from tests import make

PASSWORD = "her-zaman-buradayiz"


@pytest.fixture
def carsi(db: None) -> Brand:
    return make.brand(name="Çarşı")


@pytest.fixture
def mailbox_channel(carsi: Brand) -> Channel:
    return make.channel(brand=carsi, address="destek@carsi.example")


@pytest.fixture
def elif_(db: None) -> Agent:
    return make.agent(name="Elif Kaya", email="elif@carsi.example", title="Mutluluk Kahramanı")


@pytest.fixture
def onur(db: None) -> Agent:
    return make.agent(name="Onur Bal", email="onur@carsi.example", role=Role.LEAD)


@pytest.fixture
def deniz(db: None) -> Agent:
    return make.agent(name="Deniz Er", email="deniz@carsi.example", role=Role.OWNER)


@pytest.fixture
def zeynep(db: None) -> Customer:
    return make.customer(name="Zeynep Aksoy", email="zeynep@example.com")


@pytest.fixture
def murat(db: None) -> Customer:
    return make.customer(name="Murat Demir", email="murat@example.com")
