"""A number in, evidence out. A number is a hint: caller ID can be forged, so no number ever proves a caller."""
