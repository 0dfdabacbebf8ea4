"""Draw docs/page.png: the web page over the samples, as Chromium shows it. Run it when that has changed."""  # noqa: INP001 - a script

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

PICTURE = Path(__file__).with_name("page.png")
SAMPLES = PICTURE.parents[1] / "samples"
SIZE = "900,1180"
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--window-size={SIZE}")


def main() -> None:
    """Serve the samples as `paperwire run` does, and take a picture."""
    with tempfile.TemporaryDirectory() as folder, socket.create_server(("127.0.0.1", 0)) as free:
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
        free.close()
        environment = os.environ | {
            "PAPERWIRE_HTTP_PORT": address.rpartition(":")[2],
            "PYTHONPATH": str(SAMPLES.parent),
        }
        program = [sys.executable, "-m", "bot"]
        subprocess.run([*program, "ingest", SAMPLES], cwd=folder, env=environment, check=True)  # noqa: S603 - ours
        with subprocess.Popen([*program, "run"], cwd=folder, env=environment) as run:  # noqa: S603 - ours
            wait_for(f"{address}/healthz")
            picture(address, folder)
            run.terminate()


def wait_for(url: str) -> None:
    """Until it answers."""
    for _ in range(300):
        try:
            urllib.request.urlopen(url, timeout=1).close()  # noqa: S310 - ours
        except urllib.error.URLError:
            time.sleep(0.1)
        else:
            return


def picture(address: str, folder: str) -> None:
    """What Chromium shows of the page, above the fold."""
    chromium = shutil.which("chromium") or "google-chrome"
    where = [f"--user-data-dir={folder}/chromium", f"--screenshot={PICTURE}"]
    subprocess.run([chromium, *FLAGS, *where, f"{address}/?lang=en"], check=True)  # noqa: S603 - ours


if __name__ == "__main__":
    main()
