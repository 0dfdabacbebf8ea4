"""Write docs/settings.md: every setting as the code declares it. Run it when one has changed."""  # noqa: INP001 - a script

from enum import Enum
from pathlib import Path

from pydantic.fields import FieldInfo

from bot.settings import OperatorSettings, may_be, name_of

PAGE = Path(__file__).with_name("settings.md")
HEAD = """# Settings

Every setting, from the environment, a `.env` file or `paperwire.toml`, in this order of precedence. In `paperwire.toml`
names are written small and without `PAPERWIRE_`: `log_level = "DEBUG"`. What is set to nothing counts as not set. A
name that is none of these, and a value that cannot be, end every command with a sentence that says what may be written.

This page is written by `docs/render_settings.py` from the code.

| name | default | meaning | write |
|---|---|---|---|
"""


def page() -> str:
    """The page as the code wants it."""
    return HEAD + "".join(_row(name, field) for name, field in OperatorSettings.model_fields.items())


def _row(name: str, field: FieldInfo) -> str:
    default = field.default.value if isinstance(field.default, Enum) else field.default
    return f"| `{name_of(name)}` | {f'`{default}`' if default else 'none'} | {field.description} | {may_be(name)} |\n"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
