-- The second factors, of whoever has one (crate identity, folder factors).
create table factors_totp (
  owner_id UUID primary key,      -- of a member of the staff
  portal TEXT not null,
  secret BYTES not null,          -- sealed
  last_step INTEGER not null,     -- the newest period of which a code was taken: each is taken once
  added_at TIME not null
) END_OF_TABLE;

create table factors_saved_codes (
  owner_id UUID not null,
  portal TEXT not null,
  code_mac BYTES not null,        -- keyed hash, with the owner in it
  added_at TIME not null,
  used_at TIME,
  primary key (owner_id, code_mac)
) END_OF_TABLE;

-- The people who run a portal (crate identity, folder staff).
create table staff_members (
  id UUID primary key,
  portal TEXT not null,
  email TEXT not null,            -- in lower case; what they sign in with
  name TEXT not null,
  roles TEXT not null,            -- separated by spaces
  password_hash TEXT not null,
  password_set_at TIME not null,
  created_at TIME not null,
  suspended_at TIME,
  unique (portal, email)
) END_OF_TABLE;

create table staff_sessions (
  id UUID primary key,
  portal TEXT not null,
  member_id UUID not null references staff_members (id),
  token_hash BYTES not null unique,
  source TEXT not null,
  browser TEXT not null,
  created_at TIME not null,
  seen_at TIME not null,
  proved_at TIME not null,        -- when the second factor was last given
  ends_at TIME not null,
  ended_at TIME
) END_OF_TABLE;
create index staff_sessions_member on staff_sessions (portal, member_id);

create table staff_invitations (
  token_hash BYTES primary key,
  id UUID not null unique,
  portal TEXT not null,
  email TEXT not null,
  name TEXT not null,
  roles TEXT not null,
  invited_by UUID,                -- null: whoever runs the installation
  created_at TIME not null,
  expires_at TIME not null,
  ended_at TIME                   -- accepted, withdrawn, or replaced by a newer one
) END_OF_TABLE;
create index staff_invitations_open on staff_invitations (portal, expires_at) where ended_at is null;
