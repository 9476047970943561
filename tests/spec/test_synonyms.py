"""What other courses and libraries call things is understood, and points to what is legal there."""

import json
import re

import pytest

from hwsolve.errors import InputError
from hwsolve.problem_files import Source
from hwsolve.solving import kinds, load_problem, schema, solver_of
from hwsolve.spec import load
from hwsolve.spec.nodes import to_plain
from hwsolve.spec.synonyms import ALSO_CALLED, simple
from hwsolve.spec.wording import nearest, slips
from hwsolve.spec.yaml_reader import read_tree
from tests.conventions.problems import PLAIN, TRAINED

WORDS = {
    # a problem, in which ? is the wrong word, and what is meant
    "{kind: mlp, input: [1], layers: [{weights: [[1]]}], target: 1, loss: ?}": """
        mse=mean_squared_error MSE=mean_squared_error MSELoss=mean_squared_error
        bce=binary_cross_entropy BCELoss=binary_cross_entropy log_loss=binary_cross_entropy
        nll=cross_entropy NLLLoss=cross_entropy CrossEntropyLoss=cross_entropy ce=cross_entropy
        BCEWithLogitsLoss=binary_cross_entropy_with_logits mae=mean_absolute_error
        L1Loss=mean_absolute_error SmoothL1Loss=huber sparse_categorical_crossentropy=cross_entropy
        squared_eror=squared_error hubber=huber""",
    "{kind: mlp, input: [1], layers: [{weights: [[1]], activation: ?}]}": """
        swish=silu identity=linear none=linear null=linear lrelu=leaky_relu LeakyReLU=leaky_relu
        ReLU=relu logistic=sigmoid heaviside=step sgn=sign rleu=relu""",
    "{kind: mlp, input: [1], layers: [{weights: [[1]]}], ?: 1}": """
        y=target label=target labels=target loss_fn=loss criterion=loss regularization=penalty
        optim=optimizer""",
    "{kind: mlp, ?: [1], layers: [{weights: [[1]]}]}": "x=input X=input data=input inputs=input",
    "{kind: mlp, input: [1], layers: [{weights: [[1]], ?: [1]}]}": """
        b=bias biases=bias act=activation nonlinearity=activation""",
    "{kind: mlp, input: [1], layers: [{?: [[1]], bias: [1]}]}": """
        W=weights w=weights kernel=weights""",
    "{kind: mlp, input: [1], layers: [{weights: [[1]]}], target: 1, loss: squared_error,"
    " optimizer: {name: sgd, ?: 1}}": """
        lr=learning_rate eta=learning_rate alpha=learning_rate step_size=learning_rate
        wd=weight_decay n_steps=steps""",
    "{kind: mlp, input: [1], layers: [{weights: [[1]]}], target: 1, loss: squared_error,"
    " optimizer: {name: adam, learning_rate: 1, ?: 1}}": """
        eps=epsilon beta_1=beta1 beta_2=beta2 betas=beta1""",
    "{kind: mlp, input: [1], layers: [{weights: [[1]]}], target: 1, loss: squared_error,"
    " optimizer: {name: ?, learning_rate: 1}}": """
        adam_w=adamw rms_prop=rmsprop SGD=sgd nag=nesterov sgdm=momentum""",
    "{kind: conv, input: [[1]], layers: [{conv: {weights: [[1]], ?: 1}}]}": """
        strides=stride pad=padding dilation_rate=dilation""",
    "{kind: conv, shape: [1, 3, 3], layers: [{conv: {filters: 1, ?: 1}}]}": """
        kernel_size=size k=size""",
    "{kind: conv, input: [[1]], layers: [{?: {size: 1}}]}": """
        maxpool=max_pool MaxPool2d=max_pool AvgPool2d=avg_pool conv2d=conv""",
    "{kind: conv, input: [[1]], layers: [?]}": "swish=silu flaten=flatten",
    "{kind: optim, objective: {?: x^2}, parameters: {x: 1}}": "f=expression formula=expression",
    "{kind: optim, objective: {expression: x^2}, parameters: {x: 1}, ?: gd}": "optimizer=method",
    "{kind: laplacian, family: {name: ?, size: 3}}": "ring=cycle line=path clique=complete",
    "{kind: laplacian, edges: [[1, 2]], conventions: {laplacian: ?}}": """
        normalized=symmetric rw=random_walk unnormalized=combinatorial""",
    "{kind: ?}": "cnn=conv lstm=rnn graph=laplacian nn=mlp optimisation=optim",
}  # fmt: skip


def faults_of(text):
    """The faults of a problem file; none where it can be read."""
    try:
        problem = load_problem(Source("p.yaml", text))
        load(solver_of(problem.kind).Spec, problem.tree, problem.source)
    except InputError as error:
        return error.faults
    return ()


@pytest.mark.parametrize(
    ("text", "word", "meant"),
    [(text, *pair.split("=")) for text, pairs in WORDS.items() for pair in pairs.split()],
)
def test_a_synonym_is_understood(text, word, meant):
    hints = [fault.hint for fault in faults_of(text.replace("?", word))]
    assert f"did you mean {meant}?" in hints


def legal_anywhere():
    """Every key and word that some schema of problem files has."""
    found = {*kinds()}
    waiting = [schema()]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            found.update(node.get("properties", {}))
            found.update(map(str, node.get("enum", ())))
            found.add(str(node.get("const", "")))
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node
    return found


