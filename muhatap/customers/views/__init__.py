"""The pages of customers: finding them, one of them, and what is wanted to be known."""
