"""The only room with torch: builds the model, runs the loop, measures gradients, evaluates, finds devices.

From the outside one class counts, ``run.Run``; everything of it lives on the thread that made it. Where to look:

- the model and its first weights: ``build``, ``modules``; how it is called quickly: ``forward``
- a step: ``loop`` (the generator), ``batches``, ``optimizer_steps``, ``schedule`` (learning rates), ``stopping`` (early stopping)
- what is measured: ``gradients``, ``metrics``, written down by ``recorder`` and told by ``progress``
- what it says: ``evaluation`` (predictions), ``forecasts``, ``classes`` (confusion, ROC), ``figures`` (metrics, live and at the end), all in ``pictures``
- going back and going on: ``state`` (snapshots), ``checkpoints`` (their bytes), ``divergence`` (what is not finite, and where it began)
- the machine: ``devices``, ``threads``, ``chance`` (random numbers), ``errors``

What makes it fast with the numbers left as they are: batches are cut from tensors that are permuted once per epoch; the optimizer's fused kernel and
the forward kernels are called without the Python around them; gradients come from ``torch.autograd.grad`` and are never accumulated or
zeroed; one ``_foreach_norm`` measures all layers; nothing waits for the device between two reports. ``tests/benchmarks/training_speed.py`` compares.
"""
