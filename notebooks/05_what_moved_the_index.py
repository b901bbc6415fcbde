# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 5 · What moved the index?
#
# A line that rises invites a story. Before telling one: is it a change at all, is it the tone that changed or merely who is
# speaking, and which articles did it?

# %%
import os
import textwrap
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd
from IPython.display import display

import tension
from tension.files import shipped
from tension.index.build import sums_of, with_stories
from tension.index.changes import decompose
from tension.show.palette import colour_of
from tension.show.summary import find_movers, summarize_changes

pd.options.display.float_format = "{:.3f}".format
pd.options.display.max_colwidth = 90

# %%
scores = with_stories(tension.score_articles(tension.read_articles(shipped("seeds", "articles"))))
index = tension.build_index(scores, freq="Y")
sums = sums_of(scores)

# %% [markdown]
# ## Is it a change?
#
# Steps from one year to the next, beside what chance may do to the difference of two such years. Most steps are within it.

# %%
half = (index.upper - index.lower) / 2
steps = pd.DataFrame(
    {
        "step": index.tension.diff(),
        "chance": (half**2 + half.shift() ** 2) ** 0.5,
        "n_stories": index.n_stories,
    }
)
steps.assign(beyond=steps.step.abs() > steps.chance)

# %% [markdown]
# A change of *level* is more than a step: it has to last for three periods at least, and to be better than the splits that turn up
# when the periods are shuffled. On eighty articles none is found. That's an answer: the eye sees a low in 2009 and a
# high in 2018, but a line with as much noise shows such things by chance.

# %%
summarize_changes(sums, tension.build_index(scores, freq="M"))

# %% [markdown]
# ## Tone, or who is speaking?
#
# The reset of 2009 to 2011 against the three years of sanctions and blacklists from 2012 to 2014. The change of the plain mean of
# all articles is split exactly: *tone* is the same sources speaking otherwise, *mix* is other sources speaking.

# %%
reset = pd.Timestamp("2009-01-01"), pd.Timestamp("2011-12-31")
quarrel = pd.Timestamp("2012-01-01"), pd.Timestamp("2014-12-31")
parts = pd.Series(decompose(sums, reset, quarrel))
parts[["tone", "mix", "change"]].to_frame("tension").T

# %% [markdown]
# Nearly all of it is tone. The three sample desks report all along, so it has to be; in a real archive, where an outlet joins in
# one year and falls silent in another, the mix is the first thing to look at. What was *told* in all, relevant articles a day
# times their tension, has a third part, the volume:

# %%
1000 * parts[["told_tone", "told_mix", "told_volume", "told_change"]].to_frame("in a thousand days").T

# %% [markdown]
# ## Which articles?
#
# A story's contribution is its share of the period times its distance from the level of the period before; the contributions add
# up to the step. 2018 was well above 2017:

# %%
movers = find_movers(sums, scores, "Y", pd.Period("2018", "Y"))
movers[["date", "source", "title", "tension", "moved"]]

# %%
pd.DataFrame({"all that moved it": movers.moved.sum(), "step": steps.step.loc["2018"]}, index=["2018"])

# %%
shown = movers[::-1].assign(
    title=[textwrap.shorten(title, 62, placeholder=" …") for title in movers.title[::-1]]
)
axes = shown.plot.barh(
    x="title", y="moved", color=[colour_of(value) for value in shown.tension], figsize=(9, 2.8), legend=False
)
axes.set(xlabel="moved the index of 2018 by; colour is the article's own tension", ylabel="")
axes.axvline(0, color="#22262b", linewidth=0.8)
axes.spines[["top", "right"]].set_visible(False)

# %% [markdown]
# The two that moved it most are both on the expulsions after the poisoning in Salisbury: they share sentences, but each desk wrote
# enough of its own to be a story apart. The three reports from Helsinki are one story, counted once. Now the articles can
# be read, which is what all this is for:

# %%
worst = next(
    article
    for article in tension.read_articles(shipped("seeds", "articles"))
    if article.title == movers.title.iloc[0]
)
print(tension.score_article(worst))

# %% [markdown]
# ## With an archive

# %%
if "TENSION_DATA" in os.environ:
    headlines = with_stories(
        tension.score_articles(
            tension.read_articles(Path(os.environ["TENSION_DATA"]) / "news" / "channel1.parquet")
        )
    )
    long, all_sums = tension.build_index(headlines, freq="M"), sums_of(headlines)
    changes = pd.DataFrame(summarize_changes(all_sums, long))
    figure, axes = plt.subplots(figsize=(10, 3.6))
    tension.plot_index(long, ax=axes)
    axes.vlines(
        pd.PeriodIndex(changes["first"], freq="M").start_time,
        *axes.get_ylim(),
        color="#22262b",
        linewidth=0.8,
    )
    display(
        changes[
            [
                "first",
                "earliest",
                "latest",
                "before",
                "after",
                "p_value",
                "tone",
                "mix",
                "volume_before",
                "volume_after",
            ]
        ]
    )

# %% [markdown]
# **What this can't tell.** That a change of the index follows an event doesn't make the event its cause, and where nothing changes,
# one series in twenty shows a change all the same.
