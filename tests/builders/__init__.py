"""Builders: each gives a sound thing and lets the test name only what matters to it."""
