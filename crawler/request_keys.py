"""What a request carries along in its `meta`: the names under which recorder, archive and spider find each other's notes."""

# What the ledger was told of the response: an `archive.harvest.Response`.
RECORDED = "recorded"
# The id of the WARC record of the response.
RECORD_ID = "record_id"
