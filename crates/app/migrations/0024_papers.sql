-- Papers that were issued (crate desk, folder papers). What one says never changes; how it stands does.
create table papers (
  id UUID primary key,
  portal TEXT not null,
  kind TEXT not null,             -- employment-certificate, payslips, income-certificate, settlement
  folio TEXT not null,            -- 2026-000123
  entry_id UUID not null,         -- of the roster: whose it is
  account_id UUID,                -- who had it issued; null where nobody was signed in
  issued_at TIME not null,
  valid_until TEXT,               -- YYYY-MM-DD
  snapshot BYTES not null,        -- all that it says, as JSON, sealed: it has amounts, the code and the token
  template TEXT not null,         -- version of the template and of the product at that moment
  code_mac BYTES not null,        -- keyed hash of the code that is typed to verify it
  token_hash BYTES not null,      -- hash of the token in the address of its QR
  source BYTES,                   -- hash of what it was issued from: the same is not issued twice; null once it is worth nothing
  sha256 TEXT,                    -- of the file; null until it was drawn
  state TEXT not null,            -- valid, revoked, replaced
  state_reason TEXT,
  state_at TIME,
  replaced_by UUID,
  unique (portal, folio),
  unique (portal, code_mac),
  unique (portal, token_hash),
  unique (portal, source)
) END_OF_TABLE;
create index papers_person on papers (portal, entry_id, issued_at);

-- The file of each, as it was drawn and sealed, once.
create table papers_files (
  paper_id UUID primary key references papers (id),
  portal TEXT not null,
  content BYTES not null          -- sealed under the keys, as the snapshot is
) END_OF_TABLE;

-- The last folio that each portal gave in a year.
create table papers_numbers (
  portal TEXT not null,
  year INTEGER not null,
  last INTEGER not null,
  primary key (portal, year)
) END_OF_TABLE;
