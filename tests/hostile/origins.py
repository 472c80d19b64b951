"""Origins and names by which pages of others try to reach a server on this machine, as browsers would send them.

``{port}`` is the port that is served.
"""

FOREIGN_ORIGINS = {
    "another site": ["http://evil.example"],
    "another site at our port": ["http://evil.example:{port}"],
    "null": ["null"],
    "empty": [""],
    "a blank": [" "],
    "a file": ["file://"],
    "a browser extension": ["chrome-extension://abcdefghijklmnop"],
    "a sandboxed blob": ["blob:http://127.0.0.1:{port}/1"],
    "https at our port": ["https://127.0.0.1:{port}"],
    "ws at our port": ["ws://127.0.0.1:{port}"],
    "a scheme in capitals": ["HTTP://127.0.0.1:{port}"],
    "a name in capitals": ["http://LOCALHOST:{port}"],
    "no scheme": ["127.0.0.1:{port}"],
    "no port": ["http://127.0.0.1"],
    "another port": ["http://127.0.0.1:1"],
    "our port and one more digit": ["http://127.0.0.1:{port}0"],
    "our port behind a zero": ["http://127.0.0.1:0{port}"],
    "us as its prefix": ["http://127.0.0.1:{port}.evil.example"],
    "our name as its prefix": ["http://127.0.0.1.evil.example:{port}"],
    "our name as its suffix": ["http://evil-localhost:{port}"],
    "us as its user": ["http://127.0.0.1:{port}@evil.example"],
    "itself as our user": ["http://evil.example@127.0.0.1:{port}"],
    "a dot behind our name": ["http://localhost.:{port}"],
    "a path behind us": ["http://127.0.0.1:{port}/"],
    "a name that resolves to us": ["http://localhost.localdomain:{port}"],
    "loopback as a number": ["http://2130706433:{port}"],
    "loopback in hexadecimal": ["http://0x7f000001:{port}"],
    "loopback, short": ["http://127.1:{port}"],
    "another loopback address": ["http://127.0.0.2:{port}"],
    "any address": ["http://0.0.0.0:{port}"],
    "loopback as IPv6 of IPv4": ["http://[::ffff:127.0.0.1]:{port}"],
    "loopback as IPv6 at length": ["http://[0:0:0:0:0:0:0:1]:{port}"],
    "letters that look like ours": ["http://xn--lcalhost-9ya:{port}"],
    "letters beyond ASCII": ["http://l\xf6calhost:{port}"],
    "ours and another": ["http://127.0.0.1:{port}", "http://evil.example"],
    "another and ours": ["http://evil.example", "http://127.0.0.1:{port}"],
    "ours twice": ["http://127.0.0.1:{port}", "http://127.0.0.1:{port}"],
    "both in one": ["http://127.0.0.1:{port} http://evil.example"],
    "both in one, with a comma": ["http://127.0.0.1:{port}, http://evil.example"],
}
"""``Origin`` headers."""

FOREIGN_HOSTS = {
    "a name made to point here": ["evil.example:{port}"],
    "our name as its prefix": ["localhost.evil.example:{port}"],
    "our address as its prefix": ["127.0.0.1.evil.example"],
    "loopback as a number": ["2130706433:{port}"],
    "us as its user": ["127.0.0.1:{port}@evil.example"],
    "itself as our user, behind a slash": ["evil.example/@127.0.0.1"],
    "nothing": [""],
}
"""``Host`` headers: of DNS rebinding, whose ``GET`` has no ``Origin``."""

OWN_ORIGINS = ("http://127.0.0.1:{port}", "http://localhost:{port}", "http://[::1]:{port}")
