-- What becomes of a case (crate desk, folder support).
alter table support_cases add column state TEXT not null default 'received';
alter table support_cases add column version INTEGER not null default 0; -- one more with each act: of two at once, one wins
alter table support_cases add column assignee_id UUID;   -- a member of the staff
alter table support_cases add column stopped_on TEXT;    -- the term stands still since this day
alter table support_cases add column silence_ends_on TEXT; -- until when information that was asked for may come
alter table support_cases add column extended_on TEXT;
alter table support_cases add column answered_on TEXT;
alter table support_cases add column code_mac BYTES;     -- keyed hash of the code; null for a case older than the codes
alter table support_cases add column rating INTEGER;     -- 1 to 5, by whoever filed it
alter table support_cases add column rating_comment TEXT;
alter table support_cases add column warned_soon_for TEXT;  -- the due date of which the staff was warned days before
alter table support_cases add column warned_today_for TEXT; -- and on the day
create index support_cases_due on support_cases (portal, due_on, id);

-- What was done about each case. Rows are only ever added.
create table support_events (
  id UUID primary key,
  portal TEXT not null,
  case_id UUID not null references support_cases (id),
  version INTEGER not null,       -- the case's after the act
  act TEXT not null,
  state TEXT not null,            -- the case's after the act
  actor TEXT not null,            -- person, staff, system
  actor_id UUID,
  actor_name TEXT not null,       -- of the member, as it was then
  detail TEXT not null,           -- who was assigned, until when, to whom it was passed on
  text TEXT not null,
  at TIME not null,
  unique (portal, case_id, version)
) END_OF_TABLE;
