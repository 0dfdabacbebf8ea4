"""A role that a process of `run` takes as soon as it is free, and has as long as its connection lives."""

from collections.abc import Callable
from dataclasses import dataclass, field

from storage.roles import Hold


@dataclass(slots=True)
class Role:
    """`try_hold` is `Store.roles.try_hold`; `begin` is done whenever this process comes to have the role."""

    name: str
    try_hold: Callable[[str], Hold | None]
    begin: Callable[[], None] | None = None
    _hold: Hold | None = field(default=None, init=False)
    _begun: bool = field(default=False, init=False)
    _left: bool = field(default=False, init=False)

    def ours(self) -> bool:
        """Whether this process has the role, which it takes if nobody has it."""
        if self._left:
            return False
        if self._hold is not None and not self._hold.alive():
            self._give_back()
        if self._hold is None:
            self._hold, self._begun = self.try_hold(self.name), False
        if self._hold is not None and not self._begun:
            self._begin()
        return self._hold is not None

    def refuse(self) -> None:
        """From now on this process is not the one; the role is not given back yet."""
        self._left = True

    def leave(self) -> None:
        """Let another process have it, for good."""
        self.refuse()
        self._give_back()

    def _begin(self) -> None:
        if self.begin is not None:
            self.begin()
        self._begun = True

    def _give_back(self) -> None:
        if self._hold is not None:
            self._hold.release()
            self._hold = None
