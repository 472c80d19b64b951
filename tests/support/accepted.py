"""Which process has a connection."""

import psutil


def accepted(pid: int, port: int) -> int:
    """How many connections to ``port`` a process has accepted, and still has."""
    connections = psutil.Process(pid).net_connections(kind="tcp")
    return sum(each.status == psutil.CONN_ESTABLISHED and each.laddr.port == port for each in connections)
