"""Scrapy's settings for all crawls, each with its reason; what depends on a site is set by the spider from its profile."""

BOT_NAME = "pressearchiv"
SPIDER_MODULES = ["crawler.spiders"]

# ---- politeness: one request at a time, slower where the server is slow or asks for it
ROBOTSTXT_OBEY = True
CONCURRENT_REQUESTS = 2
CONCURRENT_REQUESTS_PER_DOMAIN = 1
CONCURRENT_ITEMS = 1  # workers that Scrapy starts for the results of each page; one reads them as fast as a hundred
DOWNLOAD_DELAY_JITTER = 0.1
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 0
AUTOTHROTTLE_MAX_DELAY = 60
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

# ---- not for a scheduled archival crawl
HTTPCACHE_ENABLED = False  # with old Last-Modified headers it would not even ask the site
COOKIES_ENABLED = False
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False  # an open port that runs code
REFERER_ENABLED = False

DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawler.politeness.PoliteRobots": 100,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "crawler.politeness.PoliteRetry": 550,
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,  # every request is made for the site's own address
    # Behind decompression (590), so that the body is recorded as it came over the wire.
    "crawler.recorder.Recorder": 850,
}
EXTENSIONS = {
    "scrapy.extensions.throttle.AutoThrottle": None,
    "crawler.politeness.PoliteThrottle": 0,
    "scrapy.extensions.logstats.LogStats": None,
}
LOG_LEVEL = "INFO"
