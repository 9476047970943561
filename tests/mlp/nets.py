"""Random problems of kind mlp, as the mappings that their files would hold."""

from itertools import pairwise

from hypothesis import strategies as st

SMALL = ["-2", "-1.5", "-1", "-2/3", "-0.5", "-1/4", "0", "0.2", "1/3", "0.5", "0.75", "1", "2"]
ACTIVATIONS = [
    "linear",
    "relu",
    "leaky_relu",
    {"name": "leaky_relu", "slope": "0.2"},
    "elu",
    {"name": "elu", "alpha": "1/2"},
    "sigmoid",
    "tanh",
    "softmax",
    "softplus",
    "silu",
    "gelu",
]
RATIONAL = ["linear", "relu", "leaky_relu", {"name": "leaky_relu", "slope": "0.2"}]
BY_DISTANCE = [
    "squared_error",
    "half_squared_error",
    "mean_squared_error",
    "absolute_error",
    "mean_absolute_error",
    "huber",
]
PROBABILITIES = ["0", "1", "0.3", "1/2"]

number = st.sampled_from(SMALL)


def vectors(size, entries=number):
    return st.lists(entries, min_size=size, max_size=size)


def matrices(rows, columns):
    return st.lists(vectors(columns), min_size=rows, max_size=rows)


@st.composite
def layer(draw, inputs, units, activations, *, rows_are_units=True):
    shape = (units, inputs) if rows_are_units else (inputs, units)
    fields = {"weights": draw(matrices(*shape))}
    match draw(st.sampled_from(["none", "scalar", "vector"])):
        case "scalar":
            fields["bias"] = draw(number)
        case "vector":
            fields["bias"] = draw(vectors(units))
    activation = draw(st.sampled_from(activations))
    if activation != "linear" or draw(st.booleans()):
        fields["activation"] = activation
    return fields


@st.composite
def losses(draw, units, samples):
    """(loss, activations of the last layer that suit it, target)"""
    rows = None if samples is None else samples

    def targets(one):
        return draw(one) if rows is None else [draw(one) for _ in range(rows)]

    family = draw(st.sampled_from(["distance", "binary", "classes", "hinge"]))
    reduction = draw(st.sampled_from([{}, {"reduction": "mean"}, {"reduction": "sum"}]))
    if family == "distance":
        name = draw(st.sampled_from(BY_DISTANCE))
        if name == "huber":
            reduction |= draw(st.sampled_from([{}, {"delta": "1/2"}]))
        one = st.one_of(vectors(units), number) if units == 1 and rows is None else vectors(units)
        return {"name": name, **reduction}, ACTIVATIONS, targets(one)
    if family == "binary":
        logits = draw(st.booleans())
        name = "binary_cross_entropy" + ("_with_logits" if logits else "")
        target = targets(vectors(units, st.sampled_from(PROBABILITIES)))
        return {"name": name, **reduction}, ["linear"] if logits else ["sigmoid"], target
    if family == "hinge":
        reduction = draw(st.sampled_from([{}, {"margin": "1/2"}]))
        one = vectors(1, st.sampled_from(["-1", "1"])) if units == 1 else classes(units)
        return {"name": "hinge", **reduction}, ["linear", "tanh"], targets(one)
    name, last = draw(
        st.sampled_from(
            [
                ("cross_entropy", "linear"),
                ("cross_entropy", "softmax"),
                ("cross_entropy_with_logits", "linear"),
            ]
        )
    )
    target = targets(st.one_of(distributions(units)) if draw(st.booleans()) else classes(units))
    return name, [last], target


def classes(units):
    return st.integers(0, units - 1).map(str)


@st.composite
def distributions(draw, units):
    if draw(st.booleans()):
        right = draw(st.integers(0, units - 1))
        return [str(int(k == right)) for k in range(units)]
    parts = draw(st.lists(st.integers(0, 3), min_size=units, max_size=units).filter(any))
    return [f"{part}/{sum(parts)}" for part in parts]


@st.composite
def forward_problems(
    draw, activations=ACTIVATIONS, last=None, samples="any", units=None, largest=3
):
    """Input, layers and the conventions that concern them; up to `largest` layers and units."""
    conventions = {}
    depth = draw(st.integers(1, largest))
    sizes = [draw(st.integers(1, largest)) for _ in range(depth + 1)]
    if units:
        sizes[-1] = units
    if samples == "any":
        samples = draw(st.sampled_from([None, None, 1, 2, 3]))
    rows_are_units = draw(st.booleans())
    if not rows_are_units:
        conventions["weights"] = "rows_are_inputs"
    if draw(st.booleans()):
        conventions["gelu"] = draw(st.sampled_from(["exact", "tanh"]))
    shapes = list(pairwise(sizes))
    layers = [
        draw(
            layer(
                inputs,
                outputs,
                last if last and place == depth else activations,
                rows_are_units=rows_are_units,
            )
        )
        for place, (inputs, outputs) in enumerate(shapes, start=1)
    ]
    one = vectors(sizes[0])
    return {
        "kind": "mlp",
        "input": draw(one) if samples is None else [draw(one) for _ in range(samples)],
        "layers": layers,
        "conventions": conventions,
    }


@st.composite
def problems(draw, activations=ACTIVATIONS, steps=3, largest=3, batches=(1, 2, 3)):
    """Whole problems: loss, penalty, optimizer and conventions."""
    units, samples = draw(st.integers(1, largest)), draw(st.sampled_from([None, None, *batches]))
    loss, last, target = draw(losses(units, samples))
    allowed = [a for a in last if a in activations] or last
    problem = draw(forward_problems(activations, allowed, samples, units, largest))
    problem |= {"target": target, "loss": loss}
    conventions = problem["conventions"]
    for key, choices in {
        "gradient_layout": ["like_parameter", "transposed"],
        "batch": ["mean", "sum"],
        "output_gradient": ["chain_rule", "shortcut"],
        "penalty": ["half", "full"],
    }.items():
        if draw(st.booleans()):
            conventions[key] = draw(st.sampled_from(choices))
    if draw(st.integers(0, 3)) == 0:
        problem["penalty"] = draw(
            st.sampled_from(
                [
                    {"l2": "0.1"},
                    {"l1": "1/3"},
                    {"l2": "0.5", "l1": "0.1"},
                    {"l2": "0.5", "biases": "true"},
                ]
            )
        )
    if draw(st.booleans()):
        problem["optimizer"] = {"name": "sgd", "learning_rate": draw(st.sampled_from(RATES))}
        if draw(st.booleans()):
            problem["optimizer"]["steps"] = str(draw(st.integers(1, steps)))
        if draw(st.booleans()):
            last = f"W[{len(problem['layers'])}]"
            choices = ["all", "weights", "biases", ["W[1]"], ["W[1]", last], ["biases", last]]
            problem["optimizer"]["update"] = draw(st.sampled_from(choices))
    return problem


RATES = ["0.8", "1/2", "0.05"]
