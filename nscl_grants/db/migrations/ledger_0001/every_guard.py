"""The guards of revision 0001 together, for the migration that makes them and for whoever looks after them."""

from nscl_grants.db.migrations.ledger_0001.audit_guards import AUDIT
from nscl_grants.db.migrations.ledger_0001.guards import ACCOUNT, FIXED, HEAD_AND_YEARS, LIMIT, TRUNCATE
from nscl_grants.db.migrations.ledger_0001.posting_guards import ENTRY, POSTING

EVERY_GUARD = (*ACCOUNT, *POSTING, *ENTRY, *LIMIT, *HEAD_AND_YEARS, *FIXED, *AUDIT)
EVERY_GUARD_OF_POSTGRESQL = (*EVERY_GUARD, *TRUNCATE)
