"""Mends programs that break a gate: swap, trim, scale, add; or says that they are beyond repair."""
