"""Neural Playground: build a network by dragging layers, train it, and watch its gradients.

The rooms of the house, lowest first. An import may only point downwards (``.importlinter`` keeps it so):

=================  ==============================================================================
room               what lives there
=================  ==============================================================================
``places``         where resources, settings and caches are on this computer
``about``          what this copy is: version, build, commit, and the licence of every package in it
``log``            the log of a session, and what a crash leaves behind
``language``       gettext: the one place where text becomes the user's language
``fields``         how a setting is declared: one declaration makes form, check and file format
``disk``           files: only ordinary ones are read, and one is written whole or not at all
``problem_report`` what a report of a problem says
``newer_version``  looks for a newer version, when the user asks for it
``layers``         what can be dragged: ``LAYERS``
``network``        the immutable tuple of layers, live shapes, PyTorch source
``datasets``       ``DATASETS``, tables, windows of a series, splits, scaling
``runs``           what a run is: project files, optimizers, losses, messages, histories, diagnosis
``lessons``        reads ``resources/lessons``
``training``       the only room with torch: build, loop, gradients, evaluation, devices
``engine``         the process that trains: a worker thread, and messages in and out
``gui``, ``app``   the only rooms with Qt; they never import ``engine`` or ``training``
``cli``            the commands that need no window
``terminal``       the lines and tables that they print
=================  ==============================================================================
"""

__version__ = "0.1.0"
