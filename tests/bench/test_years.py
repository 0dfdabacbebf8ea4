"""The bench of years measures what it says it does."""

import pytest


@pytest.mark.proof
def test_years_are_measured_part_by_part_and_run_is_started_afterwards(bench):
    printed = bench("years", "--entries", "450", "--samples").splitlines()
    parts = [line for line in printed if " entries: " in line]
    assert len(parts) == 20
    assert all("kB an entry" in line and "MB of memory" in line for line in parts)
    (starts,) = [line for line in printed if line.startswith("starts: ")]
    assert starts.count(" s") == 5
    assert [line.partition(":")[2].partition(":")[0].strip() for line in printed[-3:]] == [
        "ingest, last tenth against first",
        "memory, last tenth against first",
        "start of `run` afterwards",
    ]
