"""The ways to an answer, the most exact first: each finds its clauses, decides, and says what they state."""
