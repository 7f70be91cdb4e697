"""What goes into people's own calendars: files of visits, and a subscription."""
