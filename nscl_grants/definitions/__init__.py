"""Reads the definition files into domain objects, or says all that is wrong with them."""
