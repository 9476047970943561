"""Problems that combine topics, methods and conventions, each with all that it can meet."""

from itertools import product

from hwsolve.graphs.topics import ALL, TOPICS
from hwsolve.networks.stages_and_penalty import STAGES
from hwsolve.problem_files import Source
from hwsolve.solving import ASSUMPTIONS, load_problem, other_choices
from tests.properties import problems
from tests.properties.changes import as_text

GRAPHS = {
    "a triangle with a tail": "edges: [[1, 2], [1, 3], [2, 3], [3, 4]]",
    "one edge": "edges: [[1, 2]]",
    "one node": "nodes: 1",
    "no edges": "nodes: 3",
    "an isolated node": "nodes: 3, edges: [[1, 2]]",
    "two components": "edges: [[1, 2], [3, 4]]",
    "weights": "edges: [[1, 2, 1/2], [2, 3, 3]]",
    "irrational weights": 'edges: [[1, 2, "sqrt(2)"], [2, 3, pi]]',
    "a negative weight": "edges: [[1, 2, -1], [2, 3, 2]]",
    "weights that cancel": "edges: [[1, 2, -1], [2, 3, 1]]",
    "a weight of 0": "edges: [[1, 2, 0], [2, 3, 1]]",
    "a loop": "edges: [[1, 1], [1, 2]]",
    "a loop alone": "edges: [[1, 1]]",
    "an edge twice": "edges: [[1, 2], [1, 2], [2, 3]]",
    "an edge of a matrix": "adjacency: [[0, 1, 0], [1, 0, 2], [0, 2, 0]]",
    "a matrix with a diagonal": "adjacency: [[1, 1], [1, 0]]",
    "an arrow": "directed: true, edges: [[1, 2]]",
    "a sink": "directed: true, edges: [[1, 2], [2, 3]]",
    "a ring of arrows": "directed: true, edges: [[1, 2], [2, 3], [3, 1]]",
    "both ways": "directed: true, edges: [[1, 2], [2, 1], [2, 3], [3, 2]]",
    "arrows with weights": "directed: true, edges: [[1, 2, 2], [2, 1, -1], [2, 2, 1]]",
    "a directed matrix": "directed: true, adjacency: [[0, 2], [1, 0]]",
    "a star": "family: {name: star, size: 5}",
    "petersen": "family: petersen",
    "17 nodes in a row": "family: {name: path, size: 17}",
    "20 nodes without edges": "family: {name: empty, size: 20}",
    "a grid of 20 nodes": "family: {name: grid, rows: 4, columns: 5}",
    "18 nodes in a ring of arrows":
        f"directed: true, edges: {[[n + 1, (n + 1) % 18 + 1] for n in range(18)]}",
}  # fmt: skip
SIZES = {
    "petersen": 10,
    "a star": 5,
    "17 nodes in a row": 17,
    "20 nodes without edges": 20,
    "a grid of 20 nodes": 20,
    "18 nodes in a ring of arrows": 18,
    "one node": 1,
    "one edge": 2,
    "a loop": 2,
    "a loop alone": 1,
    "an arrow": 2,
    "arrows with weights": 2,
    "a directed matrix": 2,
    "a matrix with a diagonal": 2,
    "a triangle with a tail": 4,
    "two components": 4,
}
FILTERS = [
    "heat", "{name: ideal_low_pass, cutoff: 1}", "{name: tikhonov, gamma: 1}",
    "{name: polynomial, coefficients: [1, -1, 2]}", "{name: chebyshev, coefficients: [1, 2, 1]}",
]  # fmt: skip
OF_GRAPHS = [
    "{}", "{laplacian: symmetric}", "{laplacian: random_walk}", "{laplacian: signless}",
    "{directed: chung}", "{isolated_nodes: zero, laplacian: symmetric}", "{self_loops: twice}",
]  # fmt: skip
LAYERS = [
    "{gcn: {weights: [[1, 2]]}}", "{gcn: {weights: [[1, 2]], self_loops: false}}",
    "{message_passing: {weights: [[1, 2]]}}",
    "{message_passing: {weights: [[1, 2]], aggregate: mean, self_weights: [[1, 0]]}}",
]  # fmt: skip


def _signal(name):
    """Numbers for the nodes of a graph, small and of both signs."""
    return [str((3 * k + 1) % 4 - 1) for k in range(SIZES.get(name, 3))]


