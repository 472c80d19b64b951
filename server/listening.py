"""The listening socket, with the options that accepted sockets inherit."""

import ipaddress
import os
import socket
from pathlib import Path

BACKLOG = 2048
KERNEL_MARGIN_S = 3.0
"""The kernel ends a dead connection this much later than we do, who can still say why."""
RECEIVE_BYTES = 64 * 1024
"""What a peer may send ahead of being read; on Linux the kernel counts as much again for itself (socket(7), SO_RCVBUF).
Else it takes more the more is read: 0.75 MB of each socket of a flood, of which 256 KB were read at once, in 0.1 ms of
the event loop."""


def listen(host: str, port: int, stall_s: float) -> socket.socket:
    """Listen on TCP.

    Args:
        port: 0 for a free one.
        stall_s: how long a write may be stuck; where nobody else ends the connection, the kernel does (RFC 5482).

    Raises:
        OSError: the address cannot be had.
    """
    family, kind, protocol, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP, flags=socket.AI_PASSIVE
    )[0]
    # The protocol is named: asyncio switches Nagle's algorithm off only where it knows that it is TCP, and with it
    # on, a small frame waits for the peer's delayed acknowledgement (40 ms on Linux).
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BYTES)
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int((stall_s + KERNEL_MARGIN_S) * 1000))
        listener.bind(address)
        listener.listen(BACKLOG)
        listener.setblocking(False)  # noqa: FBT003 - the socket module's own signature
    except OSError:
        listener.close()
        raise
    return listener


def inherited(descriptor: int) -> socket.socket:
    """The listening socket that the process which began this one opened.

    Raises:
        OSError: the descriptor is no socket.
    """
    found = socket.socket(fileno=descriptor)
    # Its protocol is not told by the descriptor; see `listen` for what asyncio makes of it.
    listener = socket.socket(found.family, found.type, socket.IPPROTO_TCP, fileno=found.detach())
    listener.setblocking(False)  # noqa: FBT003 - the socket module's own signature
    return listener


def announce(port_file: Path | None, listener: socket.socket) -> None:
    """Write the port. Whoever waits for the file finds it whole: it is renamed into place."""
    if port_file is not None:
        unfinished = port_file.with_suffix(f".{os.getpid()}")
        unfinished.write_text(str(listener.getsockname()[1]))
        unfinished.replace(port_file)


def is_loopback_host(host: str) -> bool:
    """Whether a name to listen on reaches this machine only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
