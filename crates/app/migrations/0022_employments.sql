-- Where people work or worked (crate desk, folder employments).
create table employments (
  id UUID primary key,
  portal TEXT not null,
  entry_id UUID not null,         -- of the roster
  code TEXT not null,             -- the employer's own
  contract TEXT not null,         -- indefinite, fixed-term, task, apprenticeship, services, associate
  started_on TEXT not null,       -- YYYY-MM-DD
  ended_on TEXT,
  position TEXT not null,
  functions TEXT,
  client TEXT,                    -- the company to which a temporary worker is assigned
  salary INTEGER,                 -- centavos a month
  salary_kind TEXT not null,      -- ordinary, integral, variable
  updated_at TIME not null,
  unique (portal, entry_id, code)
) END_OF_TABLE;

-- Salaries and since when they held.
create table employments_salaries (
  portal TEXT not null,
  employment_id UUID not null references employments (id),
  entry_id UUID not null,
  since TEXT not null,            -- YYYY-MM-DD
  salary INTEGER not null,        -- centavos a month
  primary key (employment_id, since)
) END_OF_TABLE;
create index employments_salaries_person on employments_salaries (portal, entry_id);
