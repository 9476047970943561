"""Layers of networks, a file each, and what they have in common."""
