"""What is kept on the server between two visits: conversations by their own addresses, and nothing else."""
