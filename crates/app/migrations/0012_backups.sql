-- When backups were taken, so that somebody notices when they no longer are.
create table backups (
  id UUID primary key,
  taken_at TIME not null
) END_OF_TABLE;
