"""How pictures look: on paper, on a light page, on a dark one."""

import re
from typing import Final

LIGHT: Final = {
    "paper": "#ffffff",
    "ink": "#1b1f24",
    "dim": "#57606a",
    "grid": "#d0d7de",
    "block": "#eaeef2",
    "blue": "#0072b2",
    "orange": "#b54a00",
    "hatch": "#8c959f",
}
DARK: Final = {
    "paper": "#14181d",
    "ink": "#e6edf3",
    "dim": "#9da7b3",
    "grid": "#343b44",
    "block": "#262c34",
    "blue": "#56b4e9",
    "orange": "#e69f00",
    "hatch": "#768390",
}

RULES: Final = """
text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,"DejaVu Sans",sans-serif;
unicode-bidi:isolate;fill:var(--ink)}
.name{font-size:19px;font-weight:650}
.heading{font-size:14px;font-weight:650}
.label{font-size:12px}
.dim{font-size:12px;fill:var(--dim)}
.small{font-size:11px}
.tiny{font-size:9.5px;paint-order:stroke;stroke-width:2.5;stroke-linejoin:round;stroke:var(--paper)}
.paper{fill:var(--paper)}
.block{fill:var(--block);stroke:var(--grid)}
.grid{fill:none;stroke:var(--grid)}
.bar{fill:var(--blue)}
.bar-lighter{stroke-width:1.5;fill:var(--paper);stroke:var(--blue)}
.lighter{fill:url(#hatch)}
.stripe{stroke-width:1;opacity:.55;stroke:var(--hatch)}
.line0{stroke-width:2;fill:none;stroke:var(--blue)}
.line1{stroke-width:2;stroke-dasharray:5 3;fill:none;stroke:var(--orange)}
.mark0{fill:var(--blue)}
.mark1{fill:var(--orange)}
"""


def _variables(colours: dict[str, str]) -> str:
    return "svg{" + ";".join(f"--{name}:{colour}" for name, colour in colours.items()) + "}"


def _with_plain_colours(rules: str) -> str:
    """Each colour as it is on paper first: viewers that know no variables, as librsvg, keep to it."""
    return re.sub(r"([a-z]+):var\(--([a-z]+)\)", lambda found: f"{found[1]}:{LIGHT[found[2]]};{found[0]}", rules)


# A printer has no dark paper, whatever the screen beside it likes.
STYLE: Final = f"""<style>
{_variables(LIGHT)}
@media (prefers-color-scheme:dark){{{_variables(DARK)}}}
@media print{{{_variables(LIGHT)}}}{_with_plain_colours(RULES)}</style>
<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
<path d="M0 0V6" class="stripe"/></pattern></defs>"""
