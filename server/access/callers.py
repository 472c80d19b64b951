"""The name under which limits count whoever comes: what is known of them that others share least. Pure."""

from server.access.identity import Identity


def name_of(identity: Identity | None, address: str) -> str:
    """A user; else a key; else, of who showed neither, an address.

    Args:
        identity: None: they have not said who they are.
        address: as `server.access.addresses.counted_as` names it.
    """
    if identity is not None and identity.user_id is not None:
        return f"user:{identity.user_id}"
    return f"address:{address}" if identity is None or identity.key_id is None else f"key:{identity.key_id}"


def kind_of(name: str) -> str:
    """What a name is of: user, key or address."""
    return name.partition(":")[0]
