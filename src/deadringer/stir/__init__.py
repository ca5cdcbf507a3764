"""Signed caller numbers (STIR/SHAKEN): what a network vouches for. A good signature never means an honest caller; none means nothing.

RFC 8224 (the Identity header), 8225 (PASSporT), 8226 (certificates), 8588 (``shaken``), 8946 (``div``); ATIS-1000074.
"""
