"""A text in, its units out: markers proposed, the reading in which numbers run without gaps kept."""
