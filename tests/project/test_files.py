"""No tracked file says where it was written, and no Python file or function has grown too long."""

import ast
import io
import re
import statistics
import tokenize
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("adapters", "storage", "bot")
ELSEWHERE = re.compile(
    r"pypi[.]org|pythonhosted[.]org|https?://\S+/simple\b|/(?:home|Users)/\w+/|/roo[t]/|[A-Z]:\\Users"
)
LONGEST_FILE = 300
LONGER_FOR_A_REASON: dict[str, str] = {}
NOT_CODE = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
MEDIAN_LINES, MOST_LINES = 8, 25


def python_files(tracked: list[Path]) -> list[Path]:
    files = [file for file in tracked if file.suffix == ".py"]
    assert files
    return files


def code_lines(source: str) -> set[int]:
    """The numbers of the lines that hold more than blanks, comments or a docstring."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    lines = {n for token in tokens if token.type not in NOT_CODE for n in range(token.start[0], token.end[0] + 1)}
    return lines - {n for node in ast.walk(ast.parse(source)) for n in docstring_lines(node)}


def docstring_lines(node: ast.AST) -> range:
    if not isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        return range(0)
    if ast.get_docstring(node, clean=False) is None:
        return range(0)
    return range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1)


def function_lengths(file: Path) -> Iterator[int]:
    source = file.read_text("utf-8")
    lines = code_lines(source)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield sum(node.lineno <= line <= (node.end_lineno or 0) for line in lines)


def test_no_tracked_file_names_a_registry_or_a_home_folder(tracked: list[Path]) -> None:
    texts = {file: file.read_bytes().decode("utf-8", "replace") for file in tracked}
    found = {str(file.relative_to(ROOT)): match[0] for file, text in texts.items() if (match := ELSEWHERE.search(text))}
    assert found == {}


def test_python_files_are_short_or_have_a_reason(tracked: list[Path]) -> None:
    lengths = {str(file.relative_to(ROOT)): len(file.read_text("utf-8").splitlines()) for file in python_files(tracked)}
    long = {name for name, length in lengths.items() if length > LONGEST_FILE}
    assert long == LONGER_FOR_A_REASON.keys()


def test_functions_are_small(tracked: list[Path]) -> None:
    ours = [file for file in python_files(tracked) if file.relative_to(ROOT).parts[0] in PACKAGES]
    lengths = sorted(length for file in ours for length in function_lengths(file))
    assert lengths
    assert statistics.median(lengths) <= MEDIAN_LINES
    assert statistics.quantiles(lengths, n=10)[-1] <= MOST_LINES
