"""The vocabulary (data a person can edit) and the matcher: text -> topics."""
