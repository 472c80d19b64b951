"""Which addresses a webhook may go to. Pure.

The networks are those of IANA's registries of special-purpose addresses (RFC 6890 and what was added since), written
out: what Python's `ipaddress` takes for global differs between its releases. Beside them stand the addresses at which
clouds tell a machine its credentials.
"""

from enum import StrEnum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network


class Reach(StrEnum):
    """Where an address leads."""

    PUBLIC = "public"
    LOOPBACK = "loopback"
    PRIVATE = "private"
    """A network that its operator may open to webhooks."""
    NEVER = "never"
    """To no receiver of webhooks, whatever the operator says."""


NETWORKS: tuple[tuple[str, Reach], ...] = (
    ("0.0.0.0/8", Reach.NEVER),  # this network; most systems take 0.0.0.0 for loopback
    ("10.0.0.0/8", Reach.PRIVATE),
    ("100.100.100.200/32", Reach.NEVER),  # metadata of Alibaba's cloud
    ("100.64.0.0/10", Reach.PRIVATE),  # carriers' NAT
    ("127.0.0.0/8", Reach.LOOPBACK),
    ("168.63.129.16/32", Reach.NEVER),  # Azure's host, for its guests alone
    ("169.254.0.0/16", Reach.NEVER),  # link-local, and with it the metadata of most clouds
    ("172.16.0.0/12", Reach.PRIVATE),
    ("192.0.0.0/24", Reach.NEVER),  # protocol assignments, and metadata of Oracle's cloud
    ("192.0.2.0/24", Reach.NEVER),  # documentation
    ("192.88.99.0/24", Reach.NEVER),  # relays of 6to4
    ("192.168.0.0/16", Reach.PRIVATE),
    ("198.18.0.0/15", Reach.NEVER),  # benchmarks
    ("198.51.100.0/24", Reach.NEVER),  # documentation
    ("203.0.113.0/24", Reach.NEVER),  # documentation
    ("224.0.0.0/4", Reach.NEVER),  # multicast
    ("240.0.0.0/4", Reach.NEVER),  # reserved, and broadcast
    ("::1/128", Reach.LOOPBACK),
    ("2001::/23", Reach.NEVER),  # protocol assignments: Teredo, ORCHID
    ("2001:db8::/32", Reach.NEVER),  # documentation
    ("2002::/16", Reach.NEVER),  # 6to4, which has any IPv4 address inside
    ("3fff::/20", Reach.NEVER),  # documentation
    ("fd00:ec2::254/128", Reach.NEVER),  # metadata of Amazon's cloud
    ("fc00::/7", Reach.PRIVATE),
)
"""The first that holds an address decides."""

GLOBAL_UNICAST = IPv6Network("2000::/3")
"""Whatever of IPv6 is in none of the networks above and not in here is not given out (RFC 4291)."""

CARRIERS_OF_IPV4 = (IPv6Network("::ffff:0:0/96"), IPv6Network("64:ff9b::/96"))
"""Mapped addresses, which a socket connects as the IPv4 address inside, and those of NAT64 (RFC 6052), likewise."""

_NETWORKS: tuple[tuple[IPv4Network | IPv6Network, Reach], ...] = tuple(
    (ip_network(text), reach) for text, reach in NETWORKS
)


def reach_of(text: str) -> Reach:
    """Where an IP address leads; what is none leads nowhere."""
    try:
        address = ip_address(text)
    except ValueError:
        return Reach.NEVER
    if isinstance(address, IPv6Address) and address.scope_id is not None:
        return Reach.NEVER
    address = _inside(address)
    for network, reach in _NETWORKS:
        if address.version == network.version and address in network:
            return reach
    return Reach.PUBLIC if isinstance(address, IPv4Address) or address in GLOBAL_UNICAST else Reach.NEVER


def _inside(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    if isinstance(address, IPv6Address) and any(address in network for network in CARRIERS_OF_IPV4):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address
