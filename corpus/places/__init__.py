"""The places of China and of whom an authority is."""
