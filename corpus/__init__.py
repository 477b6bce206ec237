"""Raw policy documents in, measures out: read, register, parse."""
