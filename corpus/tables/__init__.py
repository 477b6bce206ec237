"""Tables in a text: their cells, their heads and units, their rows as words."""
