"""The tools that any voice agent gets: declarations for the model, a toolbox that answers its calls."""

from voice_client.tools.declarations import TOOLS, Declaration
from voice_client.tools.job_state import JobState, MadeProgram
from voice_client.tools.toolbox import Toolbox
from voice_client.tools.updates import Update, UpdateKind

__all__ = ["TOOLS", "Declaration", "JobState", "MadeProgram", "Toolbox", "Update", "UpdateKind"]
