"""The plan's front: what everybody may read, and where agencies and the plan manager write."""
