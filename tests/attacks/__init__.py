"""Every attack of the threat model, tried over a socket on the demo as it is served."""
