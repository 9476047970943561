"""What other courses and libraries call the words and keys of problem files.

A word means one thing among losses and another among keys (α is a learning rate, or the bend of an
ELU), so each only points to what is legal where it stands; the first that is, in this order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

ALSO_CALLED = {
    # kinds
    "mlp": "nn ann dnn ffn ffnn feed_forward neural_network network perceptron",
    "rnn": "lstm gru recurrent elman sequence",
    "laplacian": "graph gnn gcn spectral gsp",
    "optim": "optimization optimisation optimizer opt gradient_descent gd sgd momentum adam",
    # losses
    "mean_squared_error": "mse mean_square_error",
    "squared_error": "se sse l2 square_error sum_of_squares quadratic",
    "half_squared_error": "half_mse half_se",
    "mean_absolute_error": "mae l1",
    "absolute_error": "ae mad",
    "binary_cross_entropy": "bce log_loss logistic binary_nll",
    "binary_cross_entropy_with_logits": "bce_with_logits sigmoid_cross_entropy bce_logits",
    "cross_entropy": "ce xent nll negative_log_likelihood cce categorical_cross_entropy "
    "sparse_categorical_cross_entropy log_likelihood softmax",
    "cross_entropy_with_logits": "ce_with_logits softmax_cross_entropy",
    "huber": "smooth_l1",
    "hinge": "svm max_margin",
    # activations
    "linear": "identity id none null no lin",
    "leaky_relu": "lrelu leaky prelu",
    "relu": "rectifier rectified_linear ramp",
    "sigmoid": "logistic sigma sig expit",
    "tanh": "hyperbolic_tangent th tangens_hyperbolicus",
    "silu": "swish",
    "step": "heaviside threshold binary_step unit_step",
    "sign": "sgn signum",
    "softmax": "soft_arg_max",
    # methods
    "gd": "vanilla bgd batch_gradient_descent",
    "sgd": "stochastic_gradient_descent mini_batch",
    "momentum": "sgd_momentum sgdm polyak",
    "heavy_ball": "classical polyak pytorch",
    "ema": "exponential moving_average average ewma",
    "nesterov": "nag",
    "line_search": "backtracking armijo",
    "conjugate_gradient": "conjugate_gradients",
    "newton": "newton_raphson second_order",
    # layers
    "dense": "fc fully_connected linear affine",
    "conv": "conv1d conv2d cnn convnet convolutional correlation",
    "transposed_conv": "deconv up_conv conv_transpose conv_transpose2d conv2d_transpose",
    "max_pool": "max_pool2d max_pool1d max_pooling pool pooling",
    "avg_pool": "avg_pool2d average_pool average_pooling mean_pool mean_pooling",
    "global_avg_pool": "gap global_average_pooling adaptive_avg_pool",
    "batch_norm": "bn batch_normalization",
    "layer_norm": "ln layer_normalization",
    "dropout": "drop",
    "gcn": "graph_convolution graph_conv gcn_conv",
    "message_passing": "mpnn graph_sage sage gnn",
    # graphs
    "cycle": "ring circle",
    "path": "line chain",
    "complete": "clique full",
    "grid": "lattice mesh",
    "hypercube": "cube",
    "heat": "diffusion",
    "random_walk": "rw",
    "symmetric": "sym normalized normalised",
    "combinatorial": "unnormalized unnormalised",
    "signless": "unsigned",
    "ascending": "asc increasing smallest_first",
    "descending": "desc decreasing largest_first",
    # other choices
    "mean": "avg average",
    "sum": "total add",
    "flipped": "true_convolution mathematical",
    "cross_correlation": "xcorr not_flipped",
    "vanilla": "simple plain elman rnn",
    "inside": "in",
    "outside": "out",
    # keys of layers
    "weights": "w weight kernel kernels filter theta",
    "bias": "b biases intercept",
    "activation": "act nonlinearity non_linearity activation_function phi relu sigmoid tanh",
    "size": "k kernel kernel_size pool_size window window_size n",
    "filters": "out_channels channels",
    "units": "neurons hidden_size width out_features",
    "stride": "s strides",
    "padding": "p pad pads",
    "dilation": "d dilation_rate",
    "slope": "alpha negative_slope",
    "alpha": "slope",
    "keep": "p keep_prob keep_probability",
    "gamma": "scale",
    "self_weights": "w_self root_weight",
    "aggregate": "aggr aggregation reduce",
    # keys of problems
    "input": "x input_data data sample samples",
    "inputs": "x xs sequence input seq",
    "features": "x input node_features h",
    "signal": "x f input graph_signal",
    "target": "y t label labels targets y_true ground_truth",
    "targets": "y t label labels target y_true",
    "layers": "layer net network model architecture",
    "loss": "loss_fn loss_function criterion cost cost_function",
    "penalty": "regularization regularisation regularizer reg l2 l1",
    "optimizer": "optim optimiser method update solver",
    "upstream": "grad_output dy_hat output_gradient incoming",
    "derive": "find want wanted compute ask show",
    "shape": "input_shape input_size",
    "initial_state": "h0 s0 h_0 s_0 start",
    "initial_cell": "c0 c_0",
    "cell": "unit",
    "truncate": "bptt truncation",
    "clip": "grad_clip clip_norm gradient_clipping",
    "edges": "e edge_list edge_index links",
    "nodes": "v n vertices vertex num_nodes",
    "adjacency": "a adj w adjacency_matrix matrix",
    "family": "graph graph_family",
    "clusters": "k n_clusters num_clusters",
    "objective": "f function loss cost fn",
    "expression": "formula f function",
    "method": "optimizer optimiser algorithm solver",
    "parameters": "params theta x0 start init initial initial_values weights",
    "epochs": "n_epochs num_epochs",
    "title": "name heading",
    # keys of methods and schedules
    "learning_rate": "lr eta alpha rate step_size stepsize",
    "beta": "momentum mu rho gamma decay",
    "beta1": "b1 betas",
    "beta2": "b2",
    "epsilon": "eps",
    "weight_decay": "wd lambda l2 decay",
    "steps": "iterations iters n_iter num_iterations n_steps updates t_max",
    "dampening": "damping",
    "velocity": "v v0 momentum_buffer",
    "first_moment": "m v m0",
    "second_moment": "s s0 v",
    "factor": "gamma drop",
    "every": "step_size period",
    "lowest": "eta_min min_lr minimum",
    "warm_up": "warmup_steps",
    "centred": "centered",
    "l2": "lambda ridge weight_decay tikhonov",
    "l1": "lasso",
}
"""{a word or key of problem files: what it is also called}"""


def simple(word: str) -> str:
    """A word without what writers do differently: letter case, hyphens, underscores, spaces."""
    return re.sub(r"[\s_.-]", "", word.casefold())


def _by_other_word() -> Iterator[tuple[str, str]]:
    for standing, others in ALSO_CALLED.items():
        yield from ((simple(other), standing) for other in others.split())


_MEANT: dict[str, list[str]] = {}
for _other, _standing in _by_other_word():
    _MEANT.setdefault(_other, []).append(_standing)


def standing_for(word: str, legal: Sequence[str]) -> str | None:
    """The legal word that `word` is another name of. e.g. BCELoss is binary_cross_entropy"""
    plain = simple(word)
    for name in (plain, re.sub(r"(loss|layer|optimizer|activation)$", "", plain)):
        for standing in _MEANT.get(name, ()):
            if standing in legal:
                return standing
    return None
