BEGIN TRANSACTION;
CREATE TABLE article (
	id VARCHAR NOT NULL, 
	site VARCHAR NOT NULL, 
	url TEXT NOT NULL, 
	state VARCHAR NOT NULL, 
	versions INTEGER NOT NULL, 
	first_seen DATETIME NOT NULL, 
	last_seen DATETIME NOT NULL, 
	last_checked DATETIME NOT NULL, 
	changed DATETIME NOT NULL, 
	missing_since DATETIME, 
	sequence BIGINT NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (sequence)
);
INSERT INTO "article" VALUES('4ec3b16a85410a89','demo','https://www.krefeld.example/de/inhalt/neues-spielgeraet/','live',2,'2025-05-01 04:00:00.000000','2025-05-03 04:00:00.000000','2025-05-03 04:00:00.000000','2025-05-03 04:00:00.000000',NULL,2);
CREATE TABLE capture (
	id INTEGER NOT NULL, 
	url TEXT NOT NULL, 
	fetched DATETIME NOT NULL, 
	status INTEGER NOT NULL, 
	media_type VARCHAR NOT NULL, 
	digest VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	warc_file VARCHAR NOT NULL, 
	warc_offset BIGINT NOT NULL, 
	warc_length BIGINT NOT NULL, 
	crawl_id INTEGER NOT NULL, 
	article_id VARCHAR, 
	PRIMARY KEY (id), 
	UNIQUE (warc_file, warc_offset), 
	FOREIGN KEY(crawl_id) REFERENCES crawl (id), 
	FOREIGN KEY(article_id) REFERENCES article (id)
);
INSERT INTO "capture" VALUES(1,'https://www.krefeld.example/de/inhalt/neues-spielgeraet/','2025-05-01 04:00:00.000000',200,'text/html','sha1:X','response','a.warc.gz',100,90,2,'4ec3b16a85410a89');
INSERT INTO "capture" VALUES(2,'https://www.krefeld.example/de/inhalt/neues-spielgeraet/','2025-05-03 04:00:00.000000',200,'text/html','sha1:X','response','a.warc.gz',200,90,4,'4ec3b16a85410a89');
CREATE TABLE correction (
	id INTEGER NOT NULL, 
	article_id VARCHAR NOT NULL, 
	city VARCHAR NOT NULL, 
	action VARCHAR NOT NULL, 
	role VARCHAR NOT NULL, 
	who VARCHAR NOT NULL, 
	happened DATETIME NOT NULL, 
	why TEXT NOT NULL, 
	passages JSON NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(article_id) REFERENCES article (id)
);
CREATE TABLE crawl (
	id INTEGER NOT NULL, 
	site VARCHAR NOT NULL, 
	started DATETIME NOT NULL, 
	ended DATETIME, 
	verdict VARCHAR NOT NULL, 
	reason TEXT NOT NULL, 
	address TEXT NOT NULL, 
	thorough INTEGER NOT NULL, 
	counts JSON NOT NULL, 
	failures JSON NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "crawl" VALUES(1,'demo','2025-05-01 04:00:00.000000',NULL,'failed','It was killed before its end. The next crawl went on where it was.','',1,'{}','[]');
INSERT INTO "crawl" VALUES(2,'demo','2025-05-01 04:00:00.000000',NULL,'failed','It was killed before its end. The next crawl went on where it was.','',1,'{}','[]');
INSERT INTO "crawl" VALUES(3,'demo','2025-05-03 04:00:00.000000',NULL,'failed','It was killed before its end. The next crawl went on where it was.','',1,'{}','[]');
INSERT INTO "crawl" VALUES(4,'demo','2025-05-03 04:00:00.000000',NULL,'failed','It was killed before its end. The next crawl went on where it was.','',1,'{}','[]');
INSERT INTO "crawl" VALUES(5,'demo','2025-05-04 04:00:00.000000','2025-05-04 04:00:00.000000','ok','','',1,'{"new": 1}','[]');
CREATE TABLE event (
	id INTEGER NOT NULL, 
	article_id VARCHAR NOT NULL, 
	happened DATETIME NOT NULL, 
	kind VARCHAR NOT NULL, 
	url TEXT NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(article_id) REFERENCES article (id)
);
INSERT INTO "event" VALUES(1,'4ec3b16a85410a89','2025-05-01 04:00:00.000000','new','https://www.krefeld.example/de/inhalt/neues-spielgeraet/');
INSERT INTO "event" VALUES(2,'4ec3b16a85410a89','2025-05-03 04:00:00.000000','changed','https://www.krefeld.example/de/inhalt/neues-spielgeraet/');
CREATE TABLE meta (
	"key" VARCHAR NOT NULL, 
	value BIGINT NOT NULL, 
	PRIMARY KEY ("key")
);
INSERT INTO "meta" VALUES('schema',1);
INSERT INTO "meta" VALUES('sequence',2);
CREATE TABLE site (
	id VARCHAR NOT NULL, 
	address TEXT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "site" VALUES('demo','');
CREATE TABLE url (
	url TEXT NOT NULL, 
	site VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	slug VARCHAR NOT NULL, 
	article_id VARCHAR, 
	status INTEGER NOT NULL, 
	etag TEXT NOT NULL, 
	last_modified TEXT NOT NULL, 
	first_seen DATETIME NOT NULL, 
	last_fetched DATETIME, 
	next_check DATETIME, 
	fails INTEGER NOT NULL, 
	PRIMARY KEY (url), 
	FOREIGN KEY(article_id) REFERENCES article (id)
);
INSERT INTO "url" VALUES('https://www.krefeld.example/de/inhalt/neues-spielgeraet/','demo','article','','4ec3b16a85410a89',200,'','','2025-05-01 04:00:00.000000','2025-05-03 04:00:00.000000','2025-05-04 00:00:00.000000',0);
CREATE TABLE version (
	article_id VARCHAR NOT NULL, 
	number INTEGER NOT NULL, 
	digest VARCHAR NOT NULL, 
	seen_from DATETIME NOT NULL, 
	capture_id INTEGER, 
	heading VARCHAR NOT NULL, 
	content JSON NOT NULL, 
	PRIMARY KEY (article_id, number), 
	FOREIGN KEY(article_id) REFERENCES article (id), 
	FOREIGN KEY(capture_id) REFERENCES capture (id)
);
INSERT INTO "version" VALUES('4ec3b16a85410a89',1,'5da03442d97e565d5408b9d5ace5f3c5ad75f406','2025-05-01 04:00:00.000000',1,'908f72ade8d26d7eff98c4c1779bf0c607ae7e0f','{"url": "https://www.krefeld.example/de/inhalt/neues-spielgeraet/", "title": "Neues Spielger\u00e4t im Stadtwald", "kicker": "", "lead": "Ab Freitag wird geklettert.", "text": "Das Gr\u00fcnfl\u00e4chenamt hat ein Spielger\u00e4t aufgestellt.", "published": "2025-04-30", "published_source": "label", "published_precision": "day", "modified": null, "language": "de", "images": [], "attachments": [], "layout": ""}');
INSERT INTO "version" VALUES('4ec3b16a85410a89',2,'9a701eb985b75a39c2669f402011bf77995d285d','2025-05-03 04:00:00.000000',2,'908f72ade8d26d7eff98c4c1779bf0c607ae7e0f','{"url": "https://www.krefeld.example/de/inhalt/neues-spielgeraet/", "title": "Neues Spielger\u00e4t im Stadtwald", "kicker": "", "lead": "Ab Freitag wird geklettert.", "text": "Das Spielger\u00e4t wurde wieder abgebaut.", "published": "2025-04-30", "published_source": "label", "published_precision": "day", "modified": null, "language": "de", "images": [], "attachments": [], "layout": ""}');
CREATE INDEX crawl_by_site ON crawl (site, id);
CREATE INDEX article_by_site ON article (site, state);
CREATE INDEX url_due ON url (site, kind, next_check);
CREATE INDEX url_by_slug ON url (slug);
CREATE INDEX url_by_article ON url (article_id);
CREATE INDEX capture_by_url ON capture (url, id);
CREATE INDEX capture_by_article ON capture (article_id, id);
CREATE INDEX event_by_time ON event (happened);
CREATE INDEX event_by_article ON event (article_id, id);
CREATE INDEX correction_by_city ON correction (city, id);
CREATE INDEX correction_by_article ON correction (article_id, id);
CREATE INDEX version_by_heading ON version (heading);
CREATE INDEX version_by_digest ON version (digest);
COMMIT;
