"""The errors of the indexer; each message tells what is wrong and what to do about it."""


class IndexerError(Exception):
    """Base of all errors that this package raises on purpose; the text is meant for the user."""


class IndexMissingError(IndexerError):
    """There is no index yet: `pressearchiv index` makes one."""


class IndexDamagedError(IndexerError):
    """The index cannot be read: `pressearchiv index --rebuild` makes it anew from the ledger."""


class IndexOutdatedError(IndexDamagedError):
    """The index was written by another version of the program: `pressearchiv index` makes it anew."""


class IndexLockedError(IndexerError):
    """Another process is writing the index."""


class SynonymsError(IndexerError):
    """The list of synonyms in the data folder cannot be used."""
