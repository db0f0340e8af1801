-- An announcement is published once, however often its form is sent (crate identity, folder announcements).
alter table announcements add column form_id UUID;
create unique index announcements_form on announcements (portal, form_id);

-- How recovering goes, without a word of who: a row when somebody asks for a new password, and one when a password was set
-- (crate identity, folder recovery).
create table recovery_steps (
  id UUID primary key,
  portal TEXT not null,
  step TEXT not null,             -- begun, completed
  at TIME not null,
  took_seconds INTEGER            -- from asking to the new password
) END_OF_TABLE;
create index recovery_steps_at on recovery_steps (portal, at, step, took_seconds);

-- How many open cases there are, by how near their end is, is asked for on every first page of the office.
create index support_cases_state on support_cases (portal, state, stopped_on, due_on);
