"""What people do: one plain function each, one transaction each."""
