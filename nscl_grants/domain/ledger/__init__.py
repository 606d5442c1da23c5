"""The ledger: every đồng, product and entitlement stands in one place, and moves only by a posting."""
