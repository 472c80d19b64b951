"""``repcast``: the command line, for people and for scripts."""
