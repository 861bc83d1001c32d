"""What an exchange says of the reminders, and what follows it. Pure."""
