BEGIN TRANSACTION;
CREATE TABLE activities (
    run INTEGER NOT NULL,
    task INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    PRIMARY KEY (run, task)) WITHOUT ROWID;
INSERT INTO activities VALUES(10,0,1,-1);
INSERT INTO activities VALUES(11,4,9,-1);
INSERT INTO activities VALUES(5,9,19,-1);
INSERT INTO activities VALUES(6,0,1,-1);
INSERT INTO activities VALUES(8,2,4,-1);
CREATE TABLE history (
    run INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    type INTEGER NOT NULL,
    task INTEGER,
    name TEXT,
    payload TEXT,
    extra TEXT,
    time INTEGER NOT NULL,
    due INTEGER,
    PRIMARY KEY (run, seq)) WITHOUT ROWID;
INSERT INTO history VALUES(10,0,1,NULL,'ValidateObjects',NULL,NULL,639029198450000000,NULL);
INSERT INTO history VALUES(10,1,2,0,'ListObjects','{"validation":{"id":"continued","startedAt":"2026-01-02T03:04:05+00:00"},"page":2,"count":5,"after":"page 1","try":"Again"}','2',639029198450000000,NULL);
INSERT INTO history VALUES(11,0,1,NULL,'ValidateObjects',NULL,NULL,639029198450000000,NULL);
INSERT INTO history VALUES(11,1,2,0,'ListObjects','{"validation":{"id":"root","startedAt":"2026-01-02T03:04:05+00:00"},"page":2,"count":5,"after":"page 1","try":"Again"}','2',639029198450000000,NULL);
INSERT INTO history VALUES(11,2,3,0,NULL,'{"objects":5,"hasObjectsAtTop":false,"hasObjectsBelow":true,"counts":{"objects":0,"valid":0,"invalid":0,"unverified":0,"errors":0,"warnings":0,"infos":0,"unchecked":0,"rootErrors":0,"rootUnchecked":0,"placed":0,"misplaced":0}}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(11,3,2,1,'ValidateObject','{"validation":{"id":"root","startedAt":"2026-01-02T03:04:05+00:00"},"page":2,"slice":{"first":0,"count":2},"content":true,"try":"First"}','2',639029198450000000,NULL);
INSERT INTO history VALUES(11,4,2,2,'ValidateObject','{"validation":{"id":"root","startedAt":"2026-01-02T03:04:05+00:00"},"page":2,"slice":{"first":2,"count":2},"content":true,"try":"First"}','2',639029198450000000,NULL);
INSERT INTO history VALUES(11,5,3,1,NULL,'{"counts":{"objects":2,"valid":2,"invalid":0,"unverified":0,"errors":0,"warnings":0,"infos":0,"unchecked":0,"rootErrors":0,"rootUnchecked":0,"placed":0,"misplaced":0},"deferred":[]}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(11,6,2,3,'ValidateObject','{"validation":{"id":"root","startedAt":"2026-01-02T03:04:05+00:00"},"page":2,"slice":{"first":4,"count":1},"content":true,"try":"First"}','2',639029198450000000,NULL);
INSERT INTO history VALUES(11,7,3,2,NULL,'{"counts":{"objects":2,"valid":2,"invalid":0,"unverified":0,"errors":0,"warnings":0,"infos":0,"unchecked":0,"rootErrors":0,"rootUnchecked":0,"placed":0,"misplaced":0},"deferred":[]}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(11,8,3,3,NULL,'{"counts":{"objects":1,"valid":1,"invalid":0,"unverified":0,"errors":0,"warnings":0,"infos":0,"unchecked":0,"rootErrors":0,"rootUnchecked":0,"placed":0,"misplaced":0},"deferred":[]}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(11,9,2,4,'ValidateStorageRoot','{"validation":{"id":"root","startedAt":"2026-01-02T03:04:05+00:00"},"state":{"startedAt":"2026-01-02T03:04:05+00:00","pages":3,"listed":15,"hasObjectsAtTop":false,"hasObjectsBelow":true,"counts":{"objects":15,"valid":15,"invalid":0,"unverified":0,"errors":0,"warnings":0,"infos":0,"unchecked":0,"rootErrors":0,"rootUnchecked":0,"placed":0,"misplaced":0}},"try":"Again"}','2',639029198450000000,NULL);
INSERT INTO history VALUES(3,0,1,NULL,'ValidateObjects',NULL,NULL,639029198450000000,NULL);
INSERT INTO history VALUES(3,1,2,0,'ListObjects','{"validation":{"id":"deferred","startedAt":"2026-01-02T03:04:05+00:00"},"page":0,"count":5,"try":"Again"}','2',639029198450000000,NULL);
INSERT INTO history VALUES(3,10,3,4,NULL,'{"objects":5,"next":"page 1","hasObjectsAtTop":false,"hasObjectsBelow":true,"counts":{"objects":0,"valid":0,"invalid":0,"unverified":0,"errors":0,"warnings":0,"infos":0,"unchecked":0,"rootErrors":0,"rootUnchecked":0,"placed":0,"misplaced":0}}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(3,11,2,5,'ValidateObject','{"validation":{"id":"deferred","startedAt":"2026-01-02T03:04:05+00:00"},"page":1,"slice":{"first":0,"count":2},"content":true,"try":"First"}','2',639029198450000000,NULL);
INSERT INTO history VALUES(3,12,2,6,'ValidateObject','{"validation":{"id":"deferred","startedAt":"2026-01-02T03:04:05+00:00"},"page":1,"slice":{"first":2,"count":2},"content":true,"try":"First"}','2',639029198450000000,NULL);
INSERT INTO history VALUES(3,13,3,5,NULL,'{"counts":{"objects":2,"valid":2,"invalid":0,"unverified":0,"errors":0,"warnings":0,"infos":0,"unchecked":0,"rootErrors":0,"rootUnchecked":0,"placed":0,"misplaced":0},"deferred":[]}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(3,14,2,7,'ValidateObject','{"validation":{"id":"deferred","startedAt":"2026-01-02T03:04:05+00:00"},"page":1,"slice":{"first":4,"count":1},"content":true,"try":"First"}','2',639029198450000000,NULL);
INSERT INTO history VALUES(3,15,3,6,NULL,'{"counts":{"objects":1,"valid":1,"invalid":0,"unverified":0,"errors":0,"warnings":0,"infos":0,"unchecked":0,"rootErrors":0,"rootUnchecked":0,"placed":0,"misplaced":0},"deferred":[3]}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(3,16,2,8,'ValidateObject','{"validation":{"id":"deferred","startedAt":"2026-01-02T03:04:05+00:00"},"page":1,"slice":{"first":3,"count":1},"content":true,"try":"Again"}','2',639029198450000000,NULL);
INSERT INTO history VALUES(3,17,3,7,NULL,'{"counts":{"objects":1,"valid":1,"invalid":0,"unverified":0,"errors":0,"warnings":0,"infos":0,"unchecked":0,"rootErrors":0,"rootUnchecked":0,"placed":0,"misplaced":0},"deferred":[]}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(3,18,4,8,NULL,'{"type":"Ocfl.Storage.StorageException","message":"The disk is gone."}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(3,19,5,9,NULL,NULL,NULL,639029198450000000,639029198460000000);
INSERT INTO history VALUES(3,2,3,0,NULL,'{"objects":5,"next":"page 0","hasObjectsAtTop":false,"hasObjectsBelow":true,"counts":{"objects":0,"valid":0,"invalid":0,"unverified":0,"errors":0,"warnings":0,"infos":0,"unchecked":0,"rootErrors":0,"rootUnchecked":0,"placed":0,"misplaced":0}}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(3,3,2,1,'ValidateObject','{"validation":{"id":"deferred","startedAt":"2026-01-02T03:04:05+00:00"},"page":0,"slice":{"first":0,"count":2},"content":true,"try":"First"}','2',639029198450000000,NULL);
INSERT INTO history VALUES(3,4,2,2,'ValidateObject','{"validation":{"id":"deferred","startedAt":"2026-01-02T03:04:05+00:00"},"page":0,"slice":{"first":2,"count":2},"content":true,"try":"First"}','2',639029198450000000,NULL);
INSERT INTO history VALUES(3,5,3,1,NULL,'{"counts":{"objects":2,"valid":2,"invalid":0,"unverified":0,"errors":0,"warnings":0,"infos":0,"unchecked":0,"rootErrors":0,"rootUnchecked":0,"placed":0,"misplaced":0},"deferred":[]}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(3,6,2,3,'ValidateObject','{"validation":{"id":"deferred","startedAt":"2026-01-02T03:04:05+00:00"},"page":0,"slice":{"first":4,"count":1},"content":true,"try":"First"}','2',639029198450000000,NULL);
INSERT INTO history VALUES(3,7,3,2,NULL,'{"counts":{"objects":2,"valid":2,"invalid":0,"unverified":0,"errors":0,"warnings":0,"infos":0,"unchecked":0,"rootErrors":0,"rootUnchecked":0,"placed":0,"misplaced":0},"deferred":[]}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(3,8,3,3,NULL,'{"counts":{"objects":1,"valid":1,"invalid":0,"unverified":0,"errors":0,"warnings":0,"infos":0,"unchecked":0,"rootErrors":0,"rootUnchecked":0,"placed":0,"misplaced":0},"deferred":[]}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(3,9,2,4,'ListObjects','{"validation":{"id":"deferred","startedAt":"2026-01-02T03:04:05+00:00"},"page":1,"count":5,"after":"page 0","try":"Again"}','2',639029198450000000,NULL);
INSERT INTO history VALUES(4,0,1,NULL,'ValidateObjects',NULL,NULL,639029198450000000,NULL);
INSERT INTO history VALUES(4,1,2,0,'ListObjects','{"validation":{"id":"failed","startedAt":"2026-01-02T03:04:05+00:00"},"page":0,"count":5,"try":"Again"}','2',639029198450000000,NULL);
INSERT INTO history VALUES(4,2,4,0,NULL,'{"type":"OcflFunctions.Storage.ObjectNotFoundException","message":"There is no object \u0027urn:nothing\u0027."}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(4,3,15,NULL,NULL,NULL,NULL,639029198450000000,NULL);
INSERT INTO history VALUES(5,0,1,NULL,'ValidateObjects',NULL,NULL,639029198450000000,NULL);
INSERT INTO history VALUES(5,1,2,0,'ListObjects','{"validation":{"id":"given up","startedAt":"2026-01-02T03:04:05+00:00"},"page":0,"count":5,"try":"Again"}','2',639029198450000000,NULL);
INSERT INTO history VALUES(5,10,3,4,NULL,'{"objects":5,"next":"page 1","hasObjectsAtTop":false,"hasObjectsBelow":true,"counts":{"objects":0,"valid":0,"invalid":0,"unverified":0,"errors":0,"warnings":0,"infos":0,"unchecked":0,"rootErrors":0,"rootUnchecked":0,"placed":0,"misplaced":0}}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(5,11,2,5,'ValidateObject','{"validation":{"id":"given up","startedAt":"2026-01-02T03:04:05+00:00"},"page":1,"slice":{"first":0,"count":2},"content":true,"try":"First"}','2',639029198450000000,NULL);
INSERT INTO history VALUES(5,12,2,6,'ValidateObject','{"validation":{"id":"given up","startedAt":"2026-01-02T03:04:05+00:00"},"page":1,"slice":{"first":2,"count":2},"content":true,"try":"First"}','2',639029198450000000,NULL);
INSERT INTO history VALUES(5,13,3,5,NULL,'{"counts":{"objects":2,"valid":2,"invalid":0,"unverified":0,"errors":0,"warnings":0,"infos":0,"unchecked":0,"rootErrors":0,"rootUnchecked":0,"placed":0,"misplaced":0},"deferred":[]}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(5,14,2,7,'ValidateObject','{"validation":{"id":"given up","startedAt":"2026-01-02T03:04:05+00:00"},"page":1,"slice":{"first":4,"count":1},"content":true,"try":"First"}','2',639029198450000000,NULL);
INSERT INTO history VALUES(5,15,3,6,NULL,'{"counts":{"objects":1,"valid":1,"invalid":0,"unverified":0,"errors":0,"warnings":0,"infos":0,"unchecked":0,"rootErrors":0,"rootUnchecked":0,"placed":0,"misplaced":0},"deferred":[3]}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(5,16,2,8,'ValidateObject','{"validation":{"id":"given up","startedAt":"2026-01-02T03:04:05+00:00"},"page":1,"slice":{"first":3,"count":1},"content":true,"try":"Again"}','2',639029198450000000,NULL);
INSERT INTO history VALUES(5,17,3,7,NULL,'{"counts":{"objects":1,"valid":1,"invalid":0,"unverified":0,"errors":0,"warnings":0,"infos":0,"unchecked":0,"rootErrors":0,"rootUnchecked":0,"placed":0,"misplaced":0},"deferred":[]}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(5,18,4,8,NULL,'{"type":"Ocfl.Storage.StorageException","message":"The disk is gone."}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(5,19,2,9,'ValidateObject','{"validation":{"id":"given up","startedAt":"2026-01-02T03:04:05+00:00"},"page":1,"slice":{"first":3,"count":1},"content":true,"try":"Last"}','2',639029198450000000,NULL);
INSERT INTO history VALUES(5,2,3,0,NULL,'{"objects":5,"next":"page 0","hasObjectsAtTop":false,"hasObjectsBelow":true,"counts":{"objects":0,"valid":0,"invalid":0,"unverified":0,"errors":0,"warnings":0,"infos":0,"unchecked":0,"rootErrors":0,"rootUnchecked":0,"placed":0,"misplaced":0}}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(5,3,2,1,'ValidateObject','{"validation":{"id":"given up","startedAt":"2026-01-02T03:04:05+00:00"},"page":0,"slice":{"first":0,"count":2},"content":true,"try":"First"}','2',639029198450000000,NULL);
INSERT INTO history VALUES(5,4,2,2,'ValidateObject','{"validation":{"id":"given up","startedAt":"2026-01-02T03:04:05+00:00"},"page":0,"slice":{"first":2,"count":2},"content":true,"try":"First"}','2',639029198450000000,NULL);
INSERT INTO history VALUES(5,5,3,1,NULL,'{"counts":{"objects":2,"valid":2,"invalid":0,"unverified":0,"errors":0,"warnings":0,"infos":0,"unchecked":0,"rootErrors":0,"rootUnchecked":0,"placed":0,"misplaced":0},"deferred":[]}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(5,6,2,3,'ValidateObject','{"validation":{"id":"given up","startedAt":"2026-01-02T03:04:05+00:00"},"page":0,"slice":{"first":4,"count":1},"content":true,"try":"First"}','2',639029198450000000,NULL);
INSERT INTO history VALUES(5,7,3,2,NULL,'{"counts":{"objects":2,"valid":2,"invalid":0,"unverified":0,"errors":0,"warnings":0,"infos":0,"unchecked":0,"rootErrors":0,"rootUnchecked":0,"placed":0,"misplaced":0},"deferred":[]}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(5,8,3,3,NULL,'{"counts":{"objects":1,"valid":1,"invalid":0,"unverified":0,"errors":0,"warnings":0,"infos":0,"unchecked":0,"rootErrors":0,"rootUnchecked":0,"placed":0,"misplaced":0},"deferred":[]}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(5,9,2,4,'ListObjects','{"validation":{"id":"given up","startedAt":"2026-01-02T03:04:05+00:00"},"page":1,"count":5,"after":"page 0","try":"Again"}','2',639029198450000000,NULL);
INSERT INTO history VALUES(6,0,1,NULL,'ValidateObjects',NULL,NULL,639029198450000000,NULL);
INSERT INTO history VALUES(6,1,2,0,'ListObjects','{"validation":{"id":"listing","startedAt":"2026-01-02T03:04:05+00:00"},"page":0,"count":5,"try":"Again"}','2',639029198450000000,NULL);
INSERT INTO history VALUES(8,0,1,NULL,'ValidateObjects',NULL,NULL,639029198450000000,NULL);
INSERT INTO history VALUES(8,1,2,0,'ListObjects','{"validation":{"id":"validating","startedAt":"2026-01-02T03:04:05+00:00"},"page":0,"count":5,"try":"Again"}','2',639029198450000000,NULL);
INSERT INTO history VALUES(8,2,3,0,NULL,'{"objects":5,"next":"page 0","hasObjectsAtTop":false,"hasObjectsBelow":true,"counts":{"objects":0,"valid":0,"invalid":0,"unverified":0,"errors":0,"warnings":0,"infos":0,"unchecked":0,"rootErrors":0,"rootUnchecked":0,"placed":0,"misplaced":0}}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(8,3,2,1,'ValidateObject','{"validation":{"id":"validating","startedAt":"2026-01-02T03:04:05+00:00"},"page":0,"slice":{"first":0,"count":2},"content":true,"try":"First"}','2',639029198450000000,NULL);
INSERT INTO history VALUES(8,4,2,2,'ValidateObject','{"validation":{"id":"validating","startedAt":"2026-01-02T03:04:05+00:00"},"page":0,"slice":{"first":2,"count":2},"content":true,"try":"First"}','2',639029198450000000,NULL);
INSERT INTO history VALUES(8,5,3,1,NULL,'{"counts":{"objects":2,"valid":2,"invalid":0,"unverified":0,"errors":0,"warnings":0,"infos":0,"unchecked":0,"rootErrors":0,"rootUnchecked":0,"placed":0,"misplaced":0},"deferred":[]}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(8,6,2,3,'ValidateObject','{"validation":{"id":"validating","startedAt":"2026-01-02T03:04:05+00:00"},"page":0,"slice":{"first":4,"count":1},"content":true,"try":"First"}','2',639029198450000000,NULL);
INSERT INTO history VALUES(8,7,3,3,NULL,'{"counts":{"objects":1,"valid":1,"invalid":0,"unverified":0,"errors":0,"warnings":0,"infos":0,"unchecked":0,"rootErrors":0,"rootUnchecked":0,"placed":0,"misplaced":0},"deferred":[]}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(9,0,1,NULL,'ValidateObjects',NULL,NULL,639029198450000000,NULL);
INSERT INTO history VALUES(9,1,2,0,'ListObjects','{"validation":{"id":"completed","startedAt":"2026-01-02T03:04:05+00:00"},"page":2,"count":5,"after":"page 1","try":"Again"}','2',639029198450000000,NULL);
INSERT INTO history VALUES(9,10,3,4,NULL,'{"counts":{"objects":0,"valid":0,"invalid":0,"unverified":0,"errors":0,"warnings":0,"infos":0,"unchecked":0,"rootErrors":0,"rootUnchecked":0,"placed":0,"misplaced":0},"deferred":[]}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(9,11,14,NULL,NULL,NULL,NULL,639029198450000000,NULL);
INSERT INTO history VALUES(9,2,3,0,NULL,'{"objects":5,"hasObjectsAtTop":false,"hasObjectsBelow":true,"counts":{"objects":0,"valid":0,"invalid":0,"unverified":0,"errors":0,"warnings":0,"infos":0,"unchecked":0,"rootErrors":0,"rootUnchecked":0,"placed":0,"misplaced":0}}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(9,3,2,1,'ValidateObject','{"validation":{"id":"completed","startedAt":"2026-01-02T03:04:05+00:00"},"page":2,"slice":{"first":0,"count":2},"content":true,"try":"First"}','2',639029198450000000,NULL);
INSERT INTO history VALUES(9,4,2,2,'ValidateObject','{"validation":{"id":"completed","startedAt":"2026-01-02T03:04:05+00:00"},"page":2,"slice":{"first":2,"count":2},"content":true,"try":"First"}','2',639029198450000000,NULL);
INSERT INTO history VALUES(9,5,3,1,NULL,'{"counts":{"objects":2,"valid":2,"invalid":0,"unverified":0,"errors":0,"warnings":0,"infos":0,"unchecked":0,"rootErrors":0,"rootUnchecked":0,"placed":0,"misplaced":0},"deferred":[]}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(9,6,2,3,'ValidateObject','{"validation":{"id":"completed","startedAt":"2026-01-02T03:04:05+00:00"},"page":2,"slice":{"first":4,"count":1},"content":true,"try":"First"}','2',639029198450000000,NULL);
INSERT INTO history VALUES(9,7,3,2,NULL,'{"counts":{"objects":2,"valid":2,"invalid":0,"unverified":0,"errors":0,"warnings":0,"infos":0,"unchecked":0,"rootErrors":0,"rootUnchecked":0,"placed":0,"misplaced":0},"deferred":[]}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(9,8,3,3,NULL,'{"counts":{"objects":1,"valid":1,"invalid":0,"unverified":0,"errors":0,"warnings":0,"infos":0,"unchecked":0,"rootErrors":0,"rootUnchecked":0,"placed":0,"misplaced":0},"deferred":[]}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(9,9,2,4,'ValidateStorageRoot','{"validation":{"id":"completed","startedAt":"2026-01-02T03:04:05+00:00"},"state":{"startedAt":"2026-01-02T03:04:05+00:00","pages":3,"listed":15,"hasObjectsAtTop":false,"hasObjectsBelow":true,"counts":{"objects":15,"valid":15,"invalid":0,"unverified":0,"errors":0,"warnings":0,"infos":0,"unchecked":0,"rootErrors":0,"rootUnchecked":0,"placed":0,"misplaced":0}},"try":"Again"}','2',639029198450000000,NULL);
CREATE TABLE inbox (
    id INTEGER PRIMARY KEY,
    run INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    task INTEGER,
    name TEXT,
    payload TEXT,
    due INTEGER NOT NULL);
INSERT INTO inbox VALUES(11,3,6,9,NULL,NULL,639029198460000000);
CREATE TABLE instances (
    run INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    execution TEXT NOT NULL,
    name TEXT NOT NULL,
    version TEXT NOT NULL,
    status INTEGER NOT NULL,
    parent_id TEXT,
    parent_run INTEGER,
    parent_task INTEGER,
    parent_name TEXT,
    tags TEXT,
    created INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    completed INTEGER,
    trace TEXT);
INSERT INTO instances VALUES(10,'continued','0000000000000000000000000000000a','ValidateObjects','2',0,NULL,NULL,NULL,NULL,NULL,639029198450000000,639029198450000000,NULL,NULL);
INSERT INTO instances VALUES(11,'root','0000000000000000000000000000000b','ValidateObjects','2',0,NULL,NULL,NULL,NULL,NULL,639029198450000000,639029198450000000,NULL,NULL);
INSERT INTO instances VALUES(3,'deferred','00000000000000000000000000000003','ValidateObjects','2',0,NULL,NULL,NULL,NULL,NULL,639029198450000000,639029198450000000,NULL,NULL);
INSERT INTO instances VALUES(4,'failed','00000000000000000000000000000004','ValidateObjects','2',3,NULL,NULL,NULL,NULL,NULL,639029198450000000,639029198450000000,639029198450000000,NULL);
INSERT INTO instances VALUES(5,'given up','00000000000000000000000000000005','ValidateObjects','2',0,NULL,NULL,NULL,NULL,NULL,639029198450000000,639029198450000000,NULL,NULL);
INSERT INTO instances VALUES(6,'listing','00000000000000000000000000000006','ValidateObjects','2',0,NULL,NULL,NULL,NULL,NULL,639029198450000000,639029198450000000,NULL,NULL);
INSERT INTO instances VALUES(8,'validating','00000000000000000000000000000008','ValidateObjects','2',0,NULL,NULL,NULL,NULL,NULL,639029198450000000,639029198450000000,NULL,NULL);
INSERT INTO instances VALUES(9,'completed','00000000000000000000000000000009','ValidateObjects','2',1,NULL,NULL,NULL,NULL,NULL,639029198450000000,639029198450000000,639029198450000000,NULL);
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO meta VALUES('clean','1');
INSERT INTO meta VALUES('holder','the golden host');
INSERT INTO meta VALUES('version','1');
CREATE TABLE payloads (id INTEGER PRIMARY KEY, data TEXT NOT NULL);
INSERT INTO payloads VALUES(12,'{"request":{"content":true},"settings":{"window":2,"pageObjects":5,"sliceObjects":2,"pagesPerRun":2,"attempts":2,"firstRetryDelay":"00:00:01","maxRetryDelay":"00:01:00"}}');
INSERT INTO payloads VALUES(14,'{"progress":{"listed":10,"retrying":[{"step":"ValidateObject","attempt":1,"of":2,"lastError":{"type":"Storage","message":"The disk is gone.","activity":"ValidateObject"},"nextAttemptAt":"2026-01-02T03:04:06+00:00"}],"objects":9,"valid":9,"invalid":0,"unverified":0,"errors":0,"warnings":0,"infos":0,"unchecked":0,"rootErrors":0,"rootUnchecked":0,"placed":0,"misplaced":0},"startedAt":"2026-01-02T03:04:05+00:00","updatedAt":"2026-01-02T03:04:05+00:00"}');
INSERT INTO payloads VALUES(16,'{"request":{"content":true},"settings":{"window":2,"pageObjects":5,"sliceObjects":2,"pagesPerRun":2,"attempts":1,"firstRetryDelay":"00:00:01","maxRetryDelay":"00:01:00"}}');
INSERT INTO payloads VALUES(18,'{"progress":{"listed":0,"retrying":[],"objects":0,"valid":0,"invalid":0,"unverified":0,"errors":0,"warnings":0,"infos":0,"unchecked":0,"rootErrors":0,"rootUnchecked":0,"placed":0,"misplaced":0},"error":{"type":"ObjectNotFound","message":"There is no object \u0027urn:nothing\u0027.","activity":"ListObjects"},"startedAt":"2026-01-02T03:04:05+00:00","updatedAt":"2026-01-02T03:04:05+00:00"}');
INSERT INTO payloads VALUES(19,'{"type":"Microsoft.DurableTask.TaskFailedException","message":"Task \u0027ListObjects\u0027 (#0) failed with an unhandled exception: There is no object \u0027urn:nothing\u0027.","inner":{"type":"OcflFunctions.Storage.ObjectNotFoundException","message":"There is no object \u0027urn:nothing\u0027."}}');
INSERT INTO payloads VALUES(20,'{"request":{"content":true},"settings":{"window":2,"pageObjects":5,"sliceObjects":2,"pagesPerRun":2,"attempts":1,"firstRetryDelay":"00:00:01","maxRetryDelay":"00:01:00"}}');
INSERT INTO payloads VALUES(22,'{"progress":{"listed":10,"retrying":[],"objects":5,"valid":5,"invalid":0,"unverified":0,"errors":0,"warnings":0,"infos":0,"unchecked":0,"rootErrors":0,"rootUnchecked":0,"placed":0,"misplaced":0},"startedAt":"2026-01-02T03:04:05+00:00","updatedAt":"2026-01-02T03:04:05+00:00"}');
INSERT INTO payloads VALUES(24,'{"request":{"content":true},"settings":{"window":2,"pageObjects":5,"sliceObjects":2,"pagesPerRun":2,"attempts":1,"firstRetryDelay":"00:00:01","maxRetryDelay":"00:01:00"}}');
INSERT INTO payloads VALUES(26,'{"progress":{"listed":0,"retrying":[],"objects":0,"valid":0,"invalid":0,"unverified":0,"errors":0,"warnings":0,"infos":0,"unchecked":0,"rootErrors":0,"rootUnchecked":0,"placed":0,"misplaced":0},"startedAt":"2026-01-02T03:04:05+00:00","updatedAt":"2026-01-02T03:04:05+00:00"}');
INSERT INTO payloads VALUES(32,'{"request":{"content":true},"settings":{"window":2,"pageObjects":5,"sliceObjects":2,"pagesPerRun":2,"attempts":1,"firstRetryDelay":"00:00:01","maxRetryDelay":"00:01:00"}}');
INSERT INTO payloads VALUES(34,'{"progress":{"listed":5,"retrying":[],"objects":0,"valid":0,"invalid":0,"unverified":0,"errors":0,"warnings":0,"infos":0,"unchecked":0,"rootErrors":0,"rootUnchecked":0,"placed":0,"misplaced":0},"startedAt":"2026-01-02T03:04:05+00:00","updatedAt":"2026-01-02T03:04:05+00:00"}');
INSERT INTO payloads VALUES(36,'{"request":{"content":true},"settings":{"window":2,"pageObjects":5,"sliceObjects":2,"pagesPerRun":2,"attempts":1,"firstRetryDelay":"00:00:01","maxRetryDelay":"00:01:00"},"state":{"startedAt":"2026-01-02T03:04:05+00:00","pages":2,"after":"page 1","listed":10,"hasObjectsAtTop":false,"hasObjectsBelow":true,"counts":{"objects":10,"valid":10,"invalid":0,"unverified":0,"errors":0,"warnings":0,"infos":0,"unchecked":0,"rootErrors":0,"rootUnchecked":0,"placed":0,"misplaced":0}}}');
INSERT INTO payloads VALUES(37,'{"outcome":"Valid","rootOutcome":"Valid","objects":15,"valid":15,"invalid":0,"unverified":0,"errors":0,"warnings":0,"infos":0,"unchecked":0,"rootErrors":0,"rootUnchecked":0,"placed":0,"misplaced":0}');
INSERT INTO payloads VALUES(38,'{"progress":{"listed":15,"total":15,"retrying":[],"objects":15,"valid":15,"invalid":0,"unverified":0,"errors":0,"warnings":0,"infos":0,"unchecked":0,"rootErrors":0,"rootUnchecked":0,"placed":0,"misplaced":0},"startedAt":"2026-01-02T03:04:05+00:00","updatedAt":"2026-01-02T03:04:05+00:00"}');
INSERT INTO payloads VALUES(40,'{"request":{"content":true},"settings":{"window":2,"pageObjects":5,"sliceObjects":2,"pagesPerRun":2,"attempts":1,"firstRetryDelay":"00:00:01","maxRetryDelay":"00:01:00"},"state":{"startedAt":"2026-01-02T03:04:05+00:00","pages":2,"after":"page 1","listed":10,"hasObjectsAtTop":false,"hasObjectsBelow":true,"counts":{"objects":10,"valid":10,"invalid":0,"unverified":0,"errors":0,"warnings":0,"infos":0,"unchecked":0,"rootErrors":0,"rootUnchecked":0,"placed":0,"misplaced":0}}}');
INSERT INTO payloads VALUES(42,'{"progress":{"listed":10,"retrying":[],"objects":10,"valid":10,"invalid":0,"unverified":0,"errors":0,"warnings":0,"infos":0,"unchecked":0,"rootErrors":0,"rootUnchecked":0,"placed":0,"misplaced":0},"startedAt":"2026-01-02T03:04:05+00:00","updatedAt":"2026-01-02T03:04:05+00:00"}');
INSERT INTO payloads VALUES(44,'{"request":{"content":true},"settings":{"window":2,"pageObjects":5,"sliceObjects":2,"pagesPerRun":2,"attempts":1,"firstRetryDelay":"00:00:01","maxRetryDelay":"00:01:00"},"state":{"startedAt":"2026-01-02T03:04:05+00:00","pages":2,"after":"page 1","listed":10,"hasObjectsAtTop":false,"hasObjectsBelow":true,"counts":{"objects":10,"valid":10,"invalid":0,"unverified":0,"errors":0,"warnings":0,"infos":0,"unchecked":0,"rootErrors":0,"rootUnchecked":0,"placed":0,"misplaced":0}}}');
INSERT INTO payloads VALUES(46,'{"progress":{"listed":15,"total":15,"retrying":[],"objects":10,"valid":10,"invalid":0,"unverified":0,"errors":0,"warnings":0,"infos":0,"unchecked":0,"rootErrors":0,"rootUnchecked":0,"placed":0,"misplaced":0},"startedAt":"2026-01-02T03:04:05+00:00","updatedAt":"2026-01-02T03:04:05+00:00"}');
CREATE INDEX inbox_due ON inbox (due) WHERE due > 0;
CREATE INDEX inbox_later ON inbox (run, task) WHERE due > 0;
CREATE INDEX inbox_ready ON inbox (run, id) WHERE due = 0;
CREATE INDEX instances_created ON instances (created, id);
CREATE INDEX instances_parent ON instances (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX instances_status ON instances (status, created, id);
COMMIT;
-- completed: Valid 15 0: 1 ListObjects, 1 ValidateStorageRoot, 3 ValidateObject
-- continued: Valid 15 0: 1 ListObjects, 1 ValidateStorageRoot, 3 ValidateObject
-- deferred: Valid 15 0: 1 ListObjects, 1 ValidateStorageRoot, 3 ValidateObject
-- failed: Failed Microsoft.DurableTask.TaskFailedException: 1 ListObjects
-- given up: Incomplete 15 1: 1 ListObjects, 1 ValidateStorageRoot, 3 ValidateObject
-- listing: Valid 15 0: 1 ListObjects, 1 ValidateStorageRoot, 3 ValidateObject
-- root: Valid 15 0: 1 ListObjects, 1 ValidateStorageRoot, 3 ValidateObject
-- validating: Valid 15 0: 1 ListObjects, 1 ValidateStorageRoot, 3 ValidateObject
