import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from tension.training.softmax import fit_softmax
from tension.training.terms import TermMatrix
from tension.training.tone import ToneFit, mean_of


def problem(n=300, f=6, d=2, k=3):
    rng = np.random.default_rng(1)
    values = sparse.random(n, f, density=0.5, random_state=2, format="csr")
    dense = rng.normal(size=(n, d))
    targets = rng.dirichlet(np.ones(k), size=n)
    return values, dense, targets, rng.uniform(0.5, 2, n)


def test_soft_targets_have_the_optimum_of_every_row_given_once_a_class():
    values, dense, targets, weights = problem()
    fit = fit_softmax(values, dense, targets, weights, inverse_penalty=0.7, most_steps=1000).against(1)
    n, k = targets.shape
    whole = np.vstack([np.hstack([values.toarray(), dense])] * k)
    model = LogisticRegression(C=0.7, max_iter=5000, tol=1e-9)
    model.fit(whole, np.repeat(np.arange(k), n), sample_weight=(targets * weights[:, None]).T.ravel())
    others = (model.coef_ - model.coef_[1])[[0, 2]].T
    np.testing.assert_allclose(np.vstack([fit.weight, fit.dense]), others, atol=2e-3)
    np.testing.assert_allclose(fit.intercept, (model.intercept_ - model.intercept_[1])[[0, 2]], atol=2e-3)


def test_a_weight_of_two_is_a_row_given_twice():
    values, dense, targets, _ = problem()
    twice = np.append(np.full(100, 2.0), np.ones(200))
    rows = np.append(np.arange(300), np.arange(100))
    one = fit_softmax(values, dense, targets, twice, most_steps=1000)
    other = fit_softmax(values[rows], dense[rows], targets[rows], np.ones(400), most_steps=1000)
    np.testing.assert_allclose(one.weight, other.weight, atol=1e-3)


def test_no_dense_columns_will_do():
    values, _, targets, weights = problem()
    fit = fit_softmax(values, np.zeros((300, 0)), targets, weights)
    assert fit.dense.shape == (0, 3)
    assert fit.weight.shape == (6, 3)


def test_the_mean_of_fits_has_the_mean_of_their_logits():
    first = ToneFit(
        np.array([0, 2]), np.array([[1.0, 2.0], [3.0, 4.0]]), np.ones((1, 2)), np.array([0.5, 0.0])
    )
    second = ToneFit(
        np.array([1, 2]), np.array([[1.0, 0.0], [1.0, 1.0]]), np.zeros((1, 2)), np.array([0.0, 1.0])
    )
    values = sparse.csr_matrix(np.array([[1.0, 1.0, 1.0], [0.0, 2.0, 1.0]]))
    matrix = TermMatrix(
        np.arange(3, dtype=np.uint32), values, np.ones((2, 1), dtype=np.float32), np.zeros(0, int)
    )
    rows = np.arange(2)
    np.testing.assert_allclose(
        mean_of([first, second]).logits(matrix, rows),
        (first.logits(matrix, rows) + second.logits(matrix, rows)) / 2,
    )
