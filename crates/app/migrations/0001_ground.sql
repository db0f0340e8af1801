-- The task queue and the audit trail (crate base).
create table tasks (
  id UUID primary key,
  portal TEXT not null,
  kind TEXT not null,
  payload BYTES,
  state TEXT not null,            -- waiting, done, failed, expired
  tries INTEGER not null,
  not_before TIME not null,
  useful_until TIME not null,
  lease_until TIME,
  last_error TEXT,
  created_at TIME not null,
  ended_at TIME
) END_OF_TABLE;
create index tasks_due on tasks (not_before) where state = 'waiting';
create index tasks_ended on tasks (ended_at) where state <> 'waiting';

create table audit_events (
  id UUID primary key,
  portal TEXT not null,
  at TIME not null,
  event TEXT not null,
  subject UUID,
  actor TEXT not null,
  actor_id UUID,
  source TEXT not null,
  browser TEXT not null,
  detail TEXT not null
) END_OF_TABLE;
create index audit_events_subject on audit_events (portal, subject, at);
