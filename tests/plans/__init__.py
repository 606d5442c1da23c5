"""Plans of invented provinces."""
