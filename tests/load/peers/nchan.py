"""nchan, a module of nginx in C: one worker, subscribers at WebSockets, messages through Redis.

It is published by HTTP: what Redis holds of a channel is written by Lua scripts of its own. So the server's CPU has the
request in it, and the answer, and the way of each message to Redis and back; the others are handed what somebody else
has published. From one to one that is most of what a delivery costs; from one to hundreds it is next to nothing.

nginx takes the requests of one connection one after the other, each once the one before is answered, which is after
Redis has it. Published on sixteen connections, one to one costs it about half; one to hundreds, where a message waits
for the one before on any number of them, is what goals are about.

All is as it is by default, its buffer of ten messages a channel, too: with a buffer of one it loses every other message
of a burst.
"""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.load.measuring import NotMeasured

PROGRAM = "BENCH_NGINX"
"""Names the program in the environment where it is none of the usual ones."""
PLACES = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin"))
MODULE = "ngx_nchan_module.so"
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
"""Where else nginx would write is another user's."""
CONNECTIONS = 20_000


@dataclass(frozen=True, slots=True)
class Nginx:
    """A program that has nchan: as the file ``module``, or in itself where that is None."""

    program: Path
    version: str
    module: Path | None


def installed() -> Nginx:
    """What is on this machine.

    Raises:
        NotMeasured: there is none.
    """
    program = os.environ.get(PROGRAM) or shutil.which("nginx", path=PLACES)
    if program is not None:
        told = subprocess.run([program, "-V"], check=True, capture_output=True, text=True)  # noqa: S603 - the user's own
        found = nginx_with_nchan(Path(program), told.stderr)
        if found is not None and (found.module is None or found.module.exists()):
            return found
    raise NotMeasured("nginx with nchan is not installed")


def nginx_with_nchan(program: Path, built: str) -> Nginx | None:
    """Where nchan would be, by what ``nginx -V`` tells; None: nowhere."""
    version, modules = (re.search(pattern, built) for pattern in (r"nginx version: (.+)", r"--modules-path=(\S+)"))
    if version is None:
        return None
    if re.search(r"--add-module=\S*nchan", built):
        return Nginx(program, version[1], None)
    return Nginx(program, version[1], Path(modules[1]) / MODULE) if modules else None


def configuration(nginx: Nginx, port: int, redis_port: int) -> str:
    """For a folder of its own; the topic is an argument of what is asked for.

    A location that does not name Redis itself has its messages in memory alone, and says nothing of it.
    """
    temporary = "\n".join(f"    {name}_temp_path {name};" for name in TEMPORARY)
    return f"""\
{f"load_module {nginx.module};" if nginx.module else ""}
daemon off;
worker_processes 1;
pid nginx.pid;
error_log stderr;
events {{ worker_connections {CONNECTIONS}; }}
http {{
{temporary}
    access_log off;
    keepalive_requests 1000000000;  # all that is published comes on one connection
    upstream redis {{ nchan_redis_server redis://127.0.0.1:{redis_port}; }}
    server {{
        listen 127.0.0.1:{port};
        nchan_channel_id $arg_topic;
        location = /ws {{
            nchan_subscriber websocket;
            nchan_subscriber_first_message newest;
            nchan_redis_pass redis;
        }}
        location = /publish {{
            nchan_publisher http;
            nchan_redis_pass redis;
        }}
    }}
}}
"""
