"""A chat model words an answer, and every sentence of it is checked."""
