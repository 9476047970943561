"""Optimization methods, each as its defining equations in terms; they know no objective."""
