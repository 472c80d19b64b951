"""What accepted sockets have of the one that listens."""

import socket
import threading

from server.listening import RECEIVE_BYTES, listen

SENT_BYTES = 16 * 1024 * 1024


def test_however_much_is_read_little_is_kept_unread() -> None:
    """Whoever sends faster than they are read takes none of the machine's memory."""
    with listen("127.0.0.1", 0, stall_s=10) as listener:
        listener.setblocking(True)
        with socket.create_connection(listener.getsockname()) as sender:
            receiver, _ = listener.accept()
            with receiver:
                sending = threading.Thread(target=sender.sendall, args=(bytes(SENT_BYTES),))
                sending.start()
                left = SENT_BYTES
                while left:
                    left -= len(receiver.recv(2**18))
                sending.join()
                assert receiver.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF) <= 2 * RECEIVE_BYTES
