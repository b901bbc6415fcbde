# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 2 · Build an index
#
# From articles to a dated line with an honest interval. The eighty sample articles are too few for a real index, and that's
# the use of them here: one sees what the interval, the empty periods and the sources do.

# %%
import os
import tempfile
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd

import tension
from tension.files import shipped
from tension.index.variants import leave_one_out

pd.options.display.float_format = "{:.2f}".format

# %% [markdown]
# Scoring is done once, and gives a frame with a row per article. It holds no text, so it can be kept where texts can't.

# %%
articles = tension.read_articles(shipped("seeds", "articles"))
scores = tension.score_articles(articles)
scores[["date", "source", "title", "n_sentences", "n_relevant", "tension", "lower", "upper"]].head(6)

# %% [markdown]
# ## The line
#
# A dot is a year, pale where it rests on fewer than five stories; the ribbon is its 90% interval, the line the level behind the
# noise. Events are from a list that was written before any index was looked at.

# %%
index = tension.build_index(scores, freq="Y")
figure, axes = plt.subplots(figsize=(9, 4.2))
tension.plot_index(index, events=tension.read_events(start="2009-01-01"), ax=axes)
figure.subplots_adjust(top=0.78)

# %% [markdown]
# The reset of 2009 is low, the years of sanctions are high, 2025 is low again. The ribbon is wide because a year has about five
# stories: most neighbouring years can't be told apart, and the line, which borrows from both sides, hardly moves.

# %%
index[["tension", "lower", "upper", "smoothed", "n_articles", "n_stories", "n_sources"]]

# %% [markdown]
# `n_stories` is smaller than `n_articles`: copies of one wire text count once. By the month most periods are empty. They stay
# in the frame with NaN and counts of 0; an empty month is never a calm one.

# %%
monthly = tension.build_index(scores, freq="M")
monthly.loc["2013-03":"2013-09", ["tension", "lower", "upper", "smoothed", "n_stories"]]

# %% [markdown]
# ## Whose view?
#
# The same events look different from two capitals. Groups of sources (by country of the outlet) weigh alike in the index, and
# each has a line of its own, with the index of all thin behind it. (The wire counts as British here.)

# %%
parts = tension.build_index_by(scores, "group", freq="Y")
panels = tension.plot_parts(parts, whole=index)

# %% [markdown]
# The heavy lines are flat: with one or two stories a year, nothing in a group's dots stands out from its own noise. That isn't
# the same as nothing having changed.
#
# Who acts on whom is another cut of the same sentences: the level of those in which the United States acts on Russia, and the
# reverse. Meetings and joint acts are in neither, which is why both can be above the index.

# %%
axes = index[["a_to_b", "b_to_a", "tension"]].plot(
    figsize=(9, 3.2), color=["#2b6cb0", "#c05621", "#9a9a9a"], marker="o"
)
axes.set_ylabel("tension")
axes.set_xlabel("")
axes.spines[["top", "right"]].set_visible(False)
legend = axes.legend(
    ["the United States toward Russia", "Russia toward the United States", "all"],
    frameon=False,
    ncols=3,
    loc="lower left",
    bbox_to_anchor=(0, 1),
)

# %% [markdown]
# ## Would it stand without one of them?
#
# The index is built again without each source in turn. Where the two bounds are far apart, a year hangs on one desk.

# %%
index[["tension"]].join(leave_one_out(scores, freq="Y")).tail(8)

# %% [markdown]
# ## Something to send
#
# A report is a folder: a page, the chart, the table, an account of what made it, and a page for each article.

# %%
page = tension.write_report(articles, Path(tempfile.mkdtemp()) / "report", freq="Y")
sorted(path.name for path in page.parent.iterdir())

# %% [markdown]
# ## With an archive
#
# Where `TENSION_DATA` names a folder with a large archive, the same four lines make an index of twenty-six years. (The archive
# isn't part of the project, and what's kept in this notebook was made without it.)

# %%
if "TENSION_DATA" in os.environ:
    news = Path(os.environ["TENSION_DATA"]) / "news"
    headlines = tension.score_articles(
        tension.read_articles([news / "channel1.parquet", news / "rt.parquet"])
    )
    long = tension.build_index(headlines, freq="M")
    figure, (upper, lower) = plt.subplots(2, figsize=(10, 5.6), height_ratios=[3, 1], sharex=True)
    tension.plot_index(long, events=tension.read_events(), ax=upper)
    tension.plot_attention(long, ax=lower)
    figure.subplots_adjust(top=0.85)

# %% [markdown]
# **What this can't tell.** An index says what its sources say. 100 on the scale of `tension_index` is the average month, not
# calm. The interval holds the scatter of the stories and of the sources; the model's own error of reading is not in it until
# people have labelled a sample, which is chapter 4.
