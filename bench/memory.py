"""How much memory this process holds and held, in MB, as Linux counts it."""

from pathlib import Path

_STATUS = Path("/proc/self/status")


def resident() -> float | None:
    """The memory held now; None where it cannot be seen."""
    return _read("VmRSS")


def peak() -> float | None:
    """The most memory held so far; None where it cannot be seen."""
    return _read("VmHWM")


def _read(name: str) -> float | None:
    if not _STATUS.exists():
        return None
    fields = dict(line.split(":", 1) for line in _STATUS.read_text("ascii").splitlines())
    return int(fields[name].split()[0]) * 1024 / 1e6
