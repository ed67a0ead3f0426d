"""Stage 1: sources of every kind to articles, one at a time.

::

    walk.py      what was named on the command line: files, folders, standard input, addresses
    opening.py   a file's bytes, gzip and Zstandard undone
    kinds.py     which kind of source it is, by its name or its first bytes
    tables.py  feeds.py  sitemaps.py  archives.py     containers to records
    web.py       addresses to records, politely
    markup.py    an HTML page to its main text and what it says of itself
    articles.py  a record to an article
    reading.py   all of it, in order: the stage
"""
