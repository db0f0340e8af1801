-- Files that came with a case or with what was done about it (crate desk, folder support). What is in them stands in the folder of
-- uploads, sealed for the portal and the case.
create table support_files (
  id UUID primary key,
  portal TEXT not null,
  case_id UUID not null references support_cases (id),
  version INTEGER not null,       -- the case's after the act that it came with; 0 for the case itself
  name TEXT not null,             -- as it is given back
  kind TEXT not null,             -- jpeg, png, pdf
  bytes INTEGER not null,         -- up to its own end
  sha256 BYTES not null           -- of everything that was sent
) END_OF_TABLE;
create index support_files_case on support_files (portal, case_id, version, id);

alter table support_cases add column reopened_on TEXT; -- since then it counts as written anew
