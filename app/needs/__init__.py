"""What travellers need (diet, access, whom to call): for the hosts' officers, and deleted after the
visit."""
