"""Read files into articles and sentences, and sentences into arrays of words with the names in them."""
