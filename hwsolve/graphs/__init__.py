"""Graphs: their matrices, spectra, Fourier transform, filters, cuts, and graph neural layers."""
