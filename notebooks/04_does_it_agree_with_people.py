# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 4 · Does it agree with people?
#
# A number that nobody has held against reading is worth little. There are four ways to do that, from the cheapest to the dearest:
# coders against each other, the model against contrast pairs, the model against a labelled sample of one's own articles, and
# that sample used to correct the index.

# %%
import os
import tempfile
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from IPython.display import display
from sklearn.metrics import roc_auc_score

import tension
from tension.files import shipped
from tension.index.audit.correct import correct_index
from tension.index.audit.labels import read_labels
from tension.index.audit.sample import audit_rows, draw_articles
from tension.index.audit.summary import render_audit, summarize_audit
from tension.show.audit_plot import plot_corrected
from tension.training.agreement import coder_agreement
from tension.training.labelled import read_labelled
from tension.training.pairs import pair_figures, read_pairs
from tension.training.texts import normalised

pd.options.display.float_format = "{:.2f}".format
pd.options.display.max_colwidth = 110

# %% [markdown]
# ## Coders against each other
#
# A model can't agree with people more than people do with each other. A tenth of the sentences that ship with the package were
# read a second time under the same codebook, without sight of the first reading.

# %%
written = pd.read_csv(shipped("seeds", "sentences.csv"), dtype=str, keep_default_na=False)
twice = written[written.second_code != ""]
first = twice[["text", "code", "relevant", "direction"]].assign(coder="first")
second = twice[["text", "second_code", "second_relevant", "second_direction"]].assign(coder="second")
columns = ["text", "label", "relevant", "direction", "coder"]
agreed = coder_agreement(pd.concat([first.set_axis(columns, axis=1), second.set_axis(columns, axis=1)]))
pd.DataFrame(
    {scale: [figure.value, figure.lower, figure.upper, figure.n] for scale, figure in agreed.alpha.items()},
    index=["alpha", "lower", "upper", "sentences"],
).T.astype({"sentences": int})

# %% [markdown]
# Krippendorff's alpha is 1 for full agreement and 0 for what chance gives; .80 is called reliable. These values are **too good**:
# both readers are language models, and the readers of a pair are alike. It says that the codebook can be followed
# consistently, not that people would read so. Direction is the hardest of the four questions. What they disagree on is worth
# reading more than the figure:

# %%
agreed.disputed.head(6)

# %% [markdown]
# ## The model against contrast pairs
#
# Two sentences that differ in one thing, by what that thing is. A guess has half of them in order.

# %%
model, pairs = tension.load_model(), read_pairs()
both = np.column_stack(
    [model.score(pairs[side].tolist()).tension for side in ("cooperative", "confrontational")]
)
found = pair_figures(both, pairs)
kinds = pd.DataFrame(
    {
        name: [found[f"order/{name}"].value, found[f"order/{name}"].lower, found[f"order/{name}"].upper]
        for name in pairs.phenomenon.unique()
    },
    index=["in order", "lower", "upper"],
).T.sort_values("in order")
figure, axes = plt.subplots(figsize=(8, 4.2), layout="constrained")
axes.hlines(kinds.index, kinds.lower, kinds.upper, color="#c9ced6", linewidth=3)
axes.plot(kinds["in order"], kinds.index, "o", color="#0b5394")
axes.axvline(0.5, color="#8a9099", linewidth=0.8)
axes.set(xlim=(0, 1.02), xlabel="share of pairs in order, with 95% intervals; the line is a guess")
axes.spines[["top", "right"]].set_visible(False)

# %% [markdown]
# Passives, exchanges and attributions are told well. Cuts and denials are hardly better than a guess, and negations not much:
# what a word does to the words around it is where a model of words and short phrases ends. These are the negations that are
# furthest off.

# %%
wrong = pairs.assign(gap=both[:, 1] - both[:, 0]).query("phenomenon == 'negation'").nsmallest(4, "gap")
wrong[["cooperative", "confrontational", "gap"]]

# %% [markdown]
# ## The model against a sample of one's own
#
# Draw articles with known probabilities, let somebody label them without seeing the scores, and compare. `labels.csv` beside this
# notebook has a label for each of the eighty sample articles, from -2 to 2, with *m* for mixed. It was filled in for
# this chapter under the codebook by a language model that saw the texts alone. In earnest, let two people do it.

