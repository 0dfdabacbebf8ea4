"""When a disk is too full for a database that grows."""

MEGABYTE = 2**20
SHORT = 500 * MEGABYTE  # some months of digests, and the room for a backup of the least


def is_short(free: int) -> bool:
    """Whether so many bytes are too few."""
    return free < SHORT
