"""How the system's Chromium is started, in containers and on small machines alike."""

import shutil
from typing import Any

_ARGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def launch_options() -> dict[str, Any]:
    """Keyword arguments of `BrowserType.launch`."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or "/usr/bin/chromium"
    return {"executable_path": found, "args": list(_ARGS)}
