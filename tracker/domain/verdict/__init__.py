"""What is said of a day, and why: rules, patterns and drift put together, in words."""
