"""How a press site is harvested: spider, extraction, politeness, crawl report; hands over to the ledger, never to the index."""
