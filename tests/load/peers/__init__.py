"""Servers that do the same work: what is published in Redis is delivered at the WebSockets that follow its topic."""
