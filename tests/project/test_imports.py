"""What the packages import is declared: nothing works only because something else happens to install it."""

import ast
import itertools
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("adapters", "storage", "bot")


def imported(file: Path) -> Iterator[str]:
    """The top-level packages that a file imports."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


def test_what_the_packages_import_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    requirements = [*project["dependencies"], *itertools.chain(*project["optional-dependencies"].values())]
    declared = {re.split(r"[\[><=~!; ]", requirement, maxsplit=1)[0].lower() for requirement in requirements}
    files = [file for package in PACKAGES for file in (ROOT / package).rglob("*.py")]
    others = {name for file in files for name in imported(file)} - set(PACKAGES) - sys.stdlib_module_names
    assert others
    distributions = packages_distributions()
    brought_by = {name: {d.lower().replace("_", "-") for d in distributions.get(name, ())} for name in others}
    assert {name for name in others if not brought_by[name] & declared} == set()
