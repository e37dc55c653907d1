"""Jingkang: capacity planning for mental-health services."""
