"""Recurrent networks: cells, unrolling, backpropagation through time, Jacobians and their size."""
