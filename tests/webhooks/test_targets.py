"""Where webhooks may go: tricks with URLs, names and addresses (S12)."""

from collections.abc import Sequence

import pytest

from server.webhooks.addresses import Reach, reach_of
from server.webhooks.targets import Reachable, SystemResolver, Target, UnfitUrl, parsed, target_of

PUBLIC = "93.184.215.14"
STRICT = Reachable()
OPEN = Reachable(private=True)

NAMES = {
    "hooks.example": [PUBLIC],
    "dual.example": [PUBLIC, "2606:2800:21f:cb07:6820:80da:af6b:8b2c"],
    "dns64.example": ["64:ff9b::5db8:d70e"],
    "xn--bcher-kva.example": [PUBLIC],
    "localtest.example": ["127.0.0.1"],
    "inside.example": ["10.1.2.3"],
    "half.example": [PUBLIC, "192.168.0.7"],
    "half6.example": [PUBLIC, "fd12:3456::1"],
    "metadata.example": ["169.254.169.254"],
    "translated.example": ["64:ff9b::a9fe:a9fe"],
    "nowhere.example": [],
}
"""What the resolver of these tests knows. An address as a host is itself, as with the system's."""


async def resolve(host: str, port: int) -> Sequence[str]:
    if host == "unsayable.example":
        raise UnicodeError("label too long")
    return NAMES[host] if host in NAMES else await _SYSTEM(host, port)


_SYSTEM = SystemResolver()


async def _target(url: str, reachable: Reachable) -> Target:
    return await target_of(parsed(url, reachable), reachable, resolve)


REFUSED = [
    # no URL of a receiver
    "",
    "hooks.example/x",
    "//hooks.example/x",
    "https:hooks.example",
    "https:///x",
    "https://",
    "https://?x",
    "ftp://hooks.example/",
    "file:///etc/passwd",
    "gopher://hooks.example:70/_x",
    "unix:///run/docker.sock",
    "javascript:alert(1)",
    # without TLS
    "http://hooks.example/",
    "HTTP://hooks.example/",
    # what parsers of URLs read in different ways
    "https://hooks.example\\@127.0.0.1/",
    "https://127.0.0.1\\.hooks.example/",
    "https://user@hooks.example/",
    "https://user:secret@hooks.example/",
    "https://:@hooks.example/",
    "https://@hooks.example/",
    "https://hooks.example:443@127.0.0.1/",
    "https://hooks.example#@127.0.0.1/",
    "https://hooks.example/#there",
    "https://hooks.example /",
    " https://hooks.example/",
    "https://hooks.example/\r\nX-Evil: 1",
    "https://hooks.example/\t",
    "https://hooks.example/\x00",
    "https://hooks%2eexample/",
    "https://%31%32%37.0.0.1/",
    "https://①②⑦.⓪.⓪.①/",
    "https://127。0。0。1/",
    "https://hööks.example/",
    "https://[::1",
    "https://[fe80::1%25lo]/",
    "https://[::1%lo]/",
    "https://hooks.example/" + "x" * 2048,
    # ports at which no HTTP is spoken
    "https://hooks.example:0/",
    "https://hooks.example:22/",
    "https://hooks.example:25/",
    "https://hooks.example:99999/",
    "https://hooks.example:-1/",
    # names that cannot be found
    "https://nowhere.example/",
    "https://unsayable.example/",
    "https://...../",
    # this machine, as one may write it
    "https://127.0.0.1/",
    "https://127.0.0.1:8443/",
    "https://127.1/",
    "https://127.255.255.254/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0177.0.0.1/",
    "https://0x7f.0.0.1/",
    "https://0/",
    "https://0.0.0.0/",
    "https://localhost/",
    "https://LOCALHOST/",
    "https://[::1]/",
    "https://[0:0:0:0:0:0:0:1]/",
    "https://[::]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/",
    "https://[::127.0.0.1]/",
    "https://localtest.example/",
    # networks of one's own
    "https://10.0.0.1/",
    "https://172.16.0.1/",
    "https://172.31.255.255/",
    "https://192.168.1.1/",
    "https://100.64.0.1/",
    "https://[fc00::1]/",
    "https://[::ffff:10.0.0.1]/",
    "https://inside.example/",
    "https://half.example/",
    "https://half6.example/",
    # what no receiver is at
    "https://169.254.169.254/latest/meta-data/",
    "https://metadata.example/",
    "https://translated.example/",
    "https://[64:ff9b::7f00:1]/",
    "https://[64:ff9b:1::a00:1]/",
    "https://[2002:7f00:1::]/",
    "https://[2001:0:5ef5:79fd::1]/",
    "https://[fe80::1]/",
    "https://[fec0::1]/",
    "https://[ff02::1]/",
    "https://[2001:db8::1]/",
    "https://[fd00:ec2::254]/",
    "https://100.100.100.200/",
    "https://168.63.129.16/",
    "https://192.0.0.192/",
    "https://192.0.2.1/",
    "https://198.18.0.1/",
    "https://224.0.0.1/",
    "https://240.0.0.1/",
    "https://255.255.255.255/",
]


