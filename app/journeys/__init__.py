"""How travellers come and go: journeys with their legs, what they cost and what they emit."""
