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
  seq INTEGER not null,           -- 1, 2, 3 … without a gap
  hash BYTES not null,            -- a keyed hash over this entry and all before it
  at TIME not null,
  event TEXT not null,
  subject UUID,
  actor TEXT not null,
  actor_id UUID,
  source TEXT not null,
  browser TEXT not null,
  detail TEXT not null,
  unique (portal, seq)
) END_OF_TABLE;
create index audit_events_subject on audit_events (portal, subject, seq);
create index audit_events_actor on audit_events (portal, actor_id, seq) where actor_id is not null;

create table audit_heads (
  portal TEXT primary key,
  seq INTEGER not null,           -- of the newest entry
  running_hash BYTES not null     -- what the next entry continues; it stands nowhere else
) END_OF_TABLE;
