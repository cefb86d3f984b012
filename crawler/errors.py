"""The errors of the crawler; each message tells what is wrong and what to do about it."""


class CrawlError(Exception):
    """Base of all errors that this package raises on purpose; the text is meant for the user."""


class CrawlRunningError(CrawlError):
    """Another process is crawling the same site into the same data folder."""


class AddressError(CrawlError):
    """An address that was given cannot be used."""


class ContactError(CrawlError):
    """A live site is to be crawled, and nobody is named whom its operator can reach."""


class AcceptError(CrawlError):
    """There is nothing in this crawl that could be accepted."""


class PageError(CrawlError):
    """A single page cannot be had."""
