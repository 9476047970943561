"""Problems in which each convention of each kind matters at least once, and some where few do."""

NETWORKS = {
    "mlp": """
        {kind: mlp, input: [1, 2], layers: [{weights: [[1, 3]]}], target: 1, loss: squared_error,
         optimizer: {OPTIMIZER""",
    "conv": """
        {kind: conv, input: [[1, 2], [3, 4]], layers: [{conv: {weights: [[1, 2], [3, 5]]}}],
         target: 1, loss: squared_error, penalty: {l2: 1/10}, optimizer: {OPTIMIZER""",
    "rnn": """
        {kind: rnn, cell: {activation: relu}, inputs: [[0], [1]], U: [[1]], W: [[2]], V: [[1]],
         loss: squared_error, target: [3], optimizer: {OPTIMIZER""",
    "laplacian": """
        {kind: laplacian, edges: [[1, 2]], features: [[1, 2], [3, 4]],
         layers: [{gcn: {weights: [[1], [2]]}}], target: [[1], [2]], loss: squared_error,
         penalty: {l2: 1/10}, optimizer: {OPTIMIZER""",
}
METHODS = {
    "momentum": "name: momentum, learning_rate: 1/10}}",
    "nesterov": "name: nesterov, learning_rate: 1/10}, conventions: {nesterov: rewritten}}",
    "adam": "name: adam, learning_rate: 1/10}}",
    "decay": "name: sgd, learning_rate: 1/10, weight_decay: 1/10}}",
    "decoupled": "name: adamw, learning_rate: 1/10}}",
}
TRAINED = {
    f"{method} in {kind}": text.replace("OPTIMIZER", METHODS[method])
    for kind, text in NETWORKS.items()
    for method in METHODS
}

