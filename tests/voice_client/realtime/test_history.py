"""What a new session is told of an old one."""

from schemas.model import JsonObject
from voice_client.realtime.history import History


def texts(history: History) -> list[tuple[str, str]]:
    return [(item["role"], item["content"][0]["text"]) for item in history.items()]


def test_lines_stand_in_the_order_in_which_they_began() -> None:
    """A transcript that comes behind the answer stands before it."""
    history = History()
    history.begin("user", "item_1")
    history.say("assistant", "item_2", "Two ")
    history.say("assistant", "item_2", "litres.")
    history.say("user", "item_1", "How much water?")
    assert texts(history) == [("user", "How much water?"), ("assistant", "Two litres.")]


def test_an_assistant_is_put_in_as_text() -> None:
    """The API takes no audio of it back."""
    history = History()
    history.say("assistant", "item_1", "Hello.")
    content: list[JsonObject] = [{"type": "output_text", "text": "Hello."}]
    assert history.items() == [{"type": "message", "role": "assistant", "content": content}]


def test_only_what_was_heard_is_kept() -> None:
    """About the share of the audio that was played; of nothing, nothing."""
    history = History()
    history.say("assistant", "item_1", "0123456789")
    history.cut("item_1", heard_ms=300, received_ms=1000)
    history.say("assistant", "item_2", "unheard")
    history.cut("item_2", heard_ms=0, received_ms=500)
    history.say("assistant", "item_3", "forgotten")
    history.forget("item_3")
    assert texts(history) == [("assistant", "012…")]


def test_old_lines_go() -> None:
    """A new session gets some minutes of talk, not all of it."""
    history = History(most=2)
    for number in range(4):
        history.say("user", f"item_{number}", str(number))
    assert texts(history) == [("user", "2"), ("user", "3")]
