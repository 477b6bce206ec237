"""Two editions of a policy side by side: which clauses stayed, changed, moved, came and went, and what it means in money."""
