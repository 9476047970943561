"""Feed-forward networks: layers, activations, losses, penalties and updates, and their ledger."""
