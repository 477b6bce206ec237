"""What was decided, in words, quotations and markers."""
