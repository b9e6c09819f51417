"""The page that shows the data before training: the table, its columns, and the samples as a picture."""
