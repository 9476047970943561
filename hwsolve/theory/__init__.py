"""Vanishing and exploding gradients in letters: bounds, claims, counterexamples."""
