"""The person's lists: whom to block, whom to let through, whom they know; big lists of others; and what is never blocked at all."""
