"""Measures in, ranked hits out: embed, count words, fuse, save."""
