"""Finding dates together: a poll on a visit's days, and the days on which a city is closed."""
