"""What a run is: project files, optimizers, schedulers, losses, messages between window and engine, histories, diagnosis.

Everything here is an immutable value, except ``RunHistory``. numpy and msgspec only.
"""
