"""Everybody who may come to a server, and what each of them gets of what is somebody's."""

from collections.abc import Mapping
from enum import StrEnum, auto
from types import MappingProxyType


class Caller(StrEnum):
    """By what they show. The owner is whose the things are; the other is another user of the same server."""

    OWNER_TOKEN = auto()
    OWNER_KEY = auto()
    AGENT_KEY = auto()
    ADMIN_KEY = auto()
    OTHER_TOKEN = auto()
    OTHER_KEY = auto()
    LOCAL = auto()
    """Shows nothing, at this machine, and there are no keys."""
    NOBODY = auto()
    """Likewise, and there are keys."""
    GARBAGE = auto()
    """Shows what looks like a key, the admin's where there are keys, and is none."""
    REVOKED_KEY = auto()
    REVOKED_TOKEN = auto()
    """Of a revoked key."""
    EXPIRED_KEY = auto()
    EXPIRED_TOKEN = auto()


class Gets(StrEnum):
    """What a caller is answered. All but the first two are the same to the byte for what does not exist."""

    SERVED = "served"
    OWN = "served, with nothing of the owner's"
    SAME = "served, as if it were theirs or there were none"
    ABSENT = "not_found"
    FORBIDDEN = "forbidden"
    INVALID = "invalid_request"
    UNAUTHORIZED = "unauthorized"


Rule = Mapping[Caller, Gets]

KNOWN = frozenset(
    {
        Caller.OWNER_TOKEN,
        Caller.OWNER_KEY,
        Caller.AGENT_KEY,
        Caller.ADMIN_KEY,
        Caller.OTHER_TOKEN,
        Caller.OTHER_KEY,
        Caller.LOCAL,
    }
)
OWNERS = (Caller.OWNER_TOKEN, Caller.OWNER_KEY)
OTHERS = (Caller.OTHER_TOKEN, Caller.OTHER_KEY)


def rule(known: Gets = Gets.SERVED, **groups: Gets) -> Rule:
    """What each gets: those whom nobody knows nothing, and the others ``known``, but for ``groups``."""
    gets = {caller: known if caller in KNOWN else Gets.UNAUTHORIZED for caller in Caller}
    for name, given in groups.items():
        gets.update(dict.fromkeys(GROUPS[name], given))
    return MappingProxyType(gets)


GROUPS: Mapping[str, tuple[Caller, ...]] = MappingProxyType(
    {
        "owner": OWNERS,
        "owners_key": (Caller.OWNER_KEY,),
        "agent": (Caller.AGENT_KEY,),
        "admin": (Caller.ADMIN_KEY,),
        "local": (Caller.LOCAL,),
        "other": OTHERS,
    }
)

TO_ALL: Rule = MappingProxyType(dict.fromkeys(Caller, Gets.SAME))
TO_ALL_KNOWN = rule(Gets.SAME)
"""It tells nothing of anybody, but takes a credential."""
OF_A_USER = rule(other=Gets.ABSENT)
"""A thing that is its user's."""
FOR_A_USER = rule(other=Gets.FORBIDDEN)
"""It names the user; whether there is one is not looked at."""
LISTS = rule(other=Gets.OWN)
BEHIND_A_CURSOR = rule(other=Gets.INVALID)
"""A page that begins behind something of the owner's."""
OF_ANOTHERS = rule(Gets.ABSENT, owner=Gets.FORBIDDEN)
"""It names the other as the user, and a thing of the owner's."""
OF_A_REGISTRANT = rule(owners_key=Gets.ABSENT, agent=Gets.ABSENT, other=Gets.ABSENT)
"""A webhook is whose credential registered it, here the owner's token, and the operator's."""
REGISTRANTS_LISTS = rule(owners_key=Gets.OWN, agent=Gets.OWN, other=Gets.OWN)
REGISTRANTS_CURSOR = rule(owners_key=Gets.INVALID, agent=Gets.INVALID, other=Gets.INVALID)
THE_OPERATORS = rule(owner=Gets.FORBIDDEN, agent=Gets.FORBIDDEN, other=Gets.FORBIDDEN)
