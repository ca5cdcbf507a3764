"""How words are read: text into plain words, and phrase patterns matched against them."""
