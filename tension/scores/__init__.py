"""Score articles: a model and articles in, batches, records and frames of scores out."""
