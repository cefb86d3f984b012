"""How people search the archive: pages, JSON API, feeds, exports; reads the ledger and the index, changes neither."""
