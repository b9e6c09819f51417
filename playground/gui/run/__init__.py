"""What starts and steers a run: controller, engine process, toolbar, settings, data."""
