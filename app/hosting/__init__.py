"""What hosts do for a visit, and who has hosted how often."""
