"""The only room with torch: builds the model, runs the loop, measures gradients, evaluates, finds devices."""
