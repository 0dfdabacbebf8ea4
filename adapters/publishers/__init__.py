"""One module per publisher's format; `adapters.registry` lists them."""
