# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 1 · Score an article
#
# One article in, a number out, and the reasons for it. This chapter is about what the number means, how sure it is, and
# how to see for oneself whether to believe it.

# %%
import numpy as np
import pandas as pd

import tension
from tension.files import shipped

pd.options.display.float_format = "{:.2f}".format
pd.options.display.max_colwidth = 90

# %% [markdown]
# The package ships sample articles in its own words on true events. This one tells of a letter that an adviser of President
# Obama's took to Moscow in April 2013, two days after the two countries had blacklisted each other's officials. It's neither
# a quarrel nor a reconciliation, so it's a good one to begin with.

# %%
path = shipped("seeds", "articles") / "2013-04-15-donilon-visit-wire.txt"
scored = tension.score_article(path)
print(scored)

# %% [markdown]
# **Up is worse.** Tension goes from -1 (cooperative) to +1 (confrontational). The first line is the verdict; a star marks the
# sentences that count, those that speak of dealings between the United States and Russia. The interval says how much the
# sentences differ among themselves: ten sentences that pull in two directions make a wide one. It doesn't hold the model's
# own errors.
#
# *Mixed* isn't *neutral*. Intensity tells the two apart: it's low for a text in which hardly anything is cooperative or
# confrontational, and high for one that is both at once.

# %%
scores = tension.score_articles(tension.read_articles(path))
scores[["tension", "lower", "upper", "intensity", "n_sentences", "n_relevant"]]

# %% [markdown]
# Sentence by sentence it's plain where the mixture comes from: the letter is told first, the quarrel after it.

# %%
axes = tension.plot_sentences(scored.sentences)
axes.figure.set_size_inches(8, 2.6)

# %% [markdown]
# In a notebook an article shows itself. Open a sentence to see the words that made its score.

# %%
scored

# %% [markdown]
# ## Why this score?
#
# The model is linear: the logit of *confrontational* against *cooperative* is the sum of what its terms weigh. These are the
# heaviest of the sentence on the blacklist, and the sum below is exact, not an approximation made afterwards. `rule` says what
# was done to a word before it counted, such as a negation that turns it.

# %%
reasons = scored.reasons
sentence = reasons[reasons["sentence"] == 6]
sentence[["text", "rule", "weight"]].head(8).fillna("")

# %%
row = scored.sentences.loc[6]
told = {
    "sum of all weights": sentence.weight.sum(),
    "log(confrontational / cooperative)": np.log(row.confrontational / row.cooperative),
}
pd.DataFrame(told, index=[row.text[:58] + " ..."])

# %% [markdown]
# ## Names carry no polarity
#
# Names are masked before anything is counted, so a country can't be confrontational by its name alone.

# %%
model = tension.load_model()
said = ["Moscow expelled ten American diplomats.", "Paris expelled ten Canadian diplomats."]
pd.DataFrame({"tension": model.score(said).tension}, index=said)

# %% [markdown]
# ## Where it's wrong
#
# Single sentences are where it errs most. Some of these are right and some aren't; the last line of each pair should be the
# higher one.

# %%
said = [
    "The Kremlin rules out retaliation.",
    "The Kremlin rules out nothing in retaliation.",
    "Washington cut its warheads.",
    "Washington cut its staff in Moscow.",
    "The sanctions were lifted.",
    "The sanctions were extended.",
    "Russia is no longer a threat to the United States.",
    "Russia is still a threat to the United States.",
]
pd.DataFrame({"tension": model.score(said).tension}, index=said)

# %% [markdown]
# "Cut" and "rules out" turn what follows them, and the model hardly knows what it is that they turn. So: read the sentences
# before staking anything on the score of one article, and look at many articles where a claim is about a period. How often it
# errs, and on what, is in the model's own card.

# %%
model

# %% [markdown]
# **What this can't tell.** The score judges words, not events: it doesn't know who is right, or what happened. A sentence that
# reports a quarrel is confrontational whoever started it. The next chapter puts many articles together.
