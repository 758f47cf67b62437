"""A language model on this machine, and a desk that may ask it."""

from collections.abc import Iterator

import pytest

from muhatap.conversations.models import Channel, Conversation
from muhatap.language_model import actions
from muhatap.language_model.models import Endpoint
from muhatap.team.models import Agent
from tests import make
from tests.servers.language_model import KEY, MODEL, LanguageModel

LETTER = """Merhaba, ben Zeynep Aksoy. 8812 numaralı siparişim hâlâ gelmedi, bana 0532 123 45 67'den ulaşın.

Saygılarımla,
Zeynep A.
Moda Cad. No: 12, Kadıköy"""


@pytest.fixture
def model() -> Iterator[LanguageModel]:
    made = LanguageModel().start()
    yield made
    made.stop()


@pytest.fixture
def in_use(model: LanguageModel, deniz: Agent) -> Endpoint:
    return actions.set_up(
        by=deniz, key=KEY, is_on=True, address=model.address, model=MODEL, seconds=5, may_stay_inside=True
    )


@pytest.fixture
def asked(mailbox_channel: Channel, elif_: Agent) -> Conversation:
    return make.conversation(channel=mailbox_channel, assigned_to=elif_, text=LETTER)
