package org.postern.admin.internal.resources;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.postern.admin.Call;
import org.postern.admin.ListQuery;
import org.postern.admin.Listing;
import org.postern.admin.MergePatch;
import org.postern.admin.Precondition;
import org.postern.admin.Problem;
import org.postern.admin.internal.Backends;
import org.postern.admin.internal.json.Words;
import org.postern.admin.internal.rest.Checks;
import org.postern.directory.Addresses;
import org.postern.directory.Alias;
import org.postern.directory.DirectoryException;
import org.postern.directory.Page;

/** What aliases and groups have in common: an address that stands for others. */
final class MailingLists {
  private final Backends backends;
  private final Alias.Kind kind;

  MailingLists(Backends backends, Alias.Kind kind) {
    this.backends = backends;
    this.kind = kind;
  }

  Listing<AliasView> list(ListQuery query, String domain, Call call) throws DirectoryException {
    Page<Alias> page = backends.directory().aliases(kind, query.request(), call.narrow(domain));
    return Listing.of(page, AliasView::of);
  }

  Alias find(String id, Call call) {
    call.target(id);
    return backends
        .directory()
        .alias(id)
        .filter(alias -> alias.kind() == kind && call.seesAddress(alias.address()))
        .orElseThrow(() -> Problem.notFound(Words.of(kind)));
  }

  Response get(String id, Request request, Call call) {
    Alias alias = find(id, call);
    return Precondition.answer(request, Precondition.tag(alias.revision()), AliasView.of(alias));
  }

  Response add(AliasView.New body, UriInfo uri, Call call) throws DirectoryException {
    new Checks().required("/address", body.address()).length("/name", body.name(), 200).done();
    call.target(body.address());
    requireOwn(body.address(), call);
    Alias made =
        backends
            .directory()
            .addAlias(
                kind,
                body.address(),
                body.name() == null ? "" : body.name(),
                body.members() == null ? List.of() : body.members());
    call.target(made.id()).changed("address", null, made.address());
    call.changed("members", null, made.members());
    return Answering.created(uri, made.id(), Precondition.tag(made.revision()), AliasView.of(made));
  }

  Response change(String id, MergePatch patch, HttpHeaders headers, Request request, Call call)
      throws DirectoryException {
    Alias alias = find(id, call);
    Precondition.require(headers, request, Precondition.tag(alias.revision()));
    AliasView.Change after =
        patch.apply(new AliasView.Change(alias.address(), alias.name(), alias.members()));
    new Checks().required("/address", after.address()).length("/name", after.name(), 200).done();
    requireOwn(after.address(), call);
    Alias changed =
        backends
            .directory()
            .changeAlias(
                new Alias(
                    alias.id(),
                    after.address(),
                    after.name() == null ? "" : after.name(),
                    alias.kind(),
                    after.members() == null ? List.of() : after.members(),
                    alias.createdAt(),
                    alias.revision()));
    audit(call, alias, changed);
    return Answering.changed(Precondition.tag(changed.revision()), AliasView.of(changed));
  }

  Response remove(String id, HttpHeaders headers, Request request, Call call)
      throws DirectoryException {
    Alias alias = find(id, call);
    Precondition.require(headers, request, Precondition.tag(alias.revision()));
    backends.directory().removeAlias(alias.id(), alias.revision());
    call.changed("address", alias.address(), null);
    return Answering.done();
  }

  Listing<AliasView.Member> members(String id, ListQuery query, Call call) {
    List<AliasView.Member> all =
        find(id, call).members().stream()
            .filter(member -> Texts.contains(member, query.q()))
            .map(AliasView.Member::new)
            .toList();
    return Listing.of(all, query);
  }

  /** Adds or removes a member; again when somebody else changes the list at the same moment. */
  Response member(String id, String address, boolean in, Call call) throws DirectoryException {
    String member = Addresses.canonical(address).map(Addresses.Parts::toString).orElse(address);
    while (true) {
      Alias alias = find(id, call);
      Set<String> members = new LinkedHashSet<>(alias.members());
      if (!in && !members.contains(member)) {
        throw Problem.notFound("member");
      }
      boolean changes = in ? members.add(member) : members.remove(member);
      if (!changes) {
        return Answering.done();
      }
      try {
        Alias changed =
            backends
                .directory()
                .changeAlias(
                    new Alias(
                        alias.id(),
                        alias.address(),
                        alias.name(),
                        alias.kind(),
                        List.copyOf(members),
                        alias.createdAt(),
                        alias.revision()));
        audit(call, alias, changed);
        return Answering.done();
      } catch (DirectoryException e) {
        if (e.kind() != DirectoryException.Kind.STALE) {
          throw e;
        }
      }
    }
  }

  private static void requireOwn(String address, Call call) {
    if (Addresses.canonical(address).isPresent() && !call.seesAddress(address)) {
      throw Problem.invalid("/address", "unknown-domain", "There is no such domain here.");
    }
  }

  private static void audit(Call call, Alias before, Alias after) {
    call.changed("address", before.address(), after.address())
        .changed("name", before.name(), after.name())
        .changed("members", before.members(), after.members());
  }
}
