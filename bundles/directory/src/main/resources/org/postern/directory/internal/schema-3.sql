-- SCRAM verifiers of app passwords: one for each way to type it, separated by a space; null in those made before.
alter table app_password add column scram text;

-- What is older than the retention goes, from the oldest on: only up to the entry that the anchor names.
drop trigger audit_stays;
create trigger audit_stays before delete on audit
  when old.seq > coalesce((select value from setting where name = 'audit-anchor-seq'), 0)
  begin select raise(abort, 'the audit log only grows'); end;
drop trigger audit_change_stays;
create trigger audit_change_stays before delete on audit_change
  when old.entry > coalesce((select value from setting where name = 'audit-anchor-seq'), 0)
  begin select raise(abort, 'the audit log only grows'); end;
