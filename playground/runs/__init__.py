"""What a run is: project files, optimizers, schedulers, losses, messages between window and engine, histories, diagnosis.

Everything here is an immutable value, except ``RunHistory``. numpy and msgspec only.

To add an optimizer, a scheduler or a loss, write:

1. its class, with torch's names for it and for its settings, in ``optimizers``, ``schedulers`` or ``losses``, and its name in the registry
   at the end of that file. The class at the top of the file tells what it can declare: an optimizer whether it is ``stackable`` and its
   ``state_copies``, a scheduler whether it ``watches_loss``, a loss its ``tasks`` and which activation it wants or ``applies``. Torch's
   class, or that of pytorch_optimizer, is found by its name;
2. its texts in Korean: ``packaging/translate.py`` tells how.
"""
