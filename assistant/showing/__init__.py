"""What the pages show, found and worded by pure functions."""
