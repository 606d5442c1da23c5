"""Roll-ups; they read and never write."""
