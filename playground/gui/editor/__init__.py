"""Where a network is built: palette, the table of layer cards with a column of live values beside them, inspector."""
