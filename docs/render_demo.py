"""Draw docs/demo.svg: what `paperwire demo` shows on a terminal, from a real run. Run it when that has changed."""  # noqa: INP001 - a script

import io
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

from rich.console import CONSOLE_SVG_FORMAT, Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

PICTURE = Path(__file__).with_name("demo.svg")
COLUMNS = 88
END = "\n6. "  # five papers are enough for a picture, and show three languages
FONTS_FROM_ELSEWHERE = re.compile(r"@font-face \{\{.*?\}\}\s*", re.DOTALL)


def run() -> str:
    """What the demo prints on a terminal, up to the sixth paper."""
    ours, its = pty.openpty()
    environment = os.environ | {"COLUMNS": str(COLUMNS), "LC_ALL": "C.UTF-8", "TERM": "xterm-256color"}
    command = [sys.executable, "-m", "bot", "demo", "--language", "en"]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=its, env=environment)  # noqa: S603 - ours
    os.close(its)
    printed = b"".join(iter(lambda: _read(ours), b""))
    process.wait()
    return printed.decode().replace("\r\n", "\n").partition(END)[0].strip("\n")


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # how Linux says that the other end is closed
        return b""


def draw(printed: str) -> str:
    """The text as a picture of a terminal, in the reader's own fonts."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True)
    console.print(Text.from_ansi(printed))
    frame = FONTS_FROM_ELSEWHERE.sub("", CONSOLE_SVG_FORMAT)
    return console.export_svg(title="make demo", theme=MONOKAI, code_format=frame, unique_id="demo")


if __name__ == "__main__":
    PICTURE.write_text(draw(run()), "utf-8")
