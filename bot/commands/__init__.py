"""The platform-neutral commands: Request -> Reply, one module per family."""
