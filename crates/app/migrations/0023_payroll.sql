-- What payroll brings in, file by file (crate desk, folder payroll).
create table payroll_batches (
  id UUID primary key,
  portal TEXT not null,
  kind TEXT not null,             -- employments, payslips, ...
  member_id UUID not null,        -- of the staff: who sent the file
  member_name TEXT not null,
  publisher_id UUID,              -- who published it
  publisher_name TEXT,
  file_name TEXT not null,        -- as the browser called it
  file_sha256 BYTES not null,     -- of the file as it is read
  headers TEXT not null,          -- JSON: a list of texts
  mapping TEXT not null,          -- JSON: what each column was taken for
  state TEXT not null,            -- columns, checking, checked, publishing, published, withdrawn, refused, discarded
  reason TEXT,                    -- why the file was refused, or was published no more, in words
  outcome TEXT,                   -- JSON: what was found in it
  steps INTEGER not null,         -- of what a worker is busy with, of
  steps_total INTEGER not null,
  uploaded_at TIME not null,
  changed_at TIME not null,
  published_at TIME,
  is_open BOOLEAN not null        -- neither published nor given up: one at most of each kind in a portal
) END_OF_TABLE;
create unique index payroll_batches_open on payroll_batches (portal, kind) where is_open;
create index payroll_batches_newest on payroll_batches (portal, uploaded_at);

-- What a file would bring, until it is published or given up.
create table payroll_drafts (
  portal TEXT not null,
  batch_id UUID not null references payroll_batches (id),
  place INTEGER not null,         -- 0 for the first
  entry_id UUID not null,         -- of the roster
  key TEXT not null,
  content TEXT not null,          -- JSON: the feature's own
  primary key (batch_id, place)
) END_OF_TABLE;

-- What the columns of files with the same header were taken for last.
create table payroll_mappings (
  portal TEXT not null,
  kind TEXT not null,
  headers_sha256 BYTES not null,
  mapping TEXT not null,
  chosen_at TIME not null,
  primary key (portal, kind, headers_sha256)
) END_OF_TABLE;
