"""The hall: everything the court knows. See docs/architecture.md for the way of one entry through it."""
