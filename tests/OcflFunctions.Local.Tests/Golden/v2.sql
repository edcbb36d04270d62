BEGIN TRANSACTION;
CREATE TABLE activities (
    run INTEGER NOT NULL,
    task INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    PRIMARY KEY (run, task)) WITHOUT ROWID;
INSERT INTO activities VALUES(1,7,15,-1);
INSERT INTO activities VALUES(10,3,6,-1);
INSERT INTO activities VALUES(11,3,6,-1);
INSERT INTO activities VALUES(4,8,16,-1);
INSERT INTO activities VALUES(6,5,11,-1);
INSERT INTO activities VALUES(9,14,29,-1);
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
INSERT INTO history VALUES(1,0,1,NULL,'UpdateObject',NULL,NULL,639029198450000000,NULL);
INSERT INTO history VALUES(1,1,2,0,'ClaimObject','{"id":"being cancelled","objectId":"urn:example:being cancelled","created":"2026-01-02T03:04:05+00:00"}','2',639029198450000000,NULL);
INSERT INTO history VALUES(1,10,4,4,NULL,'{"type":"Ocfl.Storage.StorageException","message":"The disk is full."}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(1,11,5,5,NULL,NULL,NULL,639029198450000000,639030062450000000);
INSERT INTO history VALUES(1,12,2,6,'NoteHold','{"id":"being cancelled","objectId":"urn:example:being cancelled","created":"2026-01-02T03:04:05+00:00","number":1}','2',639029198450000000,NULL);
INSERT INTO history VALUES(1,13,3,6,NULL,NULL,NULL,639029198450000000,NULL);
INSERT INTO history VALUES(1,14,10,NULL,'Cancel','{"reason":"not wanted"}',NULL,639029198460000000,NULL);
INSERT INTO history VALUES(1,15,2,7,'RevertOcflActivity','{"id":"being cancelled","objectId":"urn:example:being cancelled","created":"2026-01-02T03:04:05+00:00"}','2',639029198460000000,NULL);
INSERT INTO history VALUES(1,2,3,0,NULL,'{"ahead":0}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(1,3,2,1,'ListSource','{"update":{"id":"being cancelled","objectId":"urn:example:being cancelled","created":"2026-01-02T03:04:05+00:00"},"request":{"objectId":"urn:example:being cancelled","source":{"directory":"folder"},"mode":"replace","onFailure":"hold"},"newVersion":{"digestAlgorithm":"sha512","contentPaths":"identity","pathConstraint":"none","contentDirectory":"content","versionPadding":0}}','2',639029198450000000,NULL);
INSERT INTO history VALUES(1,4,3,1,NULL,'{"batches":2,"files":4,"bytes":40}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(1,5,2,2,'BuildStage','{"update":{"id":"being cancelled","objectId":"urn:example:being cancelled","created":"2026-01-02T03:04:05+00:00"},"batch":0}','2',639029198450000000,NULL);
INSERT INTO history VALUES(1,6,2,3,'BuildStage','{"update":{"id":"being cancelled","objectId":"urn:example:being cancelled","created":"2026-01-02T03:04:05+00:00"},"batch":1}','2',639029198450000000,NULL);
INSERT INTO history VALUES(1,7,3,2,NULL,'{"files":2,"bytes":20}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(1,8,3,3,NULL,'{"files":2,"bytes":20}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(1,9,2,4,'CreatePlan','{"update":{"id":"being cancelled","objectId":"urn:example:being cancelled","created":"2026-01-02T03:04:05+00:00"},"request":{"objectId":"urn:example:being cancelled","source":{"directory":"folder"},"mode":"replace","onFailure":"hold"},"newVersion":{"digestAlgorithm":"sha512","contentPaths":"identity","pathConstraint":"none","contentDirectory":"content","versionPadding":0}}','2',639029198450000000,NULL);
INSERT INTO history VALUES(10,0,1,NULL,'UpdateObject',NULL,NULL,639029198450000000,NULL);
INSERT INTO history VALUES(10,1,2,0,'ClaimObject','{"id":"staging","objectId":"urn:example:staging","created":"2026-01-02T03:04:05+00:00"}','2',639029198450000000,NULL);
INSERT INTO history VALUES(10,2,3,0,NULL,'{"ahead":0}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(10,3,2,1,'ListSource','{"update":{"id":"staging","objectId":"urn:example:staging","created":"2026-01-02T03:04:05+00:00"},"request":{"objectId":"urn:example:staging","source":{"directory":"folder"},"mode":"replace","onFailure":"hold"},"newVersion":{"digestAlgorithm":"sha512","contentPaths":"identity","pathConstraint":"none","contentDirectory":"content","versionPadding":0}}','2',639029198450000000,NULL);
INSERT INTO history VALUES(10,4,3,1,NULL,'{"batches":2,"files":4,"bytes":40}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(10,5,2,2,'BuildStage','{"update":{"id":"staging","objectId":"urn:example:staging","created":"2026-01-02T03:04:05+00:00"},"batch":0}','2',639029198450000000,NULL);
INSERT INTO history VALUES(10,6,2,3,'BuildStage','{"update":{"id":"staging","objectId":"urn:example:staging","created":"2026-01-02T03:04:05+00:00"},"batch":1}','2',639029198450000000,NULL);
INSERT INTO history VALUES(10,7,3,2,NULL,'{"files":2,"bytes":20}',NULL,639029198460000000,NULL);
INSERT INTO history VALUES(11,0,1,NULL,'UpdateObject',NULL,NULL,639029198450000000,NULL);
INSERT INTO history VALUES(11,1,2,0,'ClaimObject','{"id":"suspended","objectId":"urn:example:suspended","created":"2026-01-02T03:04:05+00:00"}','2',639029198450000000,NULL);
INSERT INTO history VALUES(11,2,3,0,NULL,'{"ahead":0}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(11,3,2,1,'ListSource','{"update":{"id":"suspended","objectId":"urn:example:suspended","created":"2026-01-02T03:04:05+00:00"},"request":{"objectId":"urn:example:suspended","source":{"directory":"folder"},"mode":"replace","onFailure":"hold"},"newVersion":{"digestAlgorithm":"sha512","contentPaths":"identity","pathConstraint":"none","contentDirectory":"content","versionPadding":0}}','2',639029198450000000,NULL);
INSERT INTO history VALUES(11,4,3,1,NULL,'{"batches":2,"files":4,"bytes":40}',NULL,639029198460000000,NULL);
INSERT INTO history VALUES(11,5,2,2,'BuildStage','{"update":{"id":"suspended","objectId":"urn:example:suspended","created":"2026-01-02T03:04:05+00:00"},"batch":0}','2',639029198460000000,NULL);
INSERT INTO history VALUES(11,6,2,3,'BuildStage','{"update":{"id":"suspended","objectId":"urn:example:suspended","created":"2026-01-02T03:04:05+00:00"},"batch":1}','2',639029198460000000,NULL);
INSERT INTO history VALUES(11,7,3,2,NULL,'{"files":2,"bytes":20}',NULL,639029198460000000,NULL);
INSERT INTO history VALUES(11,8,12,NULL,NULL,'for later',NULL,639029198460000000,NULL);
INSERT INTO history VALUES(12,0,1,NULL,'UpdateObject',NULL,NULL,639029198450000000,NULL);
INSERT INTO history VALUES(12,1,2,0,'ClaimObject','{"id":"waiting","objectId":"urn:example:waiting","created":"2026-01-02T03:04:05+00:00"}','2',639029198450000000,NULL);
INSERT INTO history VALUES(12,2,3,0,NULL,'{"ahead":1}',NULL,639029198460000000,NULL);
INSERT INTO history VALUES(12,3,5,1,NULL,NULL,NULL,639029198460000000,639029198760000000);
INSERT INTO history VALUES(2,0,1,NULL,'UpdateObject',NULL,NULL,639029198450000000,NULL);
INSERT INTO history VALUES(2,1,2,0,'ClaimObject','{"id":"cancelled","objectId":"urn:example:cancelled","created":"2026-01-02T03:04:05+00:00"}','2',639029198450000000,NULL);
INSERT INTO history VALUES(2,10,4,4,NULL,'{"type":"Ocfl.Storage.StorageException","message":"The disk is full."}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(2,11,5,5,NULL,NULL,NULL,639029198450000000,639030062450000000);
INSERT INTO history VALUES(2,12,2,6,'NoteHold','{"id":"cancelled","objectId":"urn:example:cancelled","created":"2026-01-02T03:04:05+00:00","number":1}','2',639029198450000000,NULL);
INSERT INTO history VALUES(2,13,3,6,NULL,NULL,NULL,639029198450000000,NULL);
INSERT INTO history VALUES(2,14,10,NULL,'Cancel','{"reason":"not wanted"}',NULL,639029198460000000,NULL);
INSERT INTO history VALUES(2,15,2,7,'RevertOcflActivity','{"id":"cancelled","objectId":"urn:example:cancelled","created":"2026-01-02T03:04:05+00:00"}','2',639029198460000000,NULL);
INSERT INTO history VALUES(2,16,3,7,NULL,'{"committed":false,"applied":false}',NULL,639029198460000000,NULL);
INSERT INTO history VALUES(2,17,2,8,'ReleaseObject','{"id":"cancelled","objectId":"urn:example:cancelled","created":"2026-01-02T03:04:05+00:00","ended":"Cancelled","granted":"2026-01-02T03:04:05+00:00"}','2',639029198460000000,NULL);
INSERT INTO history VALUES(2,18,3,8,NULL,NULL,NULL,639029198460000000,NULL);
INSERT INTO history VALUES(2,19,14,NULL,NULL,NULL,NULL,639029198460000000,NULL);
INSERT INTO history VALUES(2,2,3,0,NULL,'{"ahead":0}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(2,3,2,1,'ListSource','{"update":{"id":"cancelled","objectId":"urn:example:cancelled","created":"2026-01-02T03:04:05+00:00"},"request":{"objectId":"urn:example:cancelled","source":{"directory":"folder"},"mode":"replace","onFailure":"hold"},"newVersion":{"digestAlgorithm":"sha512","contentPaths":"identity","pathConstraint":"none","contentDirectory":"content","versionPadding":0}}','2',639029198450000000,NULL);
INSERT INTO history VALUES(2,4,3,1,NULL,'{"batches":2,"files":4,"bytes":40}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(2,5,2,2,'BuildStage','{"update":{"id":"cancelled","objectId":"urn:example:cancelled","created":"2026-01-02T03:04:05+00:00"},"batch":0}','2',639029198450000000,NULL);
INSERT INTO history VALUES(2,6,2,3,'BuildStage','{"update":{"id":"cancelled","objectId":"urn:example:cancelled","created":"2026-01-02T03:04:05+00:00"},"batch":1}','2',639029198450000000,NULL);
INSERT INTO history VALUES(2,7,3,2,NULL,'{"files":2,"bytes":20}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(2,8,3,3,NULL,'{"files":2,"bytes":20}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(2,9,2,4,'CreatePlan','{"update":{"id":"cancelled","objectId":"urn:example:cancelled","created":"2026-01-02T03:04:05+00:00"},"request":{"objectId":"urn:example:cancelled","source":{"directory":"folder"},"mode":"replace","onFailure":"hold"},"newVersion":{"digestAlgorithm":"sha512","contentPaths":"identity","pathConstraint":"none","contentDirectory":"content","versionPadding":0}}','2',639029198450000000,NULL);
INSERT INTO history VALUES(3,0,1,NULL,'UpdateObject',NULL,NULL,639029198450000000,NULL);
INSERT INTO history VALUES(3,1,2,0,'ClaimObject','{"id":"completed","objectId":"urn:example:completed","created":"2026-01-02T03:04:05+00:00"}','2',639029198450000000,NULL);
INSERT INTO history VALUES(3,10,3,4,NULL,'{"head":"v1","objectRoot":"root","digestAlgorithm":"sha512","inventoryDigest":"0","changesNothing":false,"steps":8,"bytes":80,"preparation":{"first":0,"count":1},"copies":{"first":1,"count":4},"commit":{"first":5,"count":2},"finish":{"first":7,"count":1},"names":["step 0","step 1","step 2","step 3","step 4","step 5","step 6","step 7"]}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(3,11,2,5,'ExecuteOcflActivity','{"update":{"id":"completed","objectId":"urn:example:completed","created":"2026-01-02T03:04:05+00:00"},"slice":0,"name":"step 0"}','2',639029198450000000,NULL);
INSERT INTO history VALUES(3,12,3,5,NULL,'{"steps":1,"alreadyDone":0,"bytes":10,"written":10}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(3,13,2,6,'ExecuteOcflActivity','{"update":{"id":"completed","objectId":"urn:example:completed","created":"2026-01-02T03:04:05+00:00"},"slice":1,"name":"step 1"}','2',639029198450000000,NULL);
INSERT INTO history VALUES(3,14,2,7,'ExecuteOcflActivity','{"update":{"id":"completed","objectId":"urn:example:completed","created":"2026-01-02T03:04:05+00:00"},"slice":2,"name":"step 2"}','2',639029198450000000,NULL);
INSERT INTO history VALUES(3,15,3,6,NULL,'{"steps":1,"alreadyDone":0,"bytes":10,"written":10}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(3,16,2,8,'ExecuteOcflActivity','{"update":{"id":"completed","objectId":"urn:example:completed","created":"2026-01-02T03:04:05+00:00"},"slice":3,"name":"step 3"}','2',639029198450000000,NULL);
INSERT INTO history VALUES(3,17,3,7,NULL,'{"steps":1,"alreadyDone":0,"bytes":10,"written":10}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(3,18,2,9,'ExecuteOcflActivity','{"update":{"id":"completed","objectId":"urn:example:completed","created":"2026-01-02T03:04:05+00:00"},"slice":4,"name":"step 4"}','2',639029198450000000,NULL);
INSERT INTO history VALUES(3,19,3,8,NULL,'{"steps":1,"alreadyDone":0,"bytes":10,"written":10}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(3,2,3,0,NULL,'{"ahead":0}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(3,20,3,9,NULL,'{"steps":1,"alreadyDone":0,"bytes":10,"written":10}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(3,21,2,10,'ExecuteOcflActivity','{"update":{"id":"completed","objectId":"urn:example:completed","created":"2026-01-02T03:04:05+00:00"},"slice":5,"name":"step 5"}','2',639029198450000000,NULL);
INSERT INTO history VALUES(3,22,3,10,NULL,'{"steps":1,"alreadyDone":0,"bytes":10,"written":10}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(3,23,2,11,'ExecuteOcflActivity','{"update":{"id":"completed","objectId":"urn:example:completed","created":"2026-01-02T03:04:05+00:00"},"slice":6,"name":"step 6"}','2',639029198450000000,NULL);
INSERT INTO history VALUES(3,24,3,11,NULL,'{"steps":1,"alreadyDone":0,"bytes":10,"written":10}',NULL,639029198460000000,NULL);
INSERT INTO history VALUES(3,25,2,12,'ExecuteOcflActivity','{"update":{"id":"completed","objectId":"urn:example:completed","created":"2026-01-02T03:04:05+00:00"},"slice":7,"name":"step 7"}','2',639029198460000000,NULL);
INSERT INTO history VALUES(3,26,3,12,NULL,'{"steps":1,"alreadyDone":0,"bytes":10,"written":10}',NULL,639029198460000000,NULL);
INSERT INTO history VALUES(3,27,2,13,'ApplyPlan','{"id":"completed","objectId":"urn:example:completed","created":"2026-01-02T03:04:05+00:00"}','2',639029198460000000,NULL);
INSERT INTO history VALUES(3,28,3,13,NULL,NULL,NULL,639029198460000000,NULL);
INSERT INTO history VALUES(3,29,2,14,'ReleaseObject','{"id":"completed","objectId":"urn:example:completed","created":"2026-01-02T03:04:05+00:00","ended":"Completed","granted":"2026-01-02T03:04:05+00:00"}','2',639029198460000000,NULL);
INSERT INTO history VALUES(3,3,2,1,'ListSource','{"update":{"id":"completed","objectId":"urn:example:completed","created":"2026-01-02T03:04:05+00:00"},"request":{"objectId":"urn:example:completed","source":{"directory":"folder"},"mode":"replace","onFailure":"hold"},"newVersion":{"digestAlgorithm":"sha512","contentPaths":"identity","pathConstraint":"none","contentDirectory":"content","versionPadding":0}}','2',639029198450000000,NULL);
INSERT INTO history VALUES(3,30,3,14,NULL,NULL,NULL,639029198460000000,NULL);
INSERT INTO history VALUES(3,31,14,NULL,NULL,NULL,NULL,639029198460000000,NULL);
INSERT INTO history VALUES(3,4,3,1,NULL,'{"batches":2,"files":4,"bytes":40}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(3,5,2,2,'BuildStage','{"update":{"id":"completed","objectId":"urn:example:completed","created":"2026-01-02T03:04:05+00:00"},"batch":0}','2',639029198450000000,NULL);
INSERT INTO history VALUES(3,6,2,3,'BuildStage','{"update":{"id":"completed","objectId":"urn:example:completed","created":"2026-01-02T03:04:05+00:00"},"batch":1}','2',639029198450000000,NULL);
INSERT INTO history VALUES(3,7,3,2,NULL,'{"files":2,"bytes":20}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(3,8,3,3,NULL,'{"files":2,"bytes":20}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(3,9,2,4,'CreatePlan','{"update":{"id":"completed","objectId":"urn:example:completed","created":"2026-01-02T03:04:05+00:00"},"request":{"objectId":"urn:example:completed","source":{"directory":"folder"},"mode":"replace","onFailure":"hold"},"newVersion":{"digestAlgorithm":"sha512","contentPaths":"identity","pathConstraint":"none","contentDirectory":"content","versionPadding":0}}','2',639029198450000000,NULL);
INSERT INTO history VALUES(4,0,1,NULL,'UpdateObject',NULL,NULL,639029198450000000,NULL);
INSERT INTO history VALUES(4,1,2,0,'ClaimObject','{"id":"copying","objectId":"urn:example:copying","created":"2026-01-02T03:04:05+00:00"}','2',639029198450000000,NULL);
INSERT INTO history VALUES(4,10,3,4,NULL,'{"head":"v1","objectRoot":"root","digestAlgorithm":"sha512","inventoryDigest":"0","changesNothing":false,"steps":8,"bytes":80,"preparation":{"first":0,"count":1},"copies":{"first":1,"count":4},"commit":{"first":5,"count":2},"finish":{"first":7,"count":1},"names":["step 0","step 1","step 2","step 3","step 4","step 5","step 6","step 7"]}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(4,11,2,5,'ExecuteOcflActivity','{"update":{"id":"copying","objectId":"urn:example:copying","created":"2026-01-02T03:04:05+00:00"},"slice":0,"name":"step 0"}','2',639029198450000000,NULL);
INSERT INTO history VALUES(4,12,3,5,NULL,'{"steps":1,"alreadyDone":0,"bytes":10,"written":10}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(4,13,2,6,'ExecuteOcflActivity','{"update":{"id":"copying","objectId":"urn:example:copying","created":"2026-01-02T03:04:05+00:00"},"slice":1,"name":"step 1"}','2',639029198450000000,NULL);
INSERT INTO history VALUES(4,14,2,7,'ExecuteOcflActivity','{"update":{"id":"copying","objectId":"urn:example:copying","created":"2026-01-02T03:04:05+00:00"},"slice":2,"name":"step 2"}','2',639029198450000000,NULL);
INSERT INTO history VALUES(4,15,3,6,NULL,'{"steps":1,"alreadyDone":0,"bytes":10,"written":10}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(4,16,2,8,'ExecuteOcflActivity','{"update":{"id":"copying","objectId":"urn:example:copying","created":"2026-01-02T03:04:05+00:00"},"slice":3,"name":"step 3"}','2',639029198450000000,NULL);
INSERT INTO history VALUES(4,17,4,7,NULL,'{"type":"Ocfl.Storage.StorageException","message":"The disk is full."}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(4,18,5,9,NULL,NULL,NULL,639029198450000000,639029198460000000);
INSERT INTO history VALUES(4,19,6,9,NULL,NULL,NULL,639029198460000000,NULL);
INSERT INTO history VALUES(4,2,3,0,NULL,'{"ahead":0}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(4,20,2,10,'ExecuteOcflActivity','{"update":{"id":"copying","objectId":"urn:example:copying","created":"2026-01-02T03:04:05+00:00"},"slice":2,"name":"step 2"}','2',639029198460000000,NULL);
INSERT INTO history VALUES(4,21,3,10,NULL,'{"steps":1,"alreadyDone":0,"bytes":10,"written":10}',NULL,639029198460000000,NULL);
INSERT INTO history VALUES(4,22,2,11,'ExecuteOcflActivity','{"update":{"id":"copying","objectId":"urn:example:copying","created":"2026-01-02T03:04:05+00:00"},"slice":4,"name":"step 4"}','2',639029198460000000,NULL);
INSERT INTO history VALUES(4,23,4,11,NULL,'{"type":"Ocfl.Storage.StorageException","message":"The disk is full."}',NULL,639029198460000000,NULL);
INSERT INTO history VALUES(4,24,5,12,NULL,NULL,NULL,639029198460000000,639029198470000000);
INSERT INTO history VALUES(4,3,2,1,'ListSource','{"update":{"id":"copying","objectId":"urn:example:copying","created":"2026-01-02T03:04:05+00:00"},"request":{"objectId":"urn:example:copying","source":{"directory":"folder"},"mode":"replace","onFailure":"hold"},"newVersion":{"digestAlgorithm":"sha512","contentPaths":"identity","pathConstraint":"none","contentDirectory":"content","versionPadding":0}}','2',639029198450000000,NULL);
INSERT INTO history VALUES(4,4,3,1,NULL,'{"batches":2,"files":4,"bytes":40}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(4,5,2,2,'BuildStage','{"update":{"id":"copying","objectId":"urn:example:copying","created":"2026-01-02T03:04:05+00:00"},"batch":0}','2',639029198450000000,NULL);
INSERT INTO history VALUES(4,6,2,3,'BuildStage','{"update":{"id":"copying","objectId":"urn:example:copying","created":"2026-01-02T03:04:05+00:00"},"batch":1}','2',639029198450000000,NULL);
INSERT INTO history VALUES(4,7,3,2,NULL,'{"files":2,"bytes":20}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(4,8,3,3,NULL,'{"files":2,"bytes":20}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(4,9,2,4,'CreatePlan','{"update":{"id":"copying","objectId":"urn:example:copying","created":"2026-01-02T03:04:05+00:00"},"request":{"objectId":"urn:example:copying","source":{"directory":"folder"},"mode":"replace","onFailure":"hold"},"newVersion":{"digestAlgorithm":"sha512","contentPaths":"identity","pathConstraint":"none","contentDirectory":"content","versionPadding":0}}','2',639029198450000000,NULL);
INSERT INTO history VALUES(5,0,1,NULL,'UpdateObject',NULL,NULL,639029198450000000,NULL);
INSERT INTO history VALUES(5,1,2,0,'ClaimObject','{"id":"failed","objectId":"urn:example:failed","created":"2026-01-02T03:04:05+00:00"}','2',639029198450000000,NULL);
INSERT INTO history VALUES(5,10,4,4,NULL,'{"type":"Ocfl.Staging.InvalidUpdateException","message":"There is nothing to take."}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(5,11,2,5,'RevertOcflActivity','{"id":"failed","objectId":"urn:example:failed","created":"2026-01-02T03:04:05+00:00"}','2',639029198450000000,NULL);
INSERT INTO history VALUES(5,12,3,5,NULL,'{"committed":false,"applied":false}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(5,13,2,6,'ReleaseObject','{"id":"failed","objectId":"urn:example:failed","created":"2026-01-02T03:04:05+00:00","ended":"Failed","granted":"2026-01-02T03:04:05+00:00"}','2',639029198450000000,NULL);
INSERT INTO history VALUES(5,14,3,6,NULL,NULL,NULL,639029198450000000,NULL);
INSERT INTO history VALUES(5,15,15,NULL,NULL,NULL,NULL,639029198450000000,NULL);
INSERT INTO history VALUES(5,2,3,0,NULL,'{"ahead":0}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(5,3,2,1,'ListSource','{"update":{"id":"failed","objectId":"urn:example:failed","created":"2026-01-02T03:04:05+00:00"},"request":{"objectId":"urn:example:failed","source":{"directory":"folder"},"mode":"replace","onFailure":"hold"},"newVersion":{"digestAlgorithm":"sha512","contentPaths":"identity","pathConstraint":"none","contentDirectory":"content","versionPadding":0}}','2',639029198450000000,NULL);
INSERT INTO history VALUES(5,4,3,1,NULL,'{"batches":2,"files":4,"bytes":40}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(5,5,2,2,'BuildStage','{"update":{"id":"failed","objectId":"urn:example:failed","created":"2026-01-02T03:04:05+00:00"},"batch":0}','2',639029198450000000,NULL);
INSERT INTO history VALUES(5,6,2,3,'BuildStage','{"update":{"id":"failed","objectId":"urn:example:failed","created":"2026-01-02T03:04:05+00:00"},"batch":1}','2',639029198450000000,NULL);
INSERT INTO history VALUES(5,7,3,2,NULL,'{"files":2,"bytes":20}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(5,8,3,3,NULL,'{"files":2,"bytes":20}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(5,9,2,4,'CreatePlan','{"update":{"id":"failed","objectId":"urn:example:failed","created":"2026-01-02T03:04:05+00:00"},"request":{"objectId":"urn:example:failed","source":{"directory":"folder"},"mode":"replace","onFailure":"hold"},"newVersion":{"digestAlgorithm":"sha512","contentPaths":"identity","pathConstraint":"none","contentDirectory":"content","versionPadding":0}}','2',639029198450000000,NULL);
INSERT INTO history VALUES(6,0,1,NULL,'UpdateObject',NULL,NULL,639029198450000000,NULL);
INSERT INTO history VALUES(6,1,2,0,'ClaimObject','{"id":"failing","objectId":"urn:example:failing","created":"2026-01-02T03:04:05+00:00"}','2',639029198450000000,NULL);
INSERT INTO history VALUES(6,10,4,4,NULL,'{"type":"Ocfl.Staging.InvalidUpdateException","message":"There is nothing to take."}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(6,11,2,5,'RevertOcflActivity','{"id":"failing","objectId":"urn:example:failing","created":"2026-01-02T03:04:05+00:00"}','2',639029198450000000,NULL);
INSERT INTO history VALUES(6,2,3,0,NULL,'{"ahead":0}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(6,3,2,1,'ListSource','{"update":{"id":"failing","objectId":"urn:example:failing","created":"2026-01-02T03:04:05+00:00"},"request":{"objectId":"urn:example:failing","source":{"directory":"folder"},"mode":"replace","onFailure":"hold"},"newVersion":{"digestAlgorithm":"sha512","contentPaths":"identity","pathConstraint":"none","contentDirectory":"content","versionPadding":0}}','2',639029198450000000,NULL);
INSERT INTO history VALUES(6,4,3,1,NULL,'{"batches":2,"files":4,"bytes":40}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(6,5,2,2,'BuildStage','{"update":{"id":"failing","objectId":"urn:example:failing","created":"2026-01-02T03:04:05+00:00"},"batch":0}','2',639029198450000000,NULL);
INSERT INTO history VALUES(6,6,2,3,'BuildStage','{"update":{"id":"failing","objectId":"urn:example:failing","created":"2026-01-02T03:04:05+00:00"},"batch":1}','2',639029198450000000,NULL);
INSERT INTO history VALUES(6,7,3,2,NULL,'{"files":2,"bytes":20}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(6,8,3,3,NULL,'{"files":2,"bytes":20}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(6,9,2,4,'CreatePlan','{"update":{"id":"failing","objectId":"urn:example:failing","created":"2026-01-02T03:04:05+00:00"},"request":{"objectId":"urn:example:failing","source":{"directory":"folder"},"mode":"replace","onFailure":"hold"},"newVersion":{"digestAlgorithm":"sha512","contentPaths":"identity","pathConstraint":"none","contentDirectory":"content","versionPadding":0}}','2',639029198450000000,NULL);
INSERT INTO history VALUES(7,0,1,NULL,'UpdateObject',NULL,NULL,639029198450000000,NULL);
INSERT INTO history VALUES(7,1,2,0,'ClaimObject','{"id":"held","objectId":"urn:example:held","created":"2026-01-02T03:04:05+00:00"}','2',639029198450000000,NULL);
INSERT INTO history VALUES(7,10,3,4,NULL,'{"head":"v1","objectRoot":"root","digestAlgorithm":"sha512","inventoryDigest":"0","changesNothing":false,"steps":8,"bytes":80,"preparation":{"first":0,"count":1},"copies":{"first":1,"count":4},"commit":{"first":5,"count":2},"finish":{"first":7,"count":1},"names":["step 0","step 1","step 2","step 3","step 4","step 5","step 6","step 7"]}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(7,11,2,5,'ExecuteOcflActivity','{"update":{"id":"held","objectId":"urn:example:held","created":"2026-01-02T03:04:05+00:00"},"slice":0,"name":"step 0"}','2',639029198450000000,NULL);
INSERT INTO history VALUES(7,12,3,5,NULL,'{"steps":1,"alreadyDone":0,"bytes":10,"written":10}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(7,13,2,6,'ExecuteOcflActivity','{"update":{"id":"held","objectId":"urn:example:held","created":"2026-01-02T03:04:05+00:00"},"slice":1,"name":"step 1"}','2',639029198450000000,NULL);
INSERT INTO history VALUES(7,14,2,7,'ExecuteOcflActivity','{"update":{"id":"held","objectId":"urn:example:held","created":"2026-01-02T03:04:05+00:00"},"slice":2,"name":"step 2"}','2',639029198450000000,NULL);
INSERT INTO history VALUES(7,15,3,6,NULL,'{"steps":1,"alreadyDone":0,"bytes":10,"written":10}',NULL,639029198460000000,NULL);
INSERT INTO history VALUES(7,16,2,8,'ExecuteOcflActivity','{"update":{"id":"held","objectId":"urn:example:held","created":"2026-01-02T03:04:05+00:00"},"slice":3,"name":"step 3"}','2',639029198460000000,NULL);
INSERT INTO history VALUES(7,17,3,7,NULL,'{"steps":1,"alreadyDone":0,"bytes":10,"written":10}',NULL,639029198460000000,NULL);
INSERT INTO history VALUES(7,18,2,9,'ExecuteOcflActivity','{"update":{"id":"held","objectId":"urn:example:held","created":"2026-01-02T03:04:05+00:00"},"slice":4,"name":"step 4"}','2',639029198460000000,NULL);
INSERT INTO history VALUES(7,19,4,8,NULL,'{"type":"Ocfl.Storage.StorageException","message":"The disk is full."}',NULL,639029198460000000,NULL);
INSERT INTO history VALUES(7,2,3,0,NULL,'{"ahead":0}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(7,20,5,10,NULL,NULL,NULL,639029198460000000,639030062460000000);
INSERT INTO history VALUES(7,21,2,11,'NoteHold','{"id":"held","objectId":"urn:example:held","created":"2026-01-02T03:04:05+00:00","number":1}','2',639029198460000000,NULL);
INSERT INTO history VALUES(7,22,3,9,NULL,'{"steps":1,"alreadyDone":0,"bytes":10,"written":10}',NULL,639029198460000000,NULL);
INSERT INTO history VALUES(7,23,3,11,NULL,NULL,NULL,639029198460000000,NULL);
INSERT INTO history VALUES(7,3,2,1,'ListSource','{"update":{"id":"held","objectId":"urn:example:held","created":"2026-01-02T03:04:05+00:00"},"request":{"objectId":"urn:example:held","source":{"directory":"folder"},"mode":"replace","onFailure":"hold"},"newVersion":{"digestAlgorithm":"sha512","contentPaths":"identity","pathConstraint":"none","contentDirectory":"content","versionPadding":0}}','2',639029198450000000,NULL);
INSERT INTO history VALUES(7,4,3,1,NULL,'{"batches":2,"files":4,"bytes":40}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(7,5,2,2,'BuildStage','{"update":{"id":"held","objectId":"urn:example:held","created":"2026-01-02T03:04:05+00:00"},"batch":0}','2',639029198450000000,NULL);
INSERT INTO history VALUES(7,6,2,3,'BuildStage','{"update":{"id":"held","objectId":"urn:example:held","created":"2026-01-02T03:04:05+00:00"},"batch":1}','2',639029198450000000,NULL);
INSERT INTO history VALUES(7,7,3,2,NULL,'{"files":2,"bytes":20}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(7,8,3,3,NULL,'{"files":2,"bytes":20}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(7,9,2,4,'CreatePlan','{"update":{"id":"held","objectId":"urn:example:held","created":"2026-01-02T03:04:05+00:00"},"request":{"objectId":"urn:example:held","source":{"directory":"folder"},"mode":"replace","onFailure":"hold"},"newVersion":{"digestAlgorithm":"sha512","contentPaths":"identity","pathConstraint":"none","contentDirectory":"content","versionPadding":0}}','2',639029198450000000,NULL);
INSERT INTO history VALUES(8,0,1,NULL,'UpdateObject',NULL,NULL,639029198450000000,NULL);
INSERT INTO history VALUES(8,1,2,0,'ClaimObject','{"id":"held again","objectId":"urn:example:held again","created":"2026-01-02T03:04:05+00:00"}','2',639029198450000000,NULL);
INSERT INTO history VALUES(8,10,3,4,NULL,'{"head":"v1","objectRoot":"root","digestAlgorithm":"sha512","inventoryDigest":"0","changesNothing":false,"steps":8,"bytes":80,"preparation":{"first":0,"count":1},"copies":{"first":1,"count":4},"commit":{"first":5,"count":2},"finish":{"first":7,"count":1},"names":["step 0","step 1","step 2","step 3","step 4","step 5","step 6","step 7"]}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(8,11,2,5,'ExecuteOcflActivity','{"update":{"id":"held again","objectId":"urn:example:held again","created":"2026-01-02T03:04:05+00:00"},"slice":0,"name":"step 0"}','2',639029198450000000,NULL);
INSERT INTO history VALUES(8,12,3,5,NULL,'{"steps":1,"alreadyDone":0,"bytes":10,"written":10}',NULL,639029198460000000,NULL);
INSERT INTO history VALUES(8,13,2,6,'ExecuteOcflActivity','{"update":{"id":"held again","objectId":"urn:example:held again","created":"2026-01-02T03:04:05+00:00"},"slice":1,"name":"step 1"}','2',639029198460000000,NULL);
INSERT INTO history VALUES(8,14,2,7,'ExecuteOcflActivity','{"update":{"id":"held again","objectId":"urn:example:held again","created":"2026-01-02T03:04:05+00:00"},"slice":2,"name":"step 2"}','2',639029198460000000,NULL);
INSERT INTO history VALUES(8,15,3,6,NULL,'{"steps":1,"alreadyDone":0,"bytes":10,"written":10}',NULL,639029198460000000,NULL);
INSERT INTO history VALUES(8,16,2,8,'ExecuteOcflActivity','{"update":{"id":"held again","objectId":"urn:example:held again","created":"2026-01-02T03:04:05+00:00"},"slice":3,"name":"step 3"}','2',639029198460000000,NULL);
INSERT INTO history VALUES(8,17,3,7,NULL,'{"steps":1,"alreadyDone":0,"bytes":10,"written":10}',NULL,639029198460000000,NULL);
INSERT INTO history VALUES(8,18,2,9,'ExecuteOcflActivity','{"update":{"id":"held again","objectId":"urn:example:held again","created":"2026-01-02T03:04:05+00:00"},"slice":4,"name":"step 4"}','2',639029198460000000,NULL);
INSERT INTO history VALUES(8,19,4,8,NULL,'{"type":"Ocfl.Storage.StorageException","message":"The disk is full."}',NULL,639029198460000000,NULL);
INSERT INTO history VALUES(8,2,3,0,NULL,'{"ahead":0}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(8,20,5,10,NULL,NULL,NULL,639029198460000000,639030062460000000);
INSERT INTO history VALUES(8,21,2,11,'NoteHold','{"id":"held again","objectId":"urn:example:held again","created":"2026-01-02T03:04:05+00:00","number":1}','2',639029198460000000,NULL);
INSERT INTO history VALUES(8,22,3,9,NULL,'{"steps":1,"alreadyDone":0,"bytes":10,"written":10}',NULL,639029198460000000,NULL);
INSERT INTO history VALUES(8,23,3,11,NULL,NULL,NULL,639029198460000000,NULL);
INSERT INTO history VALUES(8,24,10,NULL,'Retry','{"reason":"mended"}',NULL,639029198460000000,NULL);
INSERT INTO history VALUES(8,25,2,12,'ExecuteOcflActivity','{"update":{"id":"held again","objectId":"urn:example:held again","created":"2026-01-02T03:04:05+00:00"},"slice":3,"name":"step 3"}','2',639029198460000000,NULL);
INSERT INTO history VALUES(8,26,4,12,NULL,'{"type":"Ocfl.Storage.StorageException","message":"The disk is full."}',NULL,639029198460000000,NULL);
INSERT INTO history VALUES(8,27,5,13,NULL,NULL,NULL,639029198460000000,639030062460000000);
INSERT INTO history VALUES(8,28,2,14,'NoteHold','{"id":"held again","objectId":"urn:example:held again","created":"2026-01-02T03:04:05+00:00","number":2}','2',639029198460000000,NULL);
INSERT INTO history VALUES(8,29,3,14,NULL,NULL,NULL,639029198460000000,NULL);
INSERT INTO history VALUES(8,3,2,1,'ListSource','{"update":{"id":"held again","objectId":"urn:example:held again","created":"2026-01-02T03:04:05+00:00"},"request":{"objectId":"urn:example:held again","source":{"directory":"folder"},"mode":"replace","onFailure":"hold"},"newVersion":{"digestAlgorithm":"sha512","contentPaths":"identity","pathConstraint":"none","contentDirectory":"content","versionPadding":0}}','2',639029198450000000,NULL);
INSERT INTO history VALUES(8,4,3,1,NULL,'{"batches":2,"files":4,"bytes":40}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(8,5,2,2,'BuildStage','{"update":{"id":"held again","objectId":"urn:example:held again","created":"2026-01-02T03:04:05+00:00"},"batch":0}','2',639029198450000000,NULL);
INSERT INTO history VALUES(8,6,2,3,'BuildStage','{"update":{"id":"held again","objectId":"urn:example:held again","created":"2026-01-02T03:04:05+00:00"},"batch":1}','2',639029198450000000,NULL);
INSERT INTO history VALUES(8,7,3,2,NULL,'{"files":2,"bytes":20}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(8,8,3,3,NULL,'{"files":2,"bytes":20}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(8,9,2,4,'CreatePlan','{"update":{"id":"held again","objectId":"urn:example:held again","created":"2026-01-02T03:04:05+00:00"},"request":{"objectId":"urn:example:held again","source":{"directory":"folder"},"mode":"replace","onFailure":"hold"},"newVersion":{"digestAlgorithm":"sha512","contentPaths":"identity","pathConstraint":"none","contentDirectory":"content","versionPadding":0}}','2',639029198450000000,NULL);
INSERT INTO history VALUES(9,0,1,NULL,'UpdateObject',NULL,NULL,639029198450000000,NULL);
INSERT INTO history VALUES(9,1,2,0,'ClaimObject','{"id":"releasing","objectId":"urn:example:releasing","created":"2026-01-02T03:04:05+00:00"}','2',639029198450000000,NULL);
INSERT INTO history VALUES(9,10,3,4,NULL,'{"head":"v1","objectRoot":"root","digestAlgorithm":"sha512","inventoryDigest":"0","changesNothing":false,"steps":8,"bytes":80,"preparation":{"first":0,"count":1},"copies":{"first":1,"count":4},"commit":{"first":5,"count":2},"finish":{"first":7,"count":1},"names":["step 0","step 1","step 2","step 3","step 4","step 5","step 6","step 7"]}',NULL,639029198460000000,NULL);
INSERT INTO history VALUES(9,11,2,5,'ExecuteOcflActivity','{"update":{"id":"releasing","objectId":"urn:example:releasing","created":"2026-01-02T03:04:05+00:00"},"slice":0,"name":"step 0"}','2',639029198460000000,NULL);
INSERT INTO history VALUES(9,12,3,5,NULL,'{"steps":1,"alreadyDone":0,"bytes":10,"written":10}',NULL,639029198460000000,NULL);
INSERT INTO history VALUES(9,13,2,6,'ExecuteOcflActivity','{"update":{"id":"releasing","objectId":"urn:example:releasing","created":"2026-01-02T03:04:05+00:00"},"slice":1,"name":"step 1"}','2',639029198460000000,NULL);
INSERT INTO history VALUES(9,14,2,7,'ExecuteOcflActivity','{"update":{"id":"releasing","objectId":"urn:example:releasing","created":"2026-01-02T03:04:05+00:00"},"slice":2,"name":"step 2"}','2',639029198460000000,NULL);
INSERT INTO history VALUES(9,15,3,6,NULL,'{"steps":1,"alreadyDone":0,"bytes":10,"written":10}',NULL,639029198460000000,NULL);
INSERT INTO history VALUES(9,16,2,8,'ExecuteOcflActivity','{"update":{"id":"releasing","objectId":"urn:example:releasing","created":"2026-01-02T03:04:05+00:00"},"slice":3,"name":"step 3"}','2',639029198460000000,NULL);
INSERT INTO history VALUES(9,17,3,7,NULL,'{"steps":1,"alreadyDone":0,"bytes":10,"written":10}',NULL,639029198460000000,NULL);
INSERT INTO history VALUES(9,18,2,9,'ExecuteOcflActivity','{"update":{"id":"releasing","objectId":"urn:example:releasing","created":"2026-01-02T03:04:05+00:00"},"slice":4,"name":"step 4"}','2',639029198460000000,NULL);
INSERT INTO history VALUES(9,19,3,8,NULL,'{"steps":1,"alreadyDone":0,"bytes":10,"written":10}',NULL,639029198460000000,NULL);
INSERT INTO history VALUES(9,2,3,0,NULL,'{"ahead":0}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(9,20,3,9,NULL,'{"steps":1,"alreadyDone":0,"bytes":10,"written":10}',NULL,639029198460000000,NULL);
INSERT INTO history VALUES(9,21,2,10,'ExecuteOcflActivity','{"update":{"id":"releasing","objectId":"urn:example:releasing","created":"2026-01-02T03:04:05+00:00"},"slice":5,"name":"step 5"}','2',639029198460000000,NULL);
INSERT INTO history VALUES(9,22,3,10,NULL,'{"steps":1,"alreadyDone":0,"bytes":10,"written":10}',NULL,639029198460000000,NULL);
INSERT INTO history VALUES(9,23,2,11,'ExecuteOcflActivity','{"update":{"id":"releasing","objectId":"urn:example:releasing","created":"2026-01-02T03:04:05+00:00"},"slice":6,"name":"step 6"}','2',639029198460000000,NULL);
INSERT INTO history VALUES(9,24,3,11,NULL,'{"steps":1,"alreadyDone":0,"bytes":10,"written":10}',NULL,639029198460000000,NULL);
INSERT INTO history VALUES(9,25,2,12,'ExecuteOcflActivity','{"update":{"id":"releasing","objectId":"urn:example:releasing","created":"2026-01-02T03:04:05+00:00"},"slice":7,"name":"step 7"}','2',639029198460000000,NULL);
INSERT INTO history VALUES(9,26,3,12,NULL,'{"steps":1,"alreadyDone":0,"bytes":10,"written":10}',NULL,639029198460000000,NULL);
INSERT INTO history VALUES(9,27,2,13,'ApplyPlan','{"id":"releasing","objectId":"urn:example:releasing","created":"2026-01-02T03:04:05+00:00"}','2',639029198460000000,NULL);
INSERT INTO history VALUES(9,28,3,13,NULL,NULL,NULL,639029198460000000,NULL);
INSERT INTO history VALUES(9,29,2,14,'ReleaseObject','{"id":"releasing","objectId":"urn:example:releasing","created":"2026-01-02T03:04:05+00:00","ended":"Completed","granted":"2026-01-02T03:04:05+00:00"}','2',639029198460000000,NULL);
INSERT INTO history VALUES(9,3,2,1,'ListSource','{"update":{"id":"releasing","objectId":"urn:example:releasing","created":"2026-01-02T03:04:05+00:00"},"request":{"objectId":"urn:example:releasing","source":{"directory":"folder"},"mode":"replace","onFailure":"hold"},"newVersion":{"digestAlgorithm":"sha512","contentPaths":"identity","pathConstraint":"none","contentDirectory":"content","versionPadding":0}}','2',639029198450000000,NULL);
INSERT INTO history VALUES(9,4,3,1,NULL,'{"batches":2,"files":4,"bytes":40}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(9,5,2,2,'BuildStage','{"update":{"id":"releasing","objectId":"urn:example:releasing","created":"2026-01-02T03:04:05+00:00"},"batch":0}','2',639029198450000000,NULL);
INSERT INTO history VALUES(9,6,2,3,'BuildStage','{"update":{"id":"releasing","objectId":"urn:example:releasing","created":"2026-01-02T03:04:05+00:00"},"batch":1}','2',639029198450000000,NULL);
INSERT INTO history VALUES(9,7,3,2,NULL,'{"files":2,"bytes":20}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(9,8,3,3,NULL,'{"files":2,"bytes":20}',NULL,639029198450000000,NULL);
INSERT INTO history VALUES(9,9,2,4,'CreatePlan','{"update":{"id":"releasing","objectId":"urn:example:releasing","created":"2026-01-02T03:04:05+00:00"},"request":{"objectId":"urn:example:releasing","source":{"directory":"folder"},"mode":"replace","onFailure":"hold"},"newVersion":{"digestAlgorithm":"sha512","contentPaths":"identity","pathConstraint":"none","contentDirectory":"content","versionPadding":0}}','2',639029198450000000,NULL);
CREATE TABLE inbox (
    id INTEGER PRIMARY KEY,
    run INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    task INTEGER,
    name TEXT,
    payload TEXT,
    due INTEGER NOT NULL);
INSERT INTO inbox VALUES(17,12,6,1,NULL,NULL,639029198760000000);
INSERT INTO inbox VALUES(18,7,6,10,NULL,NULL,639030062460000000);
INSERT INTO inbox VALUES(19,4,6,12,NULL,NULL,639029198470000000);
INSERT INTO inbox VALUES(23,8,6,13,NULL,NULL,639030062460000000);
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
INSERT INTO instances VALUES(1,'being cancelled','00000000000000000000000000000001','UpdateObject','2',0,NULL,NULL,NULL,NULL,NULL,639029198450000000,639029198460000000,NULL,NULL);
INSERT INTO instances VALUES(10,'staging','0000000000000000000000000000000a','UpdateObject','2',0,NULL,NULL,NULL,NULL,NULL,639029198450000000,639029198460000000,NULL,NULL);
INSERT INTO instances VALUES(11,'suspended','0000000000000000000000000000000b','UpdateObject','2',7,NULL,NULL,NULL,NULL,NULL,639029198450000000,639029198460000000,NULL,NULL);
INSERT INTO instances VALUES(12,'waiting','0000000000000000000000000000000c','UpdateObject','2',0,NULL,NULL,NULL,NULL,NULL,639029198450000000,639029198460000000,NULL,NULL);
INSERT INTO instances VALUES(2,'cancelled','00000000000000000000000000000002','UpdateObject','2',1,NULL,NULL,NULL,NULL,NULL,639029198450000000,639029198460000000,639029198460000000,NULL);
INSERT INTO instances VALUES(3,'completed','00000000000000000000000000000003','UpdateObject','2',1,NULL,NULL,NULL,NULL,NULL,639029198450000000,639029198460000000,639029198460000000,NULL);
INSERT INTO instances VALUES(4,'copying','00000000000000000000000000000004','UpdateObject','2',0,NULL,NULL,NULL,NULL,NULL,639029198450000000,639029198460000000,NULL,NULL);
INSERT INTO instances VALUES(5,'failed','00000000000000000000000000000005','UpdateObject','2',3,NULL,NULL,NULL,NULL,NULL,639029198450000000,639029198450000000,639029198450000000,NULL);
INSERT INTO instances VALUES(6,'failing','00000000000000000000000000000006','UpdateObject','2',0,NULL,NULL,NULL,NULL,NULL,639029198450000000,639029198450000000,NULL,NULL);
INSERT INTO instances VALUES(7,'held','00000000000000000000000000000007','UpdateObject','2',0,NULL,NULL,NULL,NULL,NULL,639029198450000000,639029198460000000,NULL,NULL);
INSERT INTO instances VALUES(8,'held again','00000000000000000000000000000008','UpdateObject','2',0,NULL,NULL,NULL,NULL,NULL,639029198450000000,639029198460000000,NULL,NULL);
INSERT INTO instances VALUES(9,'releasing','00000000000000000000000000000009','UpdateObject','2',0,NULL,NULL,NULL,NULL,NULL,639029198450000000,639029198460000000,NULL,NULL);
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO meta VALUES('clean','1');
INSERT INTO meta VALUES('holder','the golden host');
INSERT INTO meta VALUES('version','1');
CREATE TABLE payloads (id INTEGER PRIMARY KEY, data TEXT NOT NULL);
INSERT INTO payloads VALUES(10,'{"notes":[],"startedAt":"2026-01-02T03:04:05+00:00","updatedAt":"2026-01-02T03:04:06+00:00","ahead":0,"sourceFiles":4,"sourceBytes":40,"stagedFiles":4,"stagedBytes":40,"stepsPlanned":0,"stepsDone":0,"bytesPlanned":0,"bytesDone":0,"running":[],"retrying":[],"committed":false}');
INSERT INTO payloads VALUES(12,'{"request":{"objectId":"urn:example:completed","source":{"directory":"folder"},"mode":"replace","onFailure":"hold"},"settings":{"window":2,"attempts":1,"firstRetryDelay":"00:00:01","maxRetryDelay":"00:01:00","claimPollInterval":"00:00:30","holdTime":"1.00:00:00","newVersion":{"digestAlgorithm":"sha512","contentPaths":"identity","pathConstraint":"none","contentDirectory":"content","versionPadding":0}}}');
INSERT INTO payloads VALUES(13,'{"outcome":"Completed","objectId":"urn:example:completed","version":"v1","objectRoot":"root","digestAlgorithm":"sha512","inventoryDigest":"0","steps":8,"alreadyDone":0,"bytes":80}');
INSERT INTO payloads VALUES(14,'{"steps":"dddddddd","notes":[],"startedAt":"2026-01-02T03:04:05+00:00","updatedAt":"2026-01-02T03:04:06+00:00","ahead":0,"sourceFiles":4,"sourceBytes":40,"stagedFiles":4,"stagedBytes":40,"stepsPlanned":8,"stepsDone":8,"bytesPlanned":80,"bytesDone":80,"running":[],"retrying":[],"committed":true}');
INSERT INTO payloads VALUES(16,'{"request":{"objectId":"urn:example:copying","source":{"directory":"folder"},"mode":"replace","onFailure":"hold"},"settings":{"window":2,"attempts":2,"firstRetryDelay":"00:00:01","maxRetryDelay":"00:01:00","claimPollInterval":"00:00:30","holdTime":"1.00:00:00","newVersion":{"digestAlgorithm":"sha512","contentPaths":"identity","pathConstraint":"none","contentDirectory":"content","versionPadding":0}}}');
INSERT INTO payloads VALUES(18,'{"phase":"Copying","steps":"dddrr...","notes":[],"startedAt":"2026-01-02T03:04:05+00:00","updatedAt":"2026-01-02T03:04:06+00:00","ahead":0,"sourceFiles":4,"sourceBytes":40,"stagedFiles":4,"stagedBytes":40,"stepsPlanned":8,"stepsDone":3,"bytesPlanned":80,"bytesDone":30,"running":["step 3","step 4"],"retrying":[{"step":"step 4","attempt":1,"of":2,"lastError":{"type":"Storage","message":"The disk is full.","activity":"ExecuteOcflActivity"},"nextAttemptAt":"2026-01-02T03:04:07+00:00"}],"committed":false}');
INSERT INTO payloads VALUES(20,'{"request":{"objectId":"urn:example:failed","source":{"directory":"folder"},"mode":"replace","onFailure":"hold"},"settings":{"window":2,"attempts":1,"firstRetryDelay":"00:00:01","maxRetryDelay":"00:01:00","claimPollInterval":"00:00:30","holdTime":"1.00:00:00","newVersion":{"digestAlgorithm":"sha512","contentPaths":"identity","pathConstraint":"none","contentDirectory":"content","versionPadding":0}}}');
INSERT INTO payloads VALUES(22,'{"notes":[],"error":{"type":"InvalidUpdate","message":"There is nothing to take.","activity":"CreatePlan"},"startedAt":"2026-01-02T03:04:05+00:00","updatedAt":"2026-01-02T03:04:05+00:00","ahead":0,"sourceFiles":4,"sourceBytes":40,"stagedFiles":4,"stagedBytes":40,"stepsPlanned":0,"stepsDone":0,"bytesPlanned":0,"bytesDone":0,"running":[],"retrying":[],"committed":false}');
INSERT INTO payloads VALUES(23,'{"type":"Microsoft.DurableTask.TaskFailedException","message":"Task \u0027CreatePlan\u0027 (#4) failed with an unhandled exception: There is nothing to take.","inner":{"type":"Ocfl.Staging.InvalidUpdateException","message":"There is nothing to take."}}');
INSERT INTO payloads VALUES(24,'{"request":{"objectId":"urn:example:failing","source":{"directory":"folder"},"mode":"replace","onFailure":"hold"},"settings":{"window":2,"attempts":1,"firstRetryDelay":"00:00:01","maxRetryDelay":"00:01:00","claimPollInterval":"00:00:30","holdTime":"1.00:00:00","newVersion":{"digestAlgorithm":"sha512","contentPaths":"identity","pathConstraint":"none","contentDirectory":"content","versionPadding":0}}}');
INSERT INTO payloads VALUES(26,'{"phase":"Reverting","notes":[],"error":{"type":"InvalidUpdate","message":"There is nothing to take.","activity":"CreatePlan"},"startedAt":"2026-01-02T03:04:05+00:00","updatedAt":"2026-01-02T03:04:05+00:00","ahead":0,"sourceFiles":4,"sourceBytes":40,"stagedFiles":4,"stagedBytes":40,"stepsPlanned":0,"stepsDone":0,"bytesPlanned":0,"bytesDone":0,"running":[],"retrying":[],"committed":false}');
INSERT INTO payloads VALUES(28,'{"request":{"objectId":"urn:example:held","source":{"directory":"folder"},"mode":"replace","onFailure":"hold"},"settings":{"window":2,"attempts":1,"firstRetryDelay":"00:00:01","maxRetryDelay":"00:01:00","claimPollInterval":"00:00:30","holdTime":"1.00:00:00","newVersion":{"digestAlgorithm":"sha512","contentPaths":"identity","pathConstraint":"none","contentDirectory":"content","versionPadding":0}}}');
INSERT INTO payloads VALUES(30,'{"phase":"Held","steps":"dddrr...","notes":[],"error":{"type":"Storage","message":"The disk is full.","activity":"ExecuteOcflActivity"},"startedAt":"2026-01-02T03:04:05+00:00","updatedAt":"2026-01-02T03:04:06+00:00","ahead":0,"sourceFiles":4,"sourceBytes":40,"stagedFiles":4,"stagedBytes":40,"stepsPlanned":8,"stepsDone":3,"bytesPlanned":80,"bytesDone":30,"running":["step 3","step 4"],"retrying":[],"committed":false,"heldUntil":"2026-01-03T03:04:06+00:00"}');
INSERT INTO payloads VALUES(32,'{"request":{"objectId":"urn:example:held again","source":{"directory":"folder"},"mode":"replace","onFailure":"hold"},"settings":{"window":2,"attempts":1,"firstRetryDelay":"00:00:01","maxRetryDelay":"00:01:00","claimPollInterval":"00:00:30","holdTime":"1.00:00:00","newVersion":{"digestAlgorithm":"sha512","contentPaths":"identity","pathConstraint":"none","contentDirectory":"content","versionPadding":0}}}');
INSERT INTO payloads VALUES(34,'{"phase":"Held","steps":"dddrd...","notes":[],"error":{"type":"Storage","message":"The disk is full.","activity":"ExecuteOcflActivity"},"startedAt":"2026-01-02T03:04:05+00:00","updatedAt":"2026-01-02T03:04:06+00:00","ahead":0,"sourceFiles":4,"sourceBytes":40,"stagedFiles":4,"stagedBytes":40,"stepsPlanned":8,"stepsDone":4,"bytesPlanned":80,"bytesDone":40,"running":["step 3"],"retrying":[],"committed":false,"heldUntil":"2026-01-03T03:04:06+00:00"}');
INSERT INTO payloads VALUES(36,'{"request":{"objectId":"urn:example:releasing","source":{"directory":"folder"},"mode":"replace","onFailure":"hold"},"settings":{"window":2,"attempts":1,"firstRetryDelay":"00:00:01","maxRetryDelay":"00:01:00","claimPollInterval":"00:00:30","holdTime":"1.00:00:00","newVersion":{"digestAlgorithm":"sha512","contentPaths":"identity","pathConstraint":"none","contentDirectory":"content","versionPadding":0}}}');
INSERT INTO payloads VALUES(38,'{"phase":"Finishing","steps":"dddddddd","notes":[],"startedAt":"2026-01-02T03:04:05+00:00","updatedAt":"2026-01-02T03:04:06+00:00","ahead":0,"sourceFiles":4,"sourceBytes":40,"stagedFiles":4,"stagedBytes":40,"stepsPlanned":8,"stepsDone":8,"bytesPlanned":80,"bytesDone":80,"running":[],"retrying":[],"committed":true}');
INSERT INTO payloads VALUES(4,'{"request":{"objectId":"urn:example:being cancelled","source":{"directory":"folder"},"mode":"replace","onFailure":"hold"},"settings":{"window":2,"attempts":1,"firstRetryDelay":"00:00:01","maxRetryDelay":"00:01:00","claimPollInterval":"00:00:30","holdTime":"1.00:00:00","newVersion":{"digestAlgorithm":"sha512","contentPaths":"identity","pathConstraint":"none","contentDirectory":"content","versionPadding":0}}}');
INSERT INTO payloads VALUES(40,'{"request":{"objectId":"urn:example:staging","source":{"directory":"folder"},"mode":"replace","onFailure":"hold"},"settings":{"window":2,"attempts":1,"firstRetryDelay":"00:00:01","maxRetryDelay":"00:01:00","claimPollInterval":"00:00:30","holdTime":"1.00:00:00","newVersion":{"digestAlgorithm":"sha512","contentPaths":"identity","pathConstraint":"none","contentDirectory":"content","versionPadding":0}}}');
INSERT INTO payloads VALUES(42,'{"phase":"Staging","notes":[],"startedAt":"2026-01-02T03:04:05+00:00","updatedAt":"2026-01-02T03:04:06+00:00","ahead":0,"sourceFiles":4,"sourceBytes":40,"stagedFiles":2,"stagedBytes":20,"stepsPlanned":0,"stepsDone":0,"bytesPlanned":0,"bytesDone":0,"running":[],"retrying":[],"committed":false}');
INSERT INTO payloads VALUES(44,'{"request":{"objectId":"urn:example:suspended","source":{"directory":"folder"},"mode":"replace","onFailure":"hold"},"settings":{"window":2,"attempts":1,"firstRetryDelay":"00:00:01","maxRetryDelay":"00:01:00","claimPollInterval":"00:00:30","holdTime":"1.00:00:00","newVersion":{"digestAlgorithm":"sha512","contentPaths":"identity","pathConstraint":"none","contentDirectory":"content","versionPadding":0}}}');
INSERT INTO payloads VALUES(46,'{"phase":"Staging","notes":[],"startedAt":"2026-01-02T03:04:05+00:00","updatedAt":"2026-01-02T03:04:06+00:00","ahead":0,"sourceFiles":4,"sourceBytes":40,"stagedFiles":0,"stagedBytes":0,"stepsPlanned":0,"stepsDone":0,"bytesPlanned":0,"bytesDone":0,"running":[],"retrying":[],"committed":false}');
INSERT INTO payloads VALUES(48,'{"request":{"objectId":"urn:example:waiting","source":{"directory":"folder"},"mode":"replace","onFailure":"hold"},"settings":{"window":2,"attempts":1,"firstRetryDelay":"00:00:01","maxRetryDelay":"00:01:00","claimPollInterval":"00:00:30","holdTime":"1.00:00:00","newVersion":{"digestAlgorithm":"sha512","contentPaths":"identity","pathConstraint":"none","contentDirectory":"content","versionPadding":0}}}');
INSERT INTO payloads VALUES(50,'{"phase":"Claiming","notes":[],"startedAt":"2026-01-02T03:04:05+00:00","updatedAt":"2026-01-02T03:04:06+00:00","ahead":1,"sourceFiles":0,"sourceBytes":0,"stagedFiles":0,"stagedBytes":0,"stepsPlanned":0,"stepsDone":0,"bytesPlanned":0,"bytesDone":0,"running":[],"retrying":[],"committed":false}');
INSERT INTO payloads VALUES(6,'{"phase":"Reverting","notes":[],"startedAt":"2026-01-02T03:04:05+00:00","updatedAt":"2026-01-02T03:04:06+00:00","ahead":0,"sourceFiles":4,"sourceBytes":40,"stagedFiles":4,"stagedBytes":40,"stepsPlanned":0,"stepsDone":0,"bytesPlanned":0,"bytesDone":0,"running":[],"retrying":[],"committed":false}');
INSERT INTO payloads VALUES(8,'{"request":{"objectId":"urn:example:cancelled","source":{"directory":"folder"},"mode":"replace","onFailure":"hold"},"settings":{"window":2,"attempts":1,"firstRetryDelay":"00:00:01","maxRetryDelay":"00:01:00","claimPollInterval":"00:00:30","holdTime":"1.00:00:00","newVersion":{"digestAlgorithm":"sha512","contentPaths":"identity","pathConstraint":"none","contentDirectory":"content","versionPadding":0}}}');
INSERT INTO payloads VALUES(9,'{"outcome":"Cancelled","objectId":"urn:example:cancelled","steps":0,"alreadyDone":0,"bytes":0}');
CREATE INDEX inbox_due ON inbox (due) WHERE due > 0;
CREATE INDEX inbox_later ON inbox (run, task) WHERE due > 0;
CREATE INDEX inbox_ready ON inbox (run, id) WHERE due = 0;
CREATE INDEX instances_created ON instances (created, id);
CREATE INDEX instances_parent ON instances (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX instances_status ON instances (status, created, id);
COMMIT;
-- being cancelled: Cancelled: BuildStage 0, BuildStage 1, ClaimObject, CreatePlan, ListSource, NoteHold 1, ReleaseObject, RevertOcflActivity
-- cancelled: Cancelled: BuildStage 0, BuildStage 1, ClaimObject, CreatePlan, ListSource, NoteHold 1, ReleaseObject, RevertOcflActivity
-- completed: Completed v1: ApplyPlan, BuildStage 0, BuildStage 1, ClaimObject, CreatePlan, ExecuteOcflActivity 0, ExecuteOcflActivity 1, ExecuteOcflActivity 2, ExecuteOcflActivity 3, ExecuteOcflActivity 4, ExecuteOcflActivity 5, ExecuteOcflActivity 6, ExecuteOcflActivity 7, ListSource, ReleaseObject
-- copying: Completed v1: ApplyPlan, BuildStage 0, BuildStage 1, ClaimObject, CreatePlan, ExecuteOcflActivity 0, ExecuteOcflActivity 1, ExecuteOcflActivity 2, ExecuteOcflActivity 2, ExecuteOcflActivity 3, ExecuteOcflActivity 4, ExecuteOcflActivity 4, ExecuteOcflActivity 5, ExecuteOcflActivity 6, ExecuteOcflActivity 7, ListSource, ReleaseObject
-- failed: Failed Microsoft.DurableTask.TaskFailedException: BuildStage 0, BuildStage 1, ClaimObject, CreatePlan, ListSource, ReleaseObject, RevertOcflActivity
-- failing: Failed Microsoft.DurableTask.TaskFailedException: BuildStage 0, BuildStage 1, ClaimObject, CreatePlan, ListSource, ReleaseObject, RevertOcflActivity
-- held (was Held): Completed v1: ApplyPlan, BuildStage 0, BuildStage 1, ClaimObject, CreatePlan, ExecuteOcflActivity 0, ExecuteOcflActivity 1, ExecuteOcflActivity 2, ExecuteOcflActivity 3, ExecuteOcflActivity 3, ExecuteOcflActivity 4, ExecuteOcflActivity 5, ExecuteOcflActivity 6, ExecuteOcflActivity 7, ListSource, NoteHold 1, ReleaseObject
-- held again (was Held): Completed v1: ApplyPlan, BuildStage 0, BuildStage 1, ClaimObject, CreatePlan, ExecuteOcflActivity 0, ExecuteOcflActivity 1, ExecuteOcflActivity 2, ExecuteOcflActivity 3, ExecuteOcflActivity 3, ExecuteOcflActivity 3, ExecuteOcflActivity 4, ExecuteOcflActivity 5, ExecuteOcflActivity 6, ExecuteOcflActivity 7, ListSource, NoteHold 1, NoteHold 2, ReleaseObject
-- releasing: Completed v1: ApplyPlan, BuildStage 0, BuildStage 1, ClaimObject, CreatePlan, ExecuteOcflActivity 0, ExecuteOcflActivity 1, ExecuteOcflActivity 2, ExecuteOcflActivity 3, ExecuteOcflActivity 4, ExecuteOcflActivity 5, ExecuteOcflActivity 6, ExecuteOcflActivity 7, ListSource, ReleaseObject
-- staging: Completed v1: ApplyPlan, BuildStage 0, BuildStage 1, ClaimObject, CreatePlan, ExecuteOcflActivity 0, ExecuteOcflActivity 1, ExecuteOcflActivity 2, ExecuteOcflActivity 3, ExecuteOcflActivity 4, ExecuteOcflActivity 5, ExecuteOcflActivity 6, ExecuteOcflActivity 7, ListSource, ReleaseObject
-- suspended (was Staging): Completed v1: ApplyPlan, BuildStage 0, BuildStage 1, ClaimObject, CreatePlan, ExecuteOcflActivity 0, ExecuteOcflActivity 1, ExecuteOcflActivity 2, ExecuteOcflActivity 3, ExecuteOcflActivity 4, ExecuteOcflActivity 5, ExecuteOcflActivity 6, ExecuteOcflActivity 7, ListSource, ReleaseObject
-- waiting (was Claiming): Completed v1: ApplyPlan, BuildStage 0, BuildStage 1, ClaimObject, ClaimObject, CreatePlan, ExecuteOcflActivity 0, ExecuteOcflActivity 1, ExecuteOcflActivity 2, ExecuteOcflActivity 3, ExecuteOcflActivity 4, ExecuteOcflActivity 5, ExecuteOcflActivity 6, ExecuteOcflActivity 7, ListSource, ReleaseObject
