"""Tables, and beside each table its named queries."""
