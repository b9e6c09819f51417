"""Where a network is built: palette, network view, layer cards, inspector."""
