"""What happens: one file per plot, listed in ``PLOTS``, drawn by one timer."""
