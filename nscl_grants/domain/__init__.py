"""The rules: money, ledger, workflow, forms; no database, no web, no clock, no files."""
