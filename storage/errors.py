"""What can go wrong between the program and its database.

StoreError
├── UnreachableError    the database cannot be opened: no such place, no right, no server
├── StoreBusyError      somebody else has been writing for too long
├── StoreVersionError   the database belongs to an older or a newer program
├── DamagedError        the file is no database, or a broken one
└── UnknownChatError    no such chat
"""


class StoreError(Exception):
    """The store could not do what it was asked; `str()` is a sentence that says what to do. Shows no password."""


class UnreachableError(StoreError):
    """The database cannot be opened, or the connection to it was lost."""


class StoreBusyError(StoreError):
    """The database stayed locked by another writer; the same call may succeed later."""


class StoreVersionError(StoreError):
    """The database was made by an older or a newer program."""


class DamagedError(StoreError):
    """The file is not a database, or its pages do not fit together."""


class UnknownChatError(StoreError):
    """The chat that was to be changed is not in the store."""
