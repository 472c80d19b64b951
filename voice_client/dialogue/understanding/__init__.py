"""Understanding: a sentence in, typed values and signals out. Pure.

`tokens` cuts a sentence up and `numbers` makes number words numbers; `quantities` gives figures their units; `body`,
`schedule`, `weekdays`, `person`, `wishes` and `bare` each recognise what they know of; `signals` is the rest. Of whom
it is said is told by `ownership`. The words are data, in ``words_of_*``.
"""

from voice_client.dialogue.understanding.acts import REQUIRED, Context, Doubt, Heard, Signal, Slot, Tell, Why
from voice_client.dialogue.understanding.reading import understand

__all__ = ["REQUIRED", "Context", "Doubt", "Heard", "Signal", "Slot", "Tell", "Why", "understand"]
