"""The errors of the archive; each message tells what is wrong and what to do about it."""


class ArchiveError(Exception):
    """Base of all errors that this package raises on purpose; the text is meant for the user."""


class SettingsError(ArchiveError):
    """A setting has a value that cannot be used."""


class ProfileError(ArchiveError):
    """A site profile is missing or says something that cannot be meant."""


class GazetteerError(ArchiveError):
    """A gazetteer is missing or says something that cannot be meant."""


class LedgerError(ArchiveError):
    """The ledger cannot be opened or used."""


class LedgerNewerError(LedgerError):
    """The ledger was written by a newer version of the program."""


class CorrectionError(ArchiveError):
    """A correction of a city tag cannot be taken as it was given."""


class DelistingError(ArchiveError):
    """A decision on showing an article to the public cannot be taken as it was given."""


class WarcError(ArchiveError):
    """A WARC file cannot be written or read."""


class HoldingError(ArchiveError):
    """A file of another archive cannot be taken in, or one cannot be written."""
