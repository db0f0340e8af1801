-- What people were paid (crate desk, folder payslips).
create table payslips (
  id UUID primary key,
  portal TEXT not null,
  entry_id UUID not null,         -- of the roster
  employment_id UUID not null references employments (id),
  batch_id UUID not null,         -- of payroll: with which it was published
  contract TEXT not null,         -- the employer's own code
  position TEXT not null,         -- as it was then, like the client
  client TEXT,
  begins_on TEXT not null,        -- of the period, YYYY-MM-DD
  ends_on TEXT not null,
  paid_on TEXT,
  lines TEXT not null,            -- JSON: each concept with its amount
  earned INTEGER not null,        -- centavos, as are the next two
  deducted INTEGER not null,
  net INTEGER not null,
  version INTEGER not null,       -- 1 for the first that was published of a period
  is_current BOOLEAN not null,    -- the newest version that was not withdrawn: the one that people see
  published_at TIME not null,
  withdrawn_at TIME,
  unique (portal, employment_id, begins_on, ends_on, version)
) END_OF_TABLE;
create unique index payslips_current on payslips (portal, employment_id, begins_on, ends_on) where is_current;
create index payslips_person on payslips (portal, entry_id, begins_on);
create index payslips_batch on payslips (portal, batch_id);
create index payslips_period on payslips (portal, begins_on);
