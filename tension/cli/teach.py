"""``tension teach``: a teacher's probabilities for the news pool, from which the shipped model learns."""

from __future__ import annotations

from pathlib import Path

import click

from tension.errors import UsageError


@click.command(short_help="Let a sentence encoder judge the news pool, for a model to learn from.")
@click.option(
    "--output", required=True, metavar="FILE.npz", help="What the teachers say, by hash of sentence."
)
@click.option(
    "--fold", "folds", multiple=True, metavar="NAME",
    help="Only this teacher: all, held_out, events, un_reports, directed_news or readings. May be given again.",
)  # fmt: skip
@click.option(
    "--data", metavar="DIR", help="Folder with labelled/ and news/ ($TENSION_DATA, or ../shared/data)."
)
@click.option("--epochs", default=2, show_default=True, help="Passes over the labelled sentences.")
@click.option("--seed", default=0, show_default=True, help="Seed of the fine-tuning.")
@click.option(
    "--words",
    is_flag=True,
    help="Make the word vectors instead: the encoder's mean for each word of the pool.",
)
@click.option("--quiet", is_flag=True, help="No progress on stderr.")
def teach(
    output: str, folds: tuple[str, ...], data: str | None, epochs: int, seed: int, words: bool, quiet: bool
) -> None:
    """Fine-tune MiniLM on the labelled sentences, once for each fold of the evaluation, and judge the pool.

    It takes half an hour a teacher on two cores, and needs pip install 'tension-index[teacher]'. Every teacher that's
    done is kept in .cache/teach, so that a run that was stopped goes on where it was. FILE.npz holds no text, and
    keeps the teachers that it has; tension train reads seeds/teacher.npz.

    With --words it takes some minutes, learns from no label, and FILE.npz holds the word vectors that tension train
    reads in seeds/vectors.npz.
    """
    from tension.files import check_file_place
    from tension.training.encoder import encoder_installed
    from tension.training.teacher import FOLDS, add_lessons
    from tension.training.teaching import teach_folds

    unknown = sorted(set(folds) - set(FOLDS))
    if unknown:
        raise UsageError(f"--fold {unknown[0]}: unknown; use one of {', '.join(FOLDS)}")
    if not output.endswith(".npz"):
        raise UsageError(f"--output {output}: the teachers' words are arrays; give it the suffix .npz")
    check_file_place(output)
    if not encoder_installed():
        raise UsageError("the teacher isn't installed; run pip install 'tension-index[teacher]'")

    def report(step: str) -> None:
        if not quiet:
            click.echo(f"tension: {step}", err=True)

    folder = Path(data) if data else None
    if words:
        from tension.training.encoded_words import make_vectors
        from tension.training.vectors import write_vectors

        vectors = make_vectors(folder, report=report)
        write_vectors(vectors, Path(output))
        click.echo(f"{output}: vectors of {len(vectors.stem):,} words")
        return
    lessons = teach_folds(folder, folds or FOLDS, epochs=epochs, random_state=seed, report=report)
    lessons = add_lessons(lessons, Path(output))
    click.echo(
        f"{output}: {len(lessons.sentence):,} sentences, judged by {len(lessons.probability)} teachers"
    )
