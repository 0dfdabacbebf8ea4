"""Discord: messages as components over REST, slash commands over the gateway. Only this package imports `discord`."""
