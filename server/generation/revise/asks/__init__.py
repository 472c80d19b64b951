"""How people ask for each kind of change, one module a kind; each has its ``ASKS``."""
