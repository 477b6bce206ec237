"""The wheel, installed as a stranger would install it."""