PLAIN = {
    "relu at a kink": """
        {kind: mlp, input: [1], layers: [{weights: [[0]], activation: relu}, {weights: [[2]]}],
         target: 1, loss: squared_error}""",
    "leaky relu": """
        {kind: mlp, input: [2, 1], layers: [{weights: [[0, 0], [1, 3]],
         activation: {name: leaky_relu, slope: 1/10}}, {weights: [[2, 1]]}], target: 1,
         loss: absolute_error}""",
    "gelu": "{kind: mlp, input: [1/2], layers: [{weights: [[1]], activation: gelu}]}",
    "weights that could be turned": """
        {kind: mlp, input: [1, 2], layers: [{weights: [[1, 3], [5, 7]], bias: [1, 2]}],
         target: [1, 2], loss: squared_error, optimizer: {name: sgd, learning_rate: 1/10}}""",
    "a batch": """
        {kind: mlp, input: [[1, 2], [3, 5]], layers: [{weights: [[1, 3], [5, 7]], bias: [1, 2],
         activation: softmax}], target: [0, 1], loss: cross_entropy}""",
    "a batch of classes from 1": """
        {kind: mlp, input: [[1, 2], [3, 5]], layers: [{weights: [[1, 3, 1], [5, 7, 0]],
         bias: [1, 2, 0]}], target: [1, 2], loss: cross_entropy,
         conventions: {weights: rows_are_inputs}}""",
    "batch norm": """
        {kind: mlp, input: [[1, 2], [3, 5]], layers: [batch_norm, {weights: [[1, 3]]}],
         target: [[1], [2]], loss: squared_error}""",
    "layer norm alone": """
        {kind: mlp, input: [[1, 2], [3, 5]], layers: [layer_norm]}""",
    "upstream": """
        {kind: mlp, input: [1, 2], layers: [{weights: [[1, 3]], activation: sigmoid}],
         upstream: [2]}""",
    "forward": "{kind: mlp, input: [1, 2], layers: [{weights: [[1, 3]], activation: relu}]}",
    "penalty": """
        {kind: mlp, input: [1, 2], layers: [{weights: [[1, 3]]}], target: 1, loss: squared_error,
         penalty: {l2: 1/10}}""",
    "l1": """
        {kind: mlp, input: [1, 2], layers: [{weights: [[1, 3]]}], target: 1, loss: hinge,
         penalty: {l1: 1/10}}""",
    "sigmoid and bce": """
        {kind: mlp, input: [1, 2], layers: [{weights: [[1, -1]], activation: sigmoid}], target: 1,
         loss: binary_cross_entropy, optimizer: {name: momentum, learning_rate: 1/10, steps: 2}}""",
    "conv": """
        {kind: conv, input: [[1, 2, 0], [3, 1, 1], [0, 2, 2]],
         layers: [{conv: {weights: [[1, 2], [3, 4]], activation: relu}}, {max_pool: {size: 2}}],
         target: 1, loss: squared_error}""",
    "ties": """
        {kind: conv, input: [[1, 1, 0], [1, 1, 1], [0, 0, 2]],
         layers: [{max_pool: {size: 2, stride: 1}}], target: [[1, 2], [3, 4]],
         loss: squared_error}""",
    "no ties": """
        {kind: conv, input: [[1, 2], [3, 4]], layers: [{max_pool: {size: 2}}], target: 1,
         loss: squared_error}""",
    "ties, forward": "{kind: conv, input: [[1, 1], [1, 0]], layers: [{max_pool: {size: 2}}]}",
    "padding": """
        {kind: conv, input: [[1, 2], [3, 4]], layers: [{conv: {weights: [[1, 2], [3, 4]],
         padding: same}}, {avg_pool: {size: 2, padding: 1}}]}""",
    "transposed conv": """
        {kind: conv, input: [[1, 2], [3, 4]], layers: [{transposed_conv: {weights: [[1, 2], [3, 4]],
         stride: 2}}]}""",
    "one axis or two": """
        {kind: conv, input: [[1, 2, 3], [4, 5, 6]], layers: [{max_pool: {size: 2, stride: 1}}]}""",
    "sizes": """
        {kind: conv, shape: [1, 8, 8], layers: [{conv: {filters: 2, size: 3, padding: same}},
         {max_pool: {size: 2}}, flatten, {dense: {units: 3}}]}""",
    "conv and dense": """
        {kind: conv, input: [[1, 2], [3, 4]], layers: [{conv: {weights: [[1]]}}, flatten,
         {dense: {weights: [[1, 2, 3, 4], [5, 6, 7, 8]], activation: gelu}}],
         target: [1, 0], loss: squared_error}""",
    "conv and classes": """
        {kind: conv, input: [[1, 2], [1, 4]], layers: [{max_pool: {size: [2, 1]}}, flatten,
         {dense: {weights: [[0, 0], [1, 0]], activation: relu}},
         {dense: {weights: [[1, 2], [2, 1]], activation: softmax}}], target: 1,
         loss: cross_entropy}""",
    "conv batch": """
        {kind: conv, input: [[[[1, 2], [3, 4]]], [[[1, 0], [2, 2]]]], layers: [flatten,
         {dense: {weights: [[1, 2, 3, 4]]}}], target: [1, 2], loss: squared_error}""",
    "rnn": """
        {kind: rnn, cell: {activation: relu}, inputs: [[1], [-1], [2]], U: [[1]], W: [[2]],
         V: [[1]], loss: squared_error, targets: [[1], [2], [3]]}""",
    "truncated": """
        {kind: rnn, cell: {activation: linear}, inputs: [[1], [-1], [2]], U: [[1]], W: [[2]],
         V: [[1]], loss: squared_error, target: [3], truncate: 1,
         optimizer: {name: adam, learning_rate: 1/10}}""",
    "rnn classes": """
        {kind: rnn, cell: {activation: linear}, inputs: [[1], [-1]], U: [[1], [2]],
         W: [[2, 0], [1, 1]], V: [[1, 2], [0, 1]], output: softmax, loss: cross_entropy,
         targets: [1, 0]}""",
    "sequences": """
        {kind: rnn, cell: {activation: linear}, inputs: [[[1], [2]], [[3], [4]]], U: [[1]],
         W: [[2]], V: [[1]], loss: squared_error, targets: [[[1], [2]], [[3], [4]]]}""",
    "jacobian": """
        {kind: rnn, cell: {activation: linear}, inputs: [[1], [-1]], U: [[1], [2]],
         W: [[2, 0], [1, 1]], derive: jacobian}""",
    "jacobian of a gru": """
        {kind: rnn, cell: gru, inputs: [[1], [2]], gates: {z: {U: [[1]], W: [[1]]},
         r: {U: [[1]], W: [[2]]}, h: {U: [[1]], W: [[1]]}}, derive: jacobian}""",
    "joint": """
        {kind: rnn, cell: {activation: linear}, inputs: [[1], [-1]], W: [[2, 1]]}""",
    "gru": """
        {kind: rnn, cell: gru, inputs: [[1], [2]], gates: {z: {U: [[1]], W: [[1]]},
         r: {U: [[1]], W: [[2]]}, h: {U: [[1]], W: [[1]]}}}""",
    "symbolic": "{kind: rnn, cell: {activation: sigmoid}, derive: jacobian}",
    "x squared": """
        {kind: optim, objective: {expression: "x^2"}, parameters: {x: 1},
         method: {name: gd, learning_rate: 1/10}, steps: 2}""",
    "relu of x": """
        {kind: optim, objective: {expression: "relu(x) + x^2"}, parameters: {x: 0},
         method: {name: gd, learning_rate: 1/10}}""",
    "momentum": """
        {kind: optim, objective: {expression: "x^2"}, parameters: {x: 1},
         method: {name: momentum, learning_rate: 1/10}, steps: 2}""",
    "momentum with a start": """
        {kind: optim, objective: {expression: "x^2"}, parameters: {x: 1},
         method: {name: momentum, learning_rate: 1/10, velocity: 1}, steps: 2}""",
    "nesterov": """
        {kind: optim, objective: {expression: "x^2"}, parameters: {x: 1},
         method: {name: nesterov, learning_rate: 1/10}, steps: 2}""",
    "adam": """
        {kind: optim, objective: {expression: "x^2"}, parameters: {x: 1},
         method: {name: adam, learning_rate: 1/10, weight_decay: 1/10}}""",
    "adam without epsilon": """
        {kind: optim, objective: {expression: "x^2"}, parameters: {x: 1},
         method: {name: adam, learning_rate: 1/10, epsilon: 0}}""",
    "adamw": """
        {kind: optim, objective: {expression: "x^2"}, parameters: {x: 1},
         method: {name: adamw, learning_rate: 1/10}}""",
    "adamax": """
        {kind: optim, objective: {expression: "x^2"}, parameters: {x: 1},
         method: {name: adamax, learning_rate: 1/10}}""",
    "rmsprop": """
        {kind: optim, objective: {expression: "x^2"}, parameters: {x: 1},
         method: {name: rmsprop, learning_rate: 1/10}}""",
    "compared": """
        {kind: optim, objective: {expression: "x^2"}, parameters: {x: 1},
         compare: [{name: momentum, learning_rate: 1/10}, {name: adagrad, learning_rate: 1/10}],
         steps: 2}""",
    "newton": """
        {kind: optim, objective: {expression: "x^4"}, parameters: {x: 1}, method: newton}""",
    "a value alone": """
        {kind: optim, objective: {expression: "x^2"}, parameters: {x: 1}, derive: gradient}""",
    "a model": """
        {kind: optim, objective: {model: linear, input: [[1, 2], [3, 4]], target: [1, 2],
         loss: squared_error}, parameters: {W: [1, 2], b: 1},
         method: {name: gd, learning_rate: 1/10}}""",
    "a logistic model": """
        {kind: optim, objective: {model: logistic, input: [1, 2], target: 1},
         parameters: {W: [1, 2]}, method: {name: gd, learning_rate: 1/10}}""",
    "a network": """
        {kind: optim, objective: {network: mlp, input: [1, 2], target: 1, loss: cross_entropy,
         layers: [{weights: [[1, 2], [3, 4]], activation: relu},
         {weights: [[0, 1], [1, 0]]}]},
         method: {name: gd, learning_rate: 1/10}}""",
    "a network of gelu": """
        {kind: optim, objective: {network: mlp, input: [1], target: [1], loss: squared_error,
         layers: [{weights: [[1]], activation: gelu}]}, method: {name: gd, learning_rate: 1/10}}""",
    "a padded network": """
        {kind: optim, objective: {network: conv, input: [[1, 2], [3, 4]], target: [1],
         layers: [{conv: {weights: [[1, 2], [3, 5]], padding: same}},
         {avg_pool: {size: 3, stride: 3, padding: 1}}], loss: squared_error},
         method: {name: gd, learning_rate: 1/10}}""",
    "a network over one axis": """
        {kind: optim, objective: {network: conv, input: [[1, 2]], target: [[1, 2]],
         layers: [{max_pool: {size: 1}}, {conv: {weights: [[1]]}}], loss: squared_error},
         method: {name: gd, learning_rate: 1/10}}""",
    "a network at a kink": """
        {kind: optim, objective: {network: mlp, input: [1], target: [1], loss: squared_error,
         layers: [{weights: [[0]], activation: relu}]}, method: {name: gd, learning_rate: 1/10}}""",
    "a batch in a network": """
        {kind: optim, objective: {network: conv, input: [[[[1, 1]]], [[[3, 4]]]], target: [1, 2],
         layers: [{conv: {weights: [[[[1, 2]]]]}}, flatten, {dense: {weights: [[2]]}}],
         loss: squared_error}, method: {name: gd, learning_rate: 1/10, weight_decay: 1/10}}""",
    "a convolutional network": """
        {kind: optim, objective: {network: conv, input: [[1, 2], [1, 2]], target: [1],
         layers: [{conv: {weights: [[1, 2]]}}, {max_pool: {size: [2, 1]}}], loss: squared_error},
         method: {name: gd, learning_rate: 1/10}}""",
    "a graph": "{kind: laplacian, edges: [[1, 2], [2, 3]]}",
    "a graph of equal eigenvalues": """
        {kind: laplacian, family: {name: complete, size: 3}, signal: [1, 2, 3]}""",
    "matrices": "{kind: laplacian, edges: [[1, 2], [2, 3]], derive: matrices}",
    "normalized": "{kind: laplacian, edges: [[1, 2], [2, 3]], derive: normalized}",
    "spectrum": "{kind: laplacian, edges: [[1, 2], [2, 3]], derive: spectrum}",
    "isolated": """
        {kind: laplacian, nodes: 3, edges: [[1, 2]], derive: normalized,
         conventions: {isolated_nodes: zero}}""",
    "loops": "{kind: laplacian, edges: [[1, 1], [1, 2]]}",
    "a directed graph": """
        {kind: laplacian, directed: true, edges: [[1, 2], [2, 3], [3, 1]]}""",
    "clusters": """
        {kind: laplacian, edges: [[1, 2], [2, 3], [3, 4]], clusters: 2}""",
    "a filter": """
        {kind: laplacian, edges: [[1, 2], [2, 3]], signal: [1, 2, 4],
         filter: {name: tikhonov, gamma: 1}}""",
    "graph layers": """
        {kind: laplacian, edges: [[1, 2]], features: [[1, 2], [3, 4]],
         layers: [{gcn: {weights: [[1, 0], [3, 0]], activation: relu}}],
         target: [[0, 1], [1, 1]], loss: squared_error}""",
    "graph layers and classes": """
        {kind: laplacian, edges: [[1, 2]], features: [[1, 2], [3, 4]],
         layers: [{gcn: {weights: [[1, 0, 1], [3, 0, 2]], activation: softmax}}],
         target: [1, 1], loss: cross_entropy}""",
    "messages along arrows": """
        {kind: laplacian, directed: true, edges: [[1, 2]], features: [[1, 2], [3, 4]],
         layers: [{message_passing: {weights: [[1, 2], [3, 4]]}}]}""",
    "biases counted": """
        {kind: rnn, cell: gru, sizes: {input: 2, hidden: 3}, derive: parameter_count}""",
    "messages": """
        {kind: laplacian, edges: [[1, 2]], features: [[1, 2], [3, 4]],
         layers: [{message_passing: {weights: [[1, 2], [3, 4]], activation: gelu}}]}""",
}
