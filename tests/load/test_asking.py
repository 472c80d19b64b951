from tests.load.asking import TEXT, FrameBuffer, client_frame


def server_frame(payload: bytes) -> bytes:
    """As servers send them: unmasked."""
    size = len(payload)
    if size < 126:
        return bytes([0x81, size]) + payload
    if size < 1 << 16:
        return b"\x81\x7e" + size.to_bytes(2, "big") + payload
    return b"\x81\x7f" + size.to_bytes(8, "big") + payload


def test_frames_of_all_sizes_are_read_however_they_are_cut() -> None:
    """A frame is given once its last byte is there, and never twice."""
    payloads = [b"", b"a" * 125, b"b" * 126, b"c" * 70_000]
    wire = b"".join(map(server_frame, payloads))
    for step in (7, 64, 4096, len(wire)):
        buffer = FrameBuffer()
        chunks = [wire[begin : begin + step] for begin in range(0, len(wire), step)]
        assert [frame for chunk in chunks for frame in buffer.frames(chunk)] == [(TEXT, each) for each in payloads]


def test_a_client_masks_with_zeros() -> None:
    """What it says stands on the wire as it is."""
    assert client_frame(b"hi") == b"\x81\x82\0\0\0\0hi"
    assert client_frame(b"x" * 200) == b"\x81\xfe\0\xc8\0\0\0\0" + b"x" * 200
