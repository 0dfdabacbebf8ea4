"""What publishers say, read into issues and tags. Synchronous; no database, no chat."""
