"""What ``verify_deb.py`` is made of. Standard library only.

- ``report``: one line per check
- ``parse``: what is read from texts: apt's sources, menu entries, versions, listings of a file system
- ``machine``: a system in a folder, running in namespaces of its own
- ``systems``: clean systems from debootstrap, and packages in them
- ``screen``: a display without a screen, its picture, its keyboard and mouse
- ``app``: the app on a machine: its processes, its window, its memory
- ``package``, ``commands``, ``window``, ``desk``, ``lifecycle``: the checks
"""
