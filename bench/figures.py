"""Figures that are required, each beside what was measured."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that is required."""

    name: str
    measured: str
    wanted: str
    holds: bool

    @property
    def verdict(self) -> str:
        """Whether it is as required, in a word."""
        return "holds" if self.holds else "FAILS"


def at_most(name: str, measured: float, most: float, unit: str) -> Figure:
    """A figure that must not be larger."""
    return Figure(name, f"{_shown(measured)} {unit}", f"<= {most:g} {unit}", measured <= most)


def at_least(name: str, measured: float, least: float, unit: str) -> Figure:
    """A figure that must not be smaller."""
    return Figure(name, f"{_shown(measured)} {unit}", f">= {least:g} {unit}", measured >= least)


def judge(figures: Sequence[Figure]) -> int:
    """Print the figures; the status: 1 when one is missed."""
    for one in figures:
        print(f"{one.verdict}: {one.name}: {one.measured} (wanted: {one.wanted})", flush=True)
    return 0 if all(one.holds for one in figures) else 1


def _shown(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}" if value >= 100 else f"{value:.2f}"
