"""The history of the database: each revision once, in order, the same on SQLite and PostgreSQL."""
