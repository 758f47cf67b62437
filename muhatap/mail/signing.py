"""The signer of this copy: its key comes from the secret key, so nothing has to be stored."""

import hashlib
from functools import lru_cache

from django.conf import settings

from muhatap.mail.tokens import Signer


def signer() -> Signer:
    return _signer(settings.SECRET_KEY)


@lru_cache(maxsize=2)
def _signer(secret_key: str) -> Signer:
    return Signer(hashlib.sha256(b"muhatap mail marks " + secret_key.encode()).digest())
