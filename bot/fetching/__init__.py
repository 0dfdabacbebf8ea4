"""What publishers serve over HTTP, into the store: politely, within bounds, and from public addresses only."""
