-- Finds any three or more characters inside an address or a name without reading every account.
create virtual table account_search using fts5 (text, content='', contentless_delete=1, tokenize='trigram case_sensitive 1');
insert into account_search (rowid, text) select seq, folded from account;
create trigger account_search_add after insert on account begin
  insert into account_search (rowid, text) values (new.seq, new.folded);
end;
create trigger account_search_change after update of folded on account when new.folded <> old.folded begin
  insert or replace into account_search (rowid, text) values (new.seq, new.folded);
end;
create trigger account_search_remove after delete on account begin
  delete from account_search where rowid = old.seq;
end;

create virtual table alias_search using fts5 (text, content='', contentless_delete=1, tokenize='trigram case_sensitive 1');
insert into alias_search (rowid, text) select seq, folded from alias;
create trigger alias_search_add after insert on alias begin
  insert into alias_search (rowid, text) values (new.seq, new.folded);
end;
create trigger alias_search_change after update of folded on alias when new.folded <> old.folded begin
  insert or replace into alias_search (rowid, text) values (new.seq, new.folded);
end;
create trigger alias_search_remove after delete on alias begin
  delete from alias_search where rowid = old.seq;
end;