@pytest.mark.parametrize("url", REFUSED)
async def test_what_is_not_public_is_refused(url: str) -> None:
    """However it is written, and whatever else its name stands for."""
    with pytest.raises(UnfitUrl):
        await _target(url, STRICT)


@pytest.mark.parametrize(
    ("url", "host", "port", "addresses"),
    [
        ("https://hooks.example/x?y=1", "hooks.example", 443, 1),
        ("HTTPS://Hooks.Example/", "hooks.example", 443, 1),
        ("https://hooks.example:8443", "hooks.example", 8443, 1),
        ("https://hooks.example:80/", "hooks.example", 80, 1),
        ("https://hooks.example/a@b", "hooks.example", 443, 1),
        ("https://xn--bcher-kva.example/", "xn--bcher-kva.example", 443, 1),
        ("https://dual.example/", "dual.example", 443, 2),
        ("https://dns64.example/", "dns64.example", 443, 1),
        (f"https://{PUBLIC}/", PUBLIC, 443, 1),
        ("https://[2606:4700::1111]:8443/", "2606:4700::1111", 8443, 1),
    ],
)
async def test_what_is_public_is_reached(url: str, host: str, port: int, addresses: int) -> None:
    """By name or by address, at the ports of HTTP and all that need no privilege."""
    target = await _target(url, STRICT)
    assert (target.host, target.port, len(target.addresses)) == (host, port, addresses)


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1:9000/",
        "https://inside.example/",
        "https://[fd12:3456::1]/",
        "https://[::ffff:192.168.1.1]/",
        "https://100.64.0.1/",
        "https://inside.example:81/",
        "http://localhost:8080/",
        "http://127.0.0.1:1/",
        "http://[::1]:8080/",
    ],
)
async def test_the_operator_may_open_private_networks(url: str) -> None:
    """And this machine itself, which needs no TLS."""
    assert (await _target(url, OPEN)).addresses


@pytest.mark.parametrize(
    "url",
    [
        "http://inside.example/",
        "http://hooks.example/",
        "http://metadata.example/",
        "https://metadata.example/",
        "https://169.254.169.254/",
        "https://[fd00:ec2::254]/",
        "https://100.100.100.200/",
        "https://0.0.0.0/",
        "https://[::]/",
        "https://[fe80::1]/",
        "https://224.0.0.1/",
        "https://hooks.example:0/",
        "https://user@127.0.0.1/",
    ],
)
async def test_some_things_no_operator_opens(url: str) -> None:
    """The credentials of the cloud's machines, other schemes, and a network's HTTP that others can read."""
    with pytest.raises(UnfitUrl):
        await _target(url, OPEN)


async def test_http_may_be_allowed() -> None:
    """By a setting of its own, which opens nothing else."""
    assert (await _target("http://hooks.example/", Reachable(http=True))).port == 80
    with pytest.raises(UnfitUrl, match="public internet"):
        await _target("http://inside.example/", Reachable(http=True))


@pytest.mark.parametrize(
    ("address", "reach"),
    [
        (PUBLIC, Reach.PUBLIC),
        ("172.15.255.255", Reach.PUBLIC),
        ("172.32.0.0", Reach.PUBLIC),
        ("100.63.255.255", Reach.PUBLIC),
        ("100.128.0.0", Reach.PUBLIC),
        ("2001:200::1", Reach.PUBLIC),
        ("64:ff9b::808:808", Reach.PUBLIC),
        ("::ffff:8.8.8.8", Reach.PUBLIC),
        ("64:ff9b::a00:1", Reach.PRIVATE),
        ("::ffff:0:7f00:1", Reach.NEVER),
        ("4000::1", Reach.NEVER),
        ("fe80::1%lo", Reach.NEVER),
        ("hooks.example", Reach.NEVER),
        ("", Reach.NEVER),
    ],
)
def test_addresses_at_the_edges(address: str, reach: Reach) -> None:
    """The first and last of each network are inside of it, those beside it are not."""
    assert reach_of(address) is reach
