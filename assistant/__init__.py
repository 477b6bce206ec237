"""A question in, a cited answer out: understand, retrieve, answer."""
