"""What a question says: names, places, numbers, what is asked for, which words carry the topic."""
