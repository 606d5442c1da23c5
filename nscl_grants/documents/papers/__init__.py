"""Each kind of paper: its facts, and how they are laid out."""
