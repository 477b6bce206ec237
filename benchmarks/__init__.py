"""Measurements that tests must not make: speed, memory, and what each part of the ranking is worth."""
