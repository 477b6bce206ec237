"""A text and its normalised forms, character for character: lines, signs that look like others, what nobody sees."""
