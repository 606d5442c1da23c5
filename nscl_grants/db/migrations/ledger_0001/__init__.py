"""Revision 0001 in parts: the tables of the ledger and the audit, their fixed rows, and their guards.

It stands as it was released. What the domain says today is compared with it by tests, never imported.
"""