def test_the_table_points_to_what_exists():
    assert set(ALSO_CALLED) - legal_anywhere() == set()


def test_no_word_is_its_own_synonym():
    for standing, others in ALSO_CALLED.items():
        assert simple(standing) not in map(simple, others.split())


def test_a_word_that_is_legal_is_never_taken_for_a_synonym():
    for standing, others in ALSO_CALLED.items():
        for other in others.split():
            assert nearest(other, [standing, other]) == other


# ---- every hint of every problem is accepted ----------------------------------------------------


def misspelt(tree):
    """(what is wrong, {path: word}, the problem with it) for every key and word with synonyms."""
    for path, _ in tree.descendants():
        plain = to_plain(tree)
        *above, last = path or (None,)
        if not path:
            continue
        around = plain
        for key in above:
            around = around[key]
        if isinstance(last, str) and last in ALSO_CALLED:
            for other in ALSO_CALLED[last].split():
                yield (*above, other), renamed(tree, above, last, other)
        value = around[last]
        if isinstance(value, str) and value in ALSO_CALLED:
            for other in ALSO_CALLED[value].split():
                yield (*path,), replaced(tree, path, other)


def renamed(tree, above, old, new):
    plain = to_plain(tree)
    around = plain
    for key in above:
        around = around[key]
    entries = {new if key == old else key: value for key, value in around.items()}
    around.clear()
    around.update(entries)
    return plain


def replaced(tree, path, word):
    plain = to_plain(tree)
    around = plain
    for key in path[:-1]:
        around = around[key]
    around[path[-1]] = word
    return plain


def suggestion(fault):
    found = re.fullmatch(r"did you mean (\w+)\?", fault.hint)
    return found and found[1]


@pytest.mark.parametrize("kind", kinds())
def test_what_a_hint_names_is_accepted_where_it_stands(kind):
    tried, hinted = set(), 0
    for text in (PLAIN | TRAINED).values():
        tree = read_tree(text, "p.yaml")
        if tree.child("kind").text != kind:
            continue
        for path, wrong in misspelt(tree):
            place = tuple(key for key in path if isinstance(key, str))
            if path[0] in ("title", "kind") or (place, json.dumps(wrong)[:200]) in tried:
                continue
            tried.add((place, json.dumps(wrong)[:200]))
            for fault in faults_of(json.dumps(wrong)):
                word = suggestion(fault)
                if word is None:
                    continue
                hinted += 1
                mended = read_tree(json.dumps(wrong), "p.yaml")
                is_key = fault.message.startswith(("unknown key", "unknown layer"))
                if is_key:
                    again = renamed(mended, fault.path[:-1], fault.path[-1], word)
                    now = (*fault.path[:-1], word)
                else:
                    again, now = replaced(mended, fault.path, word), fault.path
                left = [f for f in faults_of(json.dumps(again)) if f.path == now]
                assert not [f for f in left if f.message.startswith("unknown")], (wrong, word)
    assert hinted > 20


@pytest.mark.parametrize(
    ("word", "legal", "meant"),
    [
        ("adma", "sgd adamax adamw adam nadam", "adam"),
        ("adamm", "adamax adamw adam nadam", "adam"),
        ("adamxa", "adam adamw adamax", "adamax"),
        ("rmsporp", "rprop rmsprop", "rmsprop"),
        ("silnear", "silu linear", "linear"),
    ],
)
def test_the_word_that_the_fewest_slips_lead_to_is_meant(word, legal, meant):
    assert nearest(word, legal.split()) == meant
    assert nearest(word, legal.split()[::-1]) == meant


@pytest.mark.parametrize(
    ("word", "meant", "number"),
    [
        ("", "", 0),
        ("adam", "adam", 0),
        ("adma", "adam", 1),
        ("adm", "adam", 1),
        ("kitten", "sitting", 3),  # Wagner and Fischer's usual example
        ("ca", "abc", 3),  # a pair that was swapped isn't touched again
        ("", "abc", 3),
    ],
)
def test_slips_of_the_pen(word, meant, number):
    assert slips(word, meant) == slips(meant, word) == number


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        (
            (
                "{kind: mlp, input: [1], layers: [{weights: [[1]]}], target: 1,"
                " loss: squared_error, optimizer: adam}"
            ),
            "write optimizer: {name: adam, learning_rate: 0.1}",
        ),
        (
            "kind: optim\nobjective: {expression: 'x'}\nparameters: {x: 1}\nmethod: gd",
            "only with objective: {symbol: f} it may stay the letter α",
        ),
        (
            "kind: optim\nobjective: {expression: 'a*x^2'}\nparameters: {x: 1}",
            (
                "to vary it, give its start: parameters: {…, a: 1}; "
                "to keep it, give its value: objective: {…, constants: {a: 1}}"
            ),
        ),
    ],
)
def test_a_hint_is_of_the_kind_of_problem(text, hint):
    problem = Source("test.yaml", text)
    with pytest.raises(InputError) as caught:
        load_and_check(problem)
    assert [fault.hint for fault in caught.value.faults] == [hint]


def load_and_check(source):
    problem = load_problem(source)
    return load(solver_of(problem.kind).Spec, problem.tree, problem.source)
