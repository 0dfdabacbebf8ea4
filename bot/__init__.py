"""The chat side: commands, digests, and the transports that carry them."""
