"""A frozen dataclass in, PDF bytes out."""
