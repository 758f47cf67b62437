"""Many patterns as one: a single pass says which of them begins where."""

import re
from collections.abc import Mapping

_GROUP = re.compile(r"(?<!\\)\((?!\?)")


def one_of(patterns: Mapping[str, str], *, before: str, after: str) -> re.Pattern[str]:
    """Return a pattern whose `lastgroup` names the first of `patterns` that fits.

    Their own groups are left out: the pattern of that name, tried at the same place, says the rest.
    """
    bare = {name: _GROUP.sub("(?:", pattern) for name, pattern in patterns.items()}
    return re.compile(before + "(?:" + "|".join(f"(?P<{name}>(?:{text}){after})" for name, text in bare.items()) + ")")
