"""Lists of words, written as text."""


def words(text: str) -> frozenset[str]:
    """The words of a text, which are parted by blanks and line ends."""
    return frozenset(text.split())
