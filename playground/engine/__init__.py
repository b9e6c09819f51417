"""The process that trains: a worker thread, and messages in and out. No Qt."""
