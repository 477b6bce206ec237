"""What a clause comes to on the figures of a question: its scheme, their places in it, the sum with its working."""
