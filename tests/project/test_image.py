"""The image is what docs/operating.md says, as far as its recipe tells; building it needs a builder."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RECIPE = (ROOT / "Dockerfile").read_text("utf-8").replace("\\\n", " ").splitlines()


def said(instruction: str) -> list[list[str]]:
    """The words of every line with that instruction."""
    return [line.split()[1:] for line in RECIPE if line.startswith(f"{instruction} ")]


def test_what_is_copied_is_there_and_reaches_the_builder() -> None:
    ours = [words[:-1] for words in said("COPY") if not words[0].startswith("--from")]
    names = {name for words in ours for name in words}
    let_through = {line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line[0] == "!"}
    assert names == let_through
    assert all((ROOT / name).exists() for name in names)


def test_bases_are_pinned_and_the_same() -> None:
    bases = {words[0] for words in said("FROM")}
    assert len(bases) == 1
    assert re.fullmatch(r"python:3\.\d+\.\d+-slim-\w+", bases.pop())


def test_it_runs_as_nobody_in_particular_and_writes_to_its_volume_only() -> None:
    last_stage = RECIPE[max(number for number, line in enumerate(RECIPE) if line.startswith("FROM ")) :]
    assert "USER 10001:10001" in last_stage
    assert last_stage.index("USER 10001:10001") < next(n for n, line in enumerate(last_stage) if "ENTRYPOINT" in line)
    assert said("VOLUME") == [["/data"]]
    assert any("sqlite:////data/" in line for line in last_stage)


def test_the_service_stops_as_the_program_does() -> None:
    unit = (ROOT / "packaging" / "paperwire.service").read_text("utf-8")
    assert "ExecStart=/opt/paperwire/.venv/bin/paperwire run" in unit
    assert "DynamicUser=yes" in unit
    assert "KillSignal" not in unit
