"""The spiders that Scrapy finds; there is one, and the site profile tells it what to do."""
