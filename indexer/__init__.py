"""How the ledger becomes searchable: tagger, German analysis, query, engines, build; needs no crawler and no web server."""