def topics():
    """Every topic, and all of them, on every graph, under the conventions that change matrices."""
    for (name, graph), topic, ledger in product(GRAPHS.items(), [*TOPICS, ALL], OF_GRAPHS):
        signal = ", ".join(_signal(name))
        text = (
            f"{{kind: laplacian, {graph}, signal: [{signal}], filter: heat, "
            f"clusters: {min(2, SIZES.get(name, 3))}, derive: {topic}, conventions: {ledger}}}"
        )
        yield f"{topic} of {name} under {ledger}", text


def filters():
    """Every filter on every graph, and an irrational signal."""
    for (name, graph), chosen in product(GRAPHS.items(), FILTERS):
        signal = _signal(name)
        for numbers in (signal, ["sqrt(2)", *signal[1:]]):
            yield (
                f"{chosen} on {name}",
                (
                    f"{{kind: laplacian, {graph}, signal: [{', '.join(numbers)}], "
                    f"filter: {chosen}, derive: [filter, rayleigh]}}"
                ),
            )


def graph_layers():
    """Every sort of layer on every graph."""
    for (name, graph), layer in product(GRAPHS.items(), LAYERS):
        features = [[x] for x in _signal(name)]
        yield (
            f"{layer} on {name}",
            (
                f"{{kind: laplacian, {graph}, features: {features}, layers: [{layer}]}}".replace(
                    "'", ""
                )
            ),
        )


OBJECTIVES = {
    "any f": ("{symbol: f}", ""),
    "a quadratic formula": ('{expression: "x^2 + 3*y^2"}', "parameters: {x: 3, y: -1}, "),
    "a formula with a quotient": ('{expression: "3*x^2/4 + 1/(1 + x^2)"}', "parameters: {x: 1}, "),
    "a formula with letters": ('{expression: "c*x^2", constants: {c: c}}', "parameters: {x: 1}, "),
    "a formula with kinks": ('{expression: "abs(x) + exp(y)"}', "parameters: {x: 0, y: 0}, "),
    "a formula with tanh": ('{expression: "tanh(x*y) + log(1 + x^2)"}',
                            "parameters: {x: 1, y: 1/2}, "),
    "rosenbrock": ("rosenbrock", "parameters: {x: -1, y: 1}, "),
    "beale": ("beale", "parameters: {x: 1, y: 1}, "),
    "himmelblau": ("himmelblau", "parameters: {x: 0, y: 0}, "),
    "quadratic": ("{function: quadratic, Q: [[2, 1], [1, 3]]}", "parameters: {x: [1, -1]}, "),
    "saddle": ("{function: quadratic, Q: [[1, 0], [0, -1]], b: [1, 0]}",
               "parameters: {x: [1, 1]}, "),
    "least squares": ("{function: least_squares, A: [[1, 2], [0, 1], [1, 0]], b: [1, 0, 2]}",
                      "parameters: {x: [0, 0]}, "),
    "gradients": ("{gradients: [1, -2]}", "parameters: {w: 1}, "),
    "linear": ("{model: linear, input: [[1, 2], [0, 1]], target: [1, 0]}",
               "parameters: {W: [1, -1], b: 0}, "),
    "logistic": ("{model: logistic, input: [[1, 2], [0, 1]], target: [1, 0]}",
                 "parameters: {W: [1, -1], b: 0}, "),
    "softmax": ("{model: softmax, input: [1, 2], target: 1}",
                "parameters: {W: [[1, 0], [0, 1]], b: [0, 0]}, "),
    "mlp": ("{network: mlp, input: [1, 2], target: [1], layers: [{weights: [[1, -1]]}]}", ""),
    "conv": ("{network: conv, input: [[1]], target: [[1]], layers: [{conv: {weights: [[2]]}}]}",
             ""),
}  # fmt: skip
METHODS = [
    "gd", "momentum", "heavy_ball", "nesterov", "adagrad", "rmsprop", "adadelta", "adam", "nadam",
    "adamw", "amsgrad", "adamax", "newton", "line_search", "conjugate_gradient",
]  # fmt: skip
SETTINGS = {
    "newton": [""], "conjugate_gradient": [""],
    "line_search": ["", "rule: exact", "rule: backtracking, slope: 1/10"],
}  # fmt: skip
USUAL = [
    "learning_rate: 1/10", "learning_rate: 1/10, weight_decay: 1/100",
    "learning_rate: 1/10, schedule: {name: cosine, steps: 4}", "",
]  # fmt: skip
DERIVED = ["", "derive: convergence, ", "derive: learning_rate, ", "derive: [value, hessian], "]


