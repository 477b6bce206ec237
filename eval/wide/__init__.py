"""The examination on documents that nobody here grew up with: a hundred invented ones, and real ones where they are."""
