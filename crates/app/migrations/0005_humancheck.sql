-- Challenges of the human check that were spent (crate identity).
create table humanchecks_used (
  portal TEXT not null,
  challenge_hash BYTES not null,
  expires_at TIME not null,
  primary key (portal, challenge_hash)
) END_OF_TABLE;
create index humanchecks_used_expired on humanchecks_used (expires_at);