def methods():
    """Every method on every sort of objective, with settings, schedules and what can be derived."""
    for (name, (objective, start)), method in product(OBJECTIVES.items(), METHODS):
        for settings, wanted in product(SETTINGS.get(method, USUAL), DERIVED):
            chosen = f"{{name: {method}, {settings}}}".replace(", }", "}")
            yield (
                f"{chosen} on {name}, {wanted}",
                (
                    f"{{kind: optim, objective: {objective}, {start}{wanted}method: {chosen}, "
                    "steps: 3}"
                ),
            )


def optimizers():
    """Every method as the optimizer of a network of every kind, for several steps."""
    networks = {
        "mlp": "kind: mlp, input: [1, -1], layers: [{weights: [[1, 2]], bias: [1],"
        " activation: sigmoid}], target: 1, loss: binary_cross_entropy",
        "conv": "kind: conv, input: [[1, 2]], layers: [{conv: {weights: [[1, 0]]}}], target: [[1]],"
        " loss: squared_error",
        "rnn": "kind: rnn, cell: {activation: tanh}, inputs: [1, 2], U: [[1]], W: [[1/2]],"
        " target: 1, loss: squared_error",
        "laplacian": "kind: laplacian, edges: [[1, 2]], features: [[1], [2]], target: [1, 0],"
        " layers: [{gcn: {weights: [[1]]}}], loss: squared_error",
        "letters": "kind: mlp, input: [x], layers: [{weights: [[w]], bias: [b],"
        " activation: tanh}], target: y, loss: squared_error",
    }
    for (name, network), method in product(networks.items(), METHODS):
        for settings, steps in product(SETTINGS.get(method, USUAL), ("", ", steps: 2")):
            chosen = f"{{name: {method}, {settings}{steps}}}".replace(", }", "}").replace(
                ", ,", ","
            )
            yield f"{chosen} of {name}", f"{{{network}, optimizer: {chosen}}}"


ACTIVATIONS = [
    "linear", "relu", "leaky_relu", "elu", "sigmoid", "tanh", "softmax", "softplus", "gelu", "silu",
    "step", "sign",
]  # fmt: skip
LOSSES = [
    "squared_error", "half_squared_error", "mean_squared_error", "absolute_error",
    "mean_absolute_error", "huber", "hinge", "binary_cross_entropy",
    "binary_cross_entropy_with_logits", "cross_entropy", "cross_entropy_with_logits",
]  # fmt: skip
SCALES = ["1", "0", "-1", "1/2", "1000", "-30000", "1000000", "1e-30", "sqrt(2)", "w_1"]


def activations():
    """Every activation before every loss, on numbers small, large and in letters."""
    for activation, loss, scale in product(ACTIVATIONS, LOSSES, SCALES):
        for weights, target in (("[[1]]", "1"), ("[[1], [2]]", "[1, 0]")):
            yield (
                f"{activation} before {loss} at {scale}",
                (
                    f"{{kind: mlp, input: [{scale}], layers: [{{weights: {weights}, activation: "
                    f"{activation}}}], target: {target}, loss: {loss}}}"
                ),
            )


def wanted():
    """Every stage, topic of a kind, or kind of id, of every example that says nothing of it."""
    words = [
        *STAGES, "shapes", "jacobian", "parameter_count", "value", "gradient", "hessian",
        "convergence", "learning_rate", *TOPICS, ALL, "W[1]", "dW[1]", "dx", "L", "J[2]", "J[2,1]",
        "W_new[1]", "x[1]", "grad_x[0]", "dW[1].1.1", "nothing", "dw",
    ]  # fmt: skip
    for (name, problem), word in product(problems.own().items(), words):
        yield f"{name}: derive {word}", {**problem, "derive": word}


def conventions():
    """Every choice of every convention of every example."""
    for name, problem in problems.everything().items():
        loaded = load_problem(Source("problem.yaml", as_text(problem)))
        for key, choice in other_choices(loaded):
            told = problem.get("conventions", {})
            chosen = {key: choice}
            if key not in ASSUMPTIONS:
                chosen = {"conventions": {**told, **chosen}}
            yield f"{name}: {key} {choice}", {**problem, **chosen}
