"""``tension agreement``: how far coders agree, and on which sentences they don't."""

from __future__ import annotations

import math
import shutil
import textwrap
from typing import Any

import click

_MARGIN = 7


@click.command(short_help="Measure how far coders agree.")
@click.argument("files", nargs=-1, required=True, metavar="FILE.csv...")
@click.option(
    "--number", default=10, show_default=True, type=click.IntRange(0), metavar="N",
    help="Sentences shown on which coders differ, the widest gap first.",
)  # fmt: skip
@click.option("--output", metavar="FILE.csv", help="Write all sentences on which coders differ.")
def agreement(files: tuple[str, ...], number: int, output: str | None) -> None:
    """Measure how far the coders of some files of labels agree: Krippendorff's alpha, kappa by pair of coders.

    1 is full agreement, 0 what chance would give. Krippendorff calls .80 reliable, and from .67 on good enough for
    tentative conclusions. Sentences count as the same where their words are.

    \b
    tension agreement labels.csv
    tension agreement ann.csv ben.csv --output disputed.csv
    """
    from tension.cli.options import check_output_file
    from tension.errors import UsageError
    from tension.files import whole_file
    from tension.training.agreement import coder_agreement

    if output is not None and not output.lower().endswith(".csv"):
        raise UsageError(f"--output {output}: is written as CSV; give the file a name that ends in .csv")
    check_output_file(files, output)
    found = coder_agreement(list(files))
    click.echo(f"{found.n_shared:,} sentences labelled by two or more of {', '.join(found.coders)}")
    click.echo(_alphas(found.alpha))
    click.echo(_pairs(found.pairs))
    click.echo(_disputed(found.disputed, found.coders, number))
    if output is not None:
        with whole_file(output, "w", encoding="utf-8", newline="") as stream:
            found.disputed.to_csv(stream, index=False, lineterminator="\n")


def _alphas(alpha: Any) -> str:
    lines = ["", "Krippendorff's alpha           95% interval   sentences"]
    for scale, figure in alpha.items():
        if math.isnan(figure.value):
            told = "   -   all say the same"
        else:
            told = f"{figure.value:6.3f}   [{figure.lower:.3f}, {figure.upper:.3f}]"
        lines.append(f"  {scale:<18}{told:<28}{figure.n:>8,}")
    return "\n".join(lines)


def _pairs(pairs: Any) -> str:
    lines = ["", f"{'By pair':<30}    n   kappa of classes   of grades (squared)   of relevance   opposite"]
    for row in pairs.itertuples():
        lines.append(
            f"  {f'{row.coder} and {row.other}':<28}{row.n:>5,}   {_number(row.kappa):>16}   "
            f"{_number(row.weighted_kappa):>19}   {_number(row.kappa_relevant):>12}   {row.opposite:>8.1%}"
        )
    return "\n".join(lines)


def _disputed(disputed: Any, coders: tuple[str, ...], number: int) -> str:
    lines = [
        "",
        f"{len(disputed):,} sentences on which they differ{', the widest gaps first' if len(disputed) else ''}",
    ]
    width = max(shutil.get_terminal_size().columns, 60) - _MARGIN
    for row in disputed.head(number).to_dict("records"):
        said = ", ".join(f"{coder} {row[coder]}" for coder in coders if row[coder])
        lines.append(f"  gap {row['gap']}: {said}")
        lines += [" " * _MARGIN + line for line in textwrap.wrap(row["text"], width)]
    return "\n".join(lines)


def _number(value: float) -> str:
    return "-" if math.isnan(value) else f"{value:.3f}"
