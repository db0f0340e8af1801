-- The people whom an organisation admits (crate identity, folder roster).
create table roster_entries (
  id UUID primary key,
  portal TEXT not null,
  document_type TEXT not null,    -- CC, CE, TI, PA, PPT, PEP, RC, NIT
  document_number TEXT not null,  -- canonical: without separators and leading zeros
  given_names TEXT not null,
  family_names TEXT not null,
  birth_date TEXT,                -- YYYY-MM-DD
  issue_date TEXT,
  email TEXT,
  email_key TEXT,                 -- the address in lower case, for comparing
  phone TEXT,                     -- E.164
  external_code TEXT,
  status TEXT,                    -- active, left; null where the roster does not say
  leave_date TEXT,
  content BYTES not null,         -- hash of all of the above: equal when nothing changed
  updated_at TIME not null,
  left_at TIME,                   -- when a file first no longer had the person
  unique (portal, document_type, document_number)
) END_OF_TABLE;

-- The newest import of each portal; its row is the turn that imports wait for.
create table roster_imports (
  portal TEXT primary key,
  file_sha256 BYTES not null,
  imported_at TIME not null
) END_OF_TABLE;
