"""The only door to the database. Synchronous; the only importer of sqlalchemy."""
