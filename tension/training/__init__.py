"""Learn a model from labelled sentences and a pool of news, and measure it beside its peers."""
