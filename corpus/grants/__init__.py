"""Who gets what, how much, on what condition: pieces proposed with their evidence, readings weighed, rows of benefits."""
