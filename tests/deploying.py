"""What docs/deploy.md tells people to write and to start, read out of it: the tests start that."""

import re
import shlex
from pathlib import Path

PROJECT = Path(__file__).parents[1]
DOCUMENT = PROJECT / "docs" / "deploy.md"
BLOCK = re.compile(r"^```\w+\n# ([^\n]+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
ONE, TWO = "/etc/caddy/Caddyfile", "/etc/caddy/Caddyfile, two nodes"
NODE = r"(?:127|10)\.0\.0\.\d+:8000"  # where a node listens
INSTALLED = "/opt/tandem/.venv/bin/"


def blocks() -> dict[str, str]:
    """Each file of the document by its name, which is its first line."""
    return dict(BLOCK.findall(DOCUMENT.read_text()))


def caddyfile(name: str, *ports: int, site: str) -> str:
    """A Caddyfile for nodes on these ports; `site` is what stands in place of the town's name."""
    text = blocks()[name]
    found = re.findall(NODE, text)
    assert len(found) == len(ports)
    for address, port in zip(found, ports, strict=True):
        text = text.replace(address, f"127.0.0.1:{port}")
    assert text.startswith("tandem.example.org {")
    return text.replace("tandem.example.org {", site, 1)


def environment(name: str) -> dict[str, str]:
    """The settings of an environment file."""
    lines = [line.partition("=") for line in blocks()[name].splitlines()]
    return {name: value.strip('"') for name, _equals, value in lines}


def command(unit: str, option: str = "ExecStart") -> list[str]:
    """The words of a unit's command, as systemd takes them, with our own environment's programs."""
    text = blocks()[f"/etc/systemd/system/{unit}"].replace("\\\n", " ")
    [line] = re.findall(rf"^{option}=(.+)$", text, re.MULTILINE)
    return installed(line.replace("%%", "%").replace("$$", "$"))


def installed(line: str) -> list[str]:
    line = line.removeprefix("as_tandem ")
    return shlex.split(line.replace(INSTALLED, f"{PROJECT}/.venv/bin/"))
