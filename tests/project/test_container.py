"""The image, built and run as docs/operating.md says: without rights, on a read-only root, with one volume."""

import json
import shutil
import subprocess
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 90.0  # seconds until it is healthy

Engine = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def engine() -> Engine:
    """Runs a command of the container engine that is here: docker, or podman, which builds with buildah."""
    found = next((path for name in ("docker", "podman") if (path := shutil.which(name)) and _runs(path)), None)
    if found is None:
        pytest.skip("neither docker nor podman runs here: no image was built")

    def run(*words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        return subprocess.run([found, *words], cwd=ROOT, capture_output=True, text=True, check=check)  # noqa: S603 - words of ours

    return run


def _runs(path: str) -> bool:
    return subprocess.run([path, "info"], capture_output=True, check=False).returncode == 0  # noqa: S603 - docker or podman


@pytest.fixture
def container(engine: Engine) -> Iterator[str]:
    """A running container of the image, made anew from the checkout."""
    name = f"paperwire-{uuid.uuid4().hex[:8]}"
    engine("build", "--tag", name, ".")
    try:
        engine("run", "--detach", "--name", name, "--read-only", "--volume", f"{name}:/data", name)
        yield name
    finally:
        engine("rm", "--force", name, check=False)
        engine("volume", "rm", "--force", name, check=False)
        engine("rmi", "--force", name, check=False)


def state(engine: Engine, container: str) -> dict[str, object]:
    (found,) = json.loads(engine("inspect", container).stdout)
    return dict(found["State"])


@pytest.mark.proof
def test_it_is_healthy_without_rights_and_stops_cleanly(engine: Engine, container: str) -> None:
    healthy = (
        "exec",
        container,
        "python",
        "-c",
        "import urllib.request as r; r.urlopen('http://127.0.0.1:8080/healthz')",
    )
    until = time.monotonic() + PATIENCE
    while engine(*healthy, check=False).returncode and time.monotonic() < until:
        assert state(engine, container)["Running"], engine("logs", container).stderr
        time.sleep(0.5)
    assert engine(*healthy, check=False).returncode == 0, engine("logs", container).stderr
    assert engine("exec", container, "id", "-u").stdout.strip() == "10001"
    assert engine("exec", container, "touch", "/opt/paperwire/new", check=False).returncode != 0
    assert engine("exec", container, "ls", "/data").stdout.split()[0] == "paperwire.db"
    engine("stop", "-t", "30", container)
    assert state(engine, container)["ExitCode"] == 0
