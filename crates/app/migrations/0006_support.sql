-- What people write to the organisation (crate desk, folder support).
create table support_cases (
  id UUID primary key,
  portal TEXT not null,
  number TEXT not null,           -- PQR-2026-000123-7
  kind TEXT not null,             -- petition, complaint, claim, suggestion, documents, data-query, data-claim
  account_id UUID references accounts (id), -- null where nobody was signed in
  name TEXT not null,
  email TEXT not null,            -- where the answer goes
  document TEXT,
  description TEXT not null,
  language TEXT not null,         -- in which to answer: es-CO, en
  received_at TIME not null,
  due_on TEXT not null,           -- YYYY-MM-DD, by law
  receipt_mailed BOOLEAN not null,
  content BYTES not null,         -- keyed hash: the same from the same browser on the same day is a second click
  unique (portal, number),
  unique (portal, content)
) END_OF_TABLE;

-- The last number that each portal gave in a year.
create table support_numbers (
  portal TEXT not null,
  year INTEGER not null,
  last INTEGER not null,
  primary key (portal, year)
) END_OF_TABLE;
