"""Papers of a visit that are handed out."""
