# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 3 · Train your own model
#
# The shipped model knows news prose about governments. For another genre, or another idea of what counts as confrontation, one
# needs labels of one's own. How many, and what do they buy?

# %%
import os
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
from IPython.display import display
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

import tension
from tension.files import shipped
from tension.model.folder import write_model
from tension.training.labelled import fold_of, read_labelled
from tension.training.own_labels import train_on_labels
from tension.training.pairs import pair_figures, read_pairs

pd.options.display.float_format = "{:.3f}".format
pd.options.display.max_colwidth = 100

# %% [markdown]
# ## Labels
#
# These stand in for one's own: sentences that ship with the package, graded from -2 (cooperative) to 2 (confrontational) under a
# written codebook. They were written and read by language models, and the shipped model has seen them all. So they serve to
# train, and **not** to judge it.

# %%
written = pd.read_csv(shipped("seeds", "sentences.csv"), dtype=str, keep_default_na=False)
graded = written[written.genre.isin(["news", "events"]) & ~written.code.isin(["m", "x"])]
own = graded[["text"]].assign(label=np.sign(graded.code.astype(int)))
own.sample(5, random_state=1)

# %%
own.label.value_counts().rename({-1: "cooperative", 0: "neutral", 1: "confrontational"}).to_frame("sentences")

# %% [markdown]
# What judges is a suite that no model here was trained on: pairs of sentences that differ in one thing ("lifts the ban",
# "prolongs the ban"). A model has a pair *in order* if the confrontational sentence gets the higher score, and *both signs*
# right if the two stand on their own sides of zero.

# %%
pairs = read_pairs()
pairs[pairs.phenomenon == "lifting"][["cooperative", "confrontational"]].head(3)

# %% [markdown]
# ## A classifier
#
# `TensionClassifier` is a scikit-learn estimator. It takes words, stems, phrases, masked names and phrase rules from the shipped
# model, and its weights from the labels alone.

# %%
mine = tension.TensionClassifier().fit(own.text, own.label)
mine.predict_frame(["Moscow expelled ten diplomats.", "The two presidents agreed to extend the treaty."])

# %% [markdown]
# ## A lexicon
#
# A list of one's own, with polarities from -1 to +1, takes the place of the shipped one of three thousand terms. The phrase rules
# turn its words as they turn the others, and all of its words share what is learnt about any of them: "dumping" is in none of
# the labels.

# %%
words = {
    "dumping": 0.7, "sanctions": 0.7, "expelled": 0.9, "threat": 0.8, "threatened": 0.8, "attack": 0.9, "condemned": 0.7,
    "accused": 0.7, "ban": 0.6, "warned": 0.5, "agreement": -0.7, "agreed": -0.7, "treaty": -0.5, "cooperation": -0.8,
    "welcomed": -0.6, "talks": -0.4, "visit": -0.4, "aid": -0.6, "released": -0.6, "waiver": -0.5,
}  # fmt: skip
listed = tension.TensionClassifier(lexicon=words).fit(own.text, own.label)
reasons = listed.explain("Beijing was accused of dumping, and denied any dumping.").terms
pd.DataFrame(reasons)[["text", "rule", "weight"]].head(6).fillna("")

# %% [markdown]
# ## Any estimator
#
# `TermFeatures` gives the same terms as columns with readable names, for whatever scikit-learn has.

# %%
plain = make_pipeline(tension.TermFeatures(), LogisticRegression(C=10, max_iter=500)).fit(own.text, own.label)
weights = pd.Series(plain[-1].coef_[2] - plain[-1].coef_[0], plain[0].get_feature_names_out()).sort_values()
pd.concat([weights.head(6), weights.tail(6)]).to_frame("weight")

# %% [markdown]
# ## Moving the shipped model
#
# With few labels it's better to start from what is known. `train_on_labels` moves the shipped weights towards one's own labels,
# and measures before and after on sentences that the fit didn't see.

# %%
moved = train_on_labels(own.assign(label=graded.code), name="mine-1")
pd.DataFrame(
    {name: [figure.value for figure in figures] for name, figures in moved.figures.items()},
    index=["before", "after", "gain"],
).T

# %% [markdown]
# All rows but the last flatter the model *before*, which learnt from these very sentences, while the one *after* is judged on
# those that its own step didn't see. The contrast pairs are fair to both.
#
# ## Side by side

# %%
models = {
    "shipped": tension.load_model(),
    "own labels": mine.model_,
    "own lexicon": listed.model_,
    "shipped, moved": moved.model,
}
both = {
    name: np.column_stack(
        [one.score(pairs.cooperative.tolist()).tension, one.score(pairs.confrontational.tolist()).tension]
    )
    for name, one in models.items()
}
both["terms + logistic regression"] = np.column_stack(
    [plain.predict_proba(pairs[side]) @ [-1, 0, 1] for side in ("cooperative", "confrontational")]
)
found = {name: pair_figures(scores, pairs) for name, scores in both.items()}
table = pd.DataFrame(
    {
        name: [one["order"].value, one["order"].lower, one["order"].upper, one["both_signs"].value]
        for name, one in found.items()
    },
    index=["in order", "lower", "upper", "both signs"],
).T
table

# %% [markdown]
# A thousand labels reach a good part of what the shipped model learnt from very many more. Twenty words
# in place of three thousand cost several points, so bring a long list. Moving the shipped model changes little here, for it
# knew these labels. Whether labels of one's own are worth it shows only on text of one's own that no model was
# trained on: label some two hundred sentences first, keep them aside, and compare.
#
# ## Keep it
#
# A model is a folder of plain arrays with a card, and scores like any other.

# %%
folder = Path(tempfile.mkdtemp()) / "mine-1"
write_model(moved.model, folder)
tension.score_article(
    shipped("seeds", "articles") / "2013-04-15-donilon-visit-wire.txt", model=tension.load_model(folder)
)

# %% [markdown]
# ## With an archive
#
# A thousand sentences of one's own genre, judged on weeks that were held out. The shipped model as it stands has learnt
# from these weeks too; what stands beside is what its card says of a fit without them.

# %%
if "TENSION_DATA" in os.environ:
    readings = (
        read_labelled().query("source == 'readings'").assign(fold=lambda frame: frame.group.map(fold_of))
    )
    learnt, kept = readings[readings.fold > 0].sample(1000, random_state=0), readings[readings.fold == 0]
    trained = tension.TensionClassifier().fit(
        learnt.text, np.sign(learnt.grade).astype(int), groups=learnt.group
    )
    reached = trained.predict_frame(kept.text).tension.corr(kept.grade, method="spearman")
    card = models["shipped"].card["metrics"]["held_out/spearman"]["value"]
    display(
        pd.DataFrame(
            {"Spearman with the grade": [reached, card]}, index=["1,000 own labels", "shipped, by its card"]
        )
    )

# %% [markdown]
# **What this can't tell.** The pairs were written by the same hands as the labels, so they flatter what is trained on these. How
# the shipped model does on labels by people is told on its card.
