"""How right the answers are, measured on a test set."""
