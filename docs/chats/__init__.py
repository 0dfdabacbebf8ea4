"""Conversations with the running bot, and how they are drawn; `docs/render_chats.py` does both."""
