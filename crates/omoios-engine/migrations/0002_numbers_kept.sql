-- Numbers of tasks and tickets are kept, not counted: a change, and the sight of one spec or ticket, must cost the
-- same however many tasks there are. Triggers keep them in the transaction of the change, whoever makes it.

CREATE TABLE spec_tasks (
    spec_id TEXT NOT NULL,
    status  TEXT NOT NULL,
    number  INTEGER NOT NULL,
    PRIMARY KEY (spec_id, status)
) STRICT, WITHOUT ROWID;
INSERT INTO spec_tasks SELECT spec_id, status, count(*) FROM tasks GROUP BY spec_id, status;

CREATE TABLE ticket_tasks (
    ticket_n INTEGER NOT NULL,
    status   TEXT NOT NULL,
    number   INTEGER NOT NULL,
    PRIMARY KEY (ticket_n, status)
) STRICT, WITHOUT ROWID;
INSERT INTO ticket_tasks SELECT ticket_n, status, count(*) FROM tasks GROUP BY ticket_n, status;

ALTER TABLE specs ADD COLUMN ticket_count INTEGER NOT NULL DEFAULT 0;
UPDATE specs SET ticket_count = (SELECT count(*) FROM tickets WHERE spec_id = specs.id);

CREATE TRIGGER tasks_counted AFTER INSERT ON tasks BEGIN
    INSERT INTO spec_tasks VALUES (new.spec_id, new.status, 1) ON CONFLICT DO UPDATE SET number = number + 1;
    INSERT INTO ticket_tasks VALUES (new.ticket_n, new.status, 1) ON CONFLICT DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER tasks_recounted AFTER UPDATE OF status ON tasks WHEN new.status <> old.status BEGIN
    UPDATE spec_tasks SET number = number - 1 WHERE spec_id = old.spec_id AND status = old.status;
    UPDATE ticket_tasks SET number = number - 1 WHERE ticket_n = old.ticket_n AND status = old.status;
    INSERT INTO spec_tasks VALUES (new.spec_id, new.status, 1) ON CONFLICT DO UPDATE SET number = number + 1;
    INSERT INTO ticket_tasks VALUES (new.ticket_n, new.status, 1) ON CONFLICT DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER tickets_counted AFTER INSERT ON tickets BEGIN
    UPDATE specs SET ticket_count = ticket_count + 1 WHERE id = new.spec_id;
END;

-- In the order of the lists, so that a page is read without sorting all that would follow it. The state comes last:
-- counting the tasks of some states reads no task.
DROP INDEX tasks_by_spec;
CREATE INDEX tasks_by_spec ON tasks (spec_id, n, status);
DROP INDEX tasks_by_ticket;
CREATE INDEX tasks_by_ticket ON tasks (ticket_n, n, status);
CREATE INDEX tasks_by_org ON tasks (org_id, n, status);
CREATE INDEX tickets_by_org ON tickets (org_id, n);
