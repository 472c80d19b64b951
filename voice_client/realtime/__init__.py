"""The voice agent on the OpenAI Realtime API: one socket to the model, one arbiter that decides who speaks when."""
