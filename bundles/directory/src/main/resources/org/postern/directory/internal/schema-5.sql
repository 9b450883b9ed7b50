-- Switches of protocols for all accounts of a domain, as an account has its own.
alter table domain add column protocols text not null default '';
