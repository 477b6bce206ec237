"""Which of what was proposed answers, and whether anything does."""
