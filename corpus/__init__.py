"""How the corpus and the word vectors of `coursekit.data.corpus` are made: `python -m corpus.make`.

Everything is of our own making: word lists (`words`), sentence templates (`templates`), the sentences that come of
them (`sentences`), and vectors from a text of the same kind (`vectors`). Nothing here is installed with the package.
"""
