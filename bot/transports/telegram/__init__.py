"""Telegram: messages as HTML over the Bot API. Only this package imports `telegram`."""
