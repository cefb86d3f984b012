"""What was harvested, kept for good: records, ledger, WARC, site profiles, gazetteers, settings; knows no other package."""
