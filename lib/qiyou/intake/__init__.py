"""intake — submissions -> observations + findings."""
