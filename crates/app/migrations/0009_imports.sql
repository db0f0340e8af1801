-- Imports of the roster from the office (crate identity, folders imports and roster).
create table imports (
  id UUID primary key,
  portal TEXT not null,
  member_id UUID not null,        -- of the staff: whose it is
  member_name TEXT not null,
  file_name TEXT not null,        -- as the browser called it
  file_sha256 BYTES not null,     -- of the file as it is read
  headers TEXT not null,          -- JSON: a list of texts
  mapping TEXT,                   -- JSON: what each column was taken for
  is_whole BOOLEAN not null,      -- whether whoever is not in it has left
  state TEXT not null,            -- columns, checking, checked, applying, applied, undone, refused, discarded
  reason TEXT,                    -- why the file was refused, in words
  outcome TEXT,                   -- JSON: how many people are new, changed, the same, gone, and which rows are wrong
  steps INTEGER not null,         -- people that are laid ready, of
  steps_total INTEGER not null,
  uploaded_at TIME not null,
  changed_at TIME not null,
  applied_at TIME,
  is_open BOOLEAN not null        -- neither applied nor given up: one at most in each portal
) END_OF_TABLE;
create unique index imports_open on imports (portal) where is_open;
create index imports_newest on imports (portal, uploaded_at);

-- What the columns of files with the same header were taken for last.
create table imports_mappings (
  portal TEXT not null,
  headers_sha256 BYTES not null,
  mapping TEXT not null,
  chosen_at TIME not null,
  primary key (portal, headers_sha256)
) END_OF_TABLE;

-- What an import changes: everybody it touches, as the roster says before and after.
create table roster_batches (
  portal TEXT not null,
  batch_id UUID not null,
  side TEXT not null,             -- before, after
  entry_id UUID not null,
  document_type TEXT not null,
  document_number TEXT not null,
  given_names TEXT not null,
  family_names TEXT not null,
  birth_date TEXT,
  issue_date TEXT,
  email TEXT,
  email_key TEXT,
  phone TEXT,
  external_code TEXT,
  status TEXT,
  leave_date TEXT,
  content BYTES not null,
  left_at TIME,
  primary key (batch_id, side, entry_id)
) END_OF_TABLE;
