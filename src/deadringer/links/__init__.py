"""A link or domain in, evidence out. Links are never opened."""
