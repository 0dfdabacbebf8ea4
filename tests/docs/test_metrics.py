"""docs/operating.md lists every metric as the code declares it, and no other."""

import re
from pathlib import Path

from bot.site.gauges import GAUGES
from bot.site.metrics import COUNTERS, HISTOGRAMS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "operating.md"
ROW = re.compile(r"^\| `paperwire_(\w+)` \| (\w+) \| (.*?) \| (.+) \|$", re.MULTILINE)


def test_every_metric_is_documented_and_no_other() -> None:
    declared = {(f"{name}_total", "counter", about, labels) for name, (about, labels) in COUNTERS.items()}
    declared |= {(name, "histogram", about, labels) for name, (about, labels, _) in HISTOGRAMS.items()}
    declared |= {(name, "gauge", about, labels) for name, (about, labels) in GAUGES.items()}
    rows = ROW.findall(PAGE.read_text("utf-8"))
    documented = {
        (name, kind, f"{about[0].upper()}{about[1:]}.", tuple(re.findall(r"`(\w+)`", labels)))
        for name, kind, labels, about in rows
    }
    assert len(rows) > 15
    assert documented == declared
