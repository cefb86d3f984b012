"""Scrapy's settings for all crawls, each with its reason; what depends on a site is set by the spider from its profile."""

BOT_NAME = "pressearchiv"
SPIDER_MODULES = ["crawler.spiders"]

# Manners, WARC files, conditional requests and what must be off: what every archival crawl needs.
ADDONS = {"crawler.addon.ArchivalCrawl": 100}
CONCURRENT_ITEMS = 1  # workers that Scrapy starts for the results of each page; one reads them as fast as a hundred
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "de,en;q=0.5",
}

# ---- bounds: what the site sends is not trusted
DOWNLOAD_TIMEOUT = 60
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_VERIFY_CERTIFICATES = True  # an archive that does not know whom it heard is no evidence
RETRY_TIMES = 2
DEPTH_LIMIT = 0  # the spider bounds what it follows; listings of an old archive are deep
MEMUSAGE_LIMIT_MB = 2048
# Redirects are read by the spider: each hop is evidence, and a redirect to a list means that a page is gone.
REDIRECT_ENABLED = False
METAREFRESH_ENABLED = False
HTTPERROR_ALLOW_ALL = True

DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,  # every request is made for the site's own address
}
EXTENSIONS = {
    "scrapy.extensions.logstats.LogStats": None,
}
LOG_LEVEL = "INFO"
