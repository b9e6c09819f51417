"""What the menu Help opens: about this copy, its licences, a report of a problem, newer versions. Loaded when one of them is opened."""
