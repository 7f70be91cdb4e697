"""Who took part in a visit, day by day: ticked on the phone or from the signed list."""
