"""REST beside the socket: the same jobs and logs, for those who poll, and for server-sent events."""
