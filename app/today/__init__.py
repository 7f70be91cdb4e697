"""The phone's page during a visit: what is next, where, whom to call; works without network."""
