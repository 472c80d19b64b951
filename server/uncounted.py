"""What a part is told to count with when nobody wants to know."""


def uncounted(*_: object) -> None:
    """Ignore what happened."""
