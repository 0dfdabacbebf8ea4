"""The bench of the tagger says how fast it is and, where the labels are, how much it finds."""

from collections.abc import Callable

import pytest

from bench import labels


def test_tagging_is_timed(bench: Callable[..., str]) -> None:
    said = bench("tags", "--samples")
    assert " entries/s tagged" in said
    assert ": tagging against a look for each synonym: " in said


@pytest.mark.proof
def test_what_is_found_is_measured(bench: Callable[..., str]) -> None:
    if labels.missing():
        pytest.skip(f"{', '.join(labels.missing())}: not on this machine")
    said = bench("tags")
    assert "holds: recall over the plain rule, held out: " in said
    assert "holds: more found without a label, held out: " in said
