-- Recoveries with the help of the office, for who lost mail and phone (crate identity, folder assisted).
create table assisted_requests (
  id UUID primary key,
  portal TEXT not null,
  number TEXT not null,           -- by which the person asks about it
  about BYTES,                    -- sealed: what the person wrote; none once the request is over
  state TEXT not null,            -- waiting, matched, cooling, ready, used, refused, stopped, expired
  account_id UUID,                -- whose account the first of the staff recognised
  first_by UUID,                  -- of the staff: who compared
  first_reason TEXT,
  second_by UUID,                 -- of the staff: who approved, refused or stopped it in the end
  reason TEXT,
  stop_hash BYTES,                -- of the token that the contacts on file were sent
  asked_at TIME not null,
  changed_at TIME not null,
  due_at TIME,                    -- when time alone moves it on; none once it is over
  is_granted BOOLEAN not null,    -- cooling or ready: one at most for an account
  has_pictures BOOLEAN not null,
  unique (portal, number)
) END_OF_TABLE;
create unique index assisted_requests_granted on assisted_requests (portal, account_id) where is_granted;
create unique index assisted_requests_stop on assisted_requests (portal, stop_hash);
create index assisted_requests_due on assisted_requests (portal, due_at);
create index assisted_requests_newest on assisted_requests (portal, changed_at);
