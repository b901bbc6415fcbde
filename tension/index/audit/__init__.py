"""The audit: a sample of articles for people to read, what their labels say of the model, and the index corrected by them."""
