"""Calling a model: one streamed answer at a time, as deltas of its text, with every failure named."""
