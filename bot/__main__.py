"""`python -m bot` is `paperwire`."""

from bot.cli import main

if __name__ == "__main__":
    main()
