-- For what is asked for again and again, or of every portal at once.
create index support_cases_account on support_cases (portal, account_id, received_at) where account_id is not null;
create index messages_by_day on messages (portal, created_at, state);
create index recovery_steps_old on recovery_steps (at);
create index assisted_requests_state on assisted_requests (portal, state);

-- Announcements are published one after the other in a portal, so that what there is room for is counted after the one before
-- (crate identity, folder announcements).
create table announcements_turns (
  portal TEXT primary key,
  taken INTEGER not null
) END_OF_TABLE;
