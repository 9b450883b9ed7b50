package org.postern.admin.internal.resources;

import java.time.Instant;
import java.util.List;
import org.postern.directory.Alias;

/** An alias or a group as the API shows it. */
public record AliasView(
    String id, String address, String name, List<String> members, Instant createdAt) {

  static AliasView of(Alias alias) {
    return new AliasView(
        alias.id(), alias.address(), alias.name(), alias.members(), alias.createdAt());
  }

  public record New(String address, String name, List<String> members) {}

  public record Change(String address, String name, List<String> members) {}

  public record Member(String address) {}
}
