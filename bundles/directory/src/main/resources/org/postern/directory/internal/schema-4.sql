-- Capabilities that are hidden from an account, by protocol: imap:IDLE imap:MOVE.
alter table account add column hidden text not null default '';
