"""The ways to an answer: each finds clauses and what they state."""
