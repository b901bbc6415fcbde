# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 6 · Another pair of countries
#
# The tone of a sentence is judged with all names masked, so nothing in it belongs to the United States and Russia. What changes
# with the pair is only which sentences count, and who is called `a` and `b`.

# %%
import os
import tempfile
import textwrap
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd

import tension
from tension.files import shipped
from tension.show.palette import colour_of

pd.options.display.float_format = "{:.2f}".format
pd.options.display.max_colwidth = 90

# %% [markdown]
# `usa-chn` and `rus-ukr` ship with the package, as files with names that the table of the world's leaders and capitals doesn't
# hold: agencies, firms, spokespersons. Any two country codes do without a file (`deu-fra`).

# %%
dyad = tension.load_dyad("usa-chn")
print(dyad.names, [actor.name for actor in dyad.b.actors], sep="\n")

# %% [markdown]
# Five sample articles, in words of our own on true events, scored for this pair. For the default pair the same five have no
# sentence that counts, and NaN, not 0: they would only be denominators.

# %%
articles = tension.read_articles(shipped("seeds", "dyads", "usa-chn"))
scores = tension.score_articles(articles, dyad="usa-chn")
scores[["date", "title", "n_sentences", "n_relevant", "tension", "lower", "upper"]].assign(
    n_for_usa_rus=tension.score_articles(articles).n_relevant
)

# %% [markdown]
# The tariffs of 2018 and the consulates of 2020 are confrontational; the climate targets of 2014 are cooperative; the surveillance
# plane of 2001 and the summit of 2023 are in between, each with a wide interval. Which sentences count, and why, is told as before.

# %%
tension.score_article(next(iter(articles)), dyad="usa-chn")

# %% [markdown]
# ## Russia and Ukraine

# %%
neighbours = tension.score_articles(
    tension.read_articles(shipped("seeds", "dyads", "rus-ukr")), dyad="rus-ukr"
)
figure, axes = plt.subplots(figsize=(9, 3.4), layout="constrained")
shown = pd.concat([scores, neighbours])[::-1]
titles = [
    textwrap.shorten(f"{date:%Y}, {title}", 66, placeholder=" …")
    for date, title in zip(shown.date, shown.title, strict=True)
]
axes.hlines(titles, shown.lower, shown.upper, color="#c9ced6", linewidth=3)
axes.scatter(shown.tension, titles, color=[colour_of(value) for value in shown.tension], zorder=2)
axes.axvline(0, color="#8a9099", linewidth=0.8)
axes.set(xlim=(-1, 1), xlabel="tension, with 90% interval")
axes.spines[["top", "right"]].set_visible(False)

# %% [markdown]
# Frames of different pairs mustn't meet in one index. They are refused:

# %%
try:
    tension.build_index(pd.concat([scores, neighbours]), freq="Y")
except tension.TensionError as error:
    print(error)

# %% [markdown]
# ## A pair of one's own
#
# A side can be several countries, and can have names of its own.

# %%
path = Path(tempfile.mkdtemp()) / "baltics.toml"
n_characters = path.write_text("""
name = "baltics-rus"
[a]
code = "baltics"
name = "the Baltic states"
countries = ["EST", "LVA", "LTU"]
[[a.actors]]
name = "Baltic Assembly"
[b]
code = "rus"
name = "Russia"
countries = ["RUS"]
""")
said = "The Baltic Assembly condemned Moscow for the cut cable. Warsaw called for calm. Vilnius expelled two Russian diplomats."
tension.score_article(said, dyad=tension.load_dyad(path)).sentences[
    ["text", "relevant", "direction", "tension"]
]

# %% [markdown]
# The second sentence turns to a third country, and doesn't count. With `dyad="any"` every sentence does, whoever it names, which is
# the way to score a collection that is about one matter anyway. The first sentence's score differs a little from the one
# above: a name that only the dyad's file knows is masked only there.

# %%
tension.score_article(said, dyad="any").sentences[["text", "relevant", "tension"]]

# %% [markdown]
# ## With an archive
#
# A quarter of a century of the headlines of Moscow's first channel, for Russia and Ukraine. Attention leaps in 2014 and in 2022,
# the tone has its lows at the accords of 2010 and climbs for years: two things, and the reason for keeping them apart.

# %%
if "TENSION_DATA" in os.environ:
    headlines = tension.read_articles(Path(os.environ["TENSION_DATA"]) / "news" / "channel1.parquet")
    index = tension.build_index(tension.score_articles(headlines, dyad="rus-ukr"), freq="Q")
    figure, (upper, lower) = plt.subplots(
        2, figsize=(9, 4.6), height_ratios=[3, 1], sharex=True, layout="constrained"
    )
    tension.plot_index(index, ax=upper)
    tension.plot_attention(index, ax=lower)

# %% [markdown]
# **What this can't tell.** Whether a sentence that names both sides speaks of dealings between them is learnt from the United States
# and Russia alone. It carries over to other pairs because names are replaced by "first side", "second side" and "a third", but
# the figures on the card aren't about them: read a sample (chapter 4) before trusting an index of another pair.
