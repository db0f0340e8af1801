-- Who said what the columns of a file of payroll are, and how often it was said: what is published is what was on the screen.
alter table payroll_batches add column chooser_id UUID;
alter table payroll_batches add column choices INTEGER not null default 0;
-- 1 for the first of its kind that was published in a portal: only the last can be withdrawn.
alter table payroll_batches add column turn INTEGER not null default 0;
update payroll_batches set turn = (
  select count(*) from payroll_batches earlier
  where earlier.portal = payroll_batches.portal and earlier.kind = payroll_batches.kind
    and earlier.published_at <= payroll_batches.published_at)
where published_at is not null;
alter table payroll_drafts drop column key;

-- Laid ready by a worker, and seen by nobody until all of its file is.
alter table payslips add column is_laid BOOLEAN not null default false;
alter table payslips drop column earned;
alter table payslips drop column deducted;
