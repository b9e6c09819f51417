"""The lesson beside the network."""
