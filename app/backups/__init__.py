"""Backup, restore and move: one neutral dump of all rows and files, for either database."""
