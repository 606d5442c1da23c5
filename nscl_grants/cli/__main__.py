"""`python -m nscl_grants.cli` is `nscl-grants`."""

from nscl_grants.cli import main

main()
