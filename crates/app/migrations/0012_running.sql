-- When backups were taken, so that somebody notices when they no longer are.
create table backups (
  id UUID primary key,
  taken_at TIME not null
) END_OF_TABLE;

-- What became of the messages of the last day is asked for every few seconds.
create index messages_created on messages (created_at);