# %%
scores = tension.score_articles(tension.read_articles(shipped("seeds", "articles")))
drawn = draw_articles(scores, 60)
sheet = (
    audit_rows(drawn)
    .drop(columns="label")
    .merge(pd.read_csv("labels.csv", dtype=str)[["title", "label"]], on="title")
)
sheet[["date", "source", "title", "label", "probability"]].head(5)

# %% [markdown]
# Such a sheet is what `tension audit sample` writes for a coder, and a file of it what `tension audit report` reads.

# %%
path = Path(tempfile.mkdtemp()) / "audit.csv"
sheet.to_csv(path, index=False)
labels = read_labels(path)
audit = correct_index(scores, labels, freq="Y")
print(render_audit(summarize_audit(audit, labels)))

# %% [markdown]
# The model ranks these articles nearly as the reader does and seldom has the wrong sign. The *slope* is above 1: where the reader
# says "strongly confrontational", the model, which averages over an article's quiet sentences too, stays nearer to zero. All
# samples are about the two countries, so nothing can be learnt here about articles that the model misses; in an archive a quarter
# of the sample goes to those.

# %%
compared = audit.labelled.assign(label=audit.labelled.label.replace("m", "mixed"))
order = ["-2", "-1", "0", "mixed", "1", "2"]
axes = compared.boxplot(
    column="tension", by=pd.Categorical(compared.label, order, ordered=True), figsize=(8, 3.4), grid=False
)
axes.set(title="", xlabel="the reader's label", ylabel="the model's tension")
axes.axhline(0, color="#8a9099", linewidth=0.8)
axes.figure.suptitle("")
axes.spines[["top", "right"]].set_visible(False)

# %% [markdown]
# One dot lies far out: the model finds an article cooperative that the reader calls strongly confrontational. Read it.

# %%
worst = compared[compared.label == "2"].nsmallest(1, "tension").title.item()
print(
    tension.score_article(
        next(
            article
            for article in tension.read_articles(shipped("seeds", "articles"))
            if article.title == worst
        )
    )
)

# %% [markdown]
# The tone of its sentences is read well enough, and the choice of them isn't: the punishment is the Group of Seven's, its sentences
# name one side each, and the only one that counts tells of a meeting of two ministers. The interval is no help here. It knows
# how sentences scatter, and not that the wrong one was chosen.
#
# ## The index, corrected
#
# The labels say by how much the model's index is off, on average and in proportion to the level, and the corrected index carries
# the uncertainty of both.

# %%
figure, axes = plt.subplots(figsize=(9, 3.8))
axes = plot_corrected(audit.index, ax=axes)

# %% [markdown]
# The shape stays; the swings grow, to the edge of the scale in some years, for eighty articles in seventeen years give one label
# or two where it would take thirty. With so few, correct by the quarter of a century and not by the year.

# %% [markdown]
# ## With an archive: people
#
# Three to five people each read two hundred sentences of a public set and said which side of zero they are on, if any. Those that
# the model may have learnt from are left out.

# %%
if "TENSION_DATA" in os.environ:
    people = pd.read_parquet(Path(os.environ["TENSION_DATA"]) / "labelled" / "relevance_raters.parquet")
    unseen = people[
        people.pole.notna() & ~people.text.map(normalised).isin(read_labelled().text.map(normalised))
    ]
    told = pd.DataFrame(
        {"tension": model.score(unseen.text.tolist()).tension, "people": unseen.pole.astype(int).to_numpy()}
    )
    axes = told.boxplot(column="tension", by="people", figsize=(5, 3.4), grid=False)
    axes.set(
        title="", xlabel="people: cooperative -1, neither 0, confrontational 1", ylabel="the model's tension"
    )
    axes.figure.suptitle("")
    poles = told[told.people != 0]
    display(
        pd.DataFrame(
            {
                "sentences": len(told),
                "with a pole": len(poles),
                "sign AUC": roc_auc_score(poles.people, poles.tension),
            },
            index=["people"],
        )
    )

# %% [markdown]
# **What this can't tell.** But for the last cell, none of the labels in this chapter are by people. The card has figures on those that
# are, on public sets of event sentences, UN reports and news, and they are lower than the coders' agreement above.
