package org.postern.directory.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.directory.Account;
import org.postern.directory.Account.State;
import org.postern.directory.Directory;
import org.postern.directory.Directory.AccountFilter;
import org.postern.directory.DirectoryException;
import org.postern.directory.DirectoryException.Kind;
import org.postern.directory.Page;

/** Lists of accounts against a plain model of them. */
class ListingTest {
  @TempDir static Path home;
  private static Homes homes;
  private static Directory directory;
  private static List<Account> model;

  @BeforeAll
  static void fill() throws Exception {
    homes = new Homes(home);
    directory = homes.directory;
    directory.addDomain("one.test");
    directory.addDomain("two.test");
    List<Directory.NewAccount> drafts = new ArrayList<>(Homes.many(3_000, "one.test"));
    drafts.addAll(Homes.many(300, "two.test"));
    drafts.add(Homes.without("zz.sm\u00f8rrebr\u00f8d@two.test", "\u00c5SE \"Q\" 100%_"));
    drafts.add(Homes.without("needle@two.test", "Needle"));
    model = new ArrayList<>(directory.addAccounts(drafts));
    for (int i = 0; i < model.size(); i += 400) {
      Account account = model.get(i);
      model.set(
          i,
          directory.changeAccount(
              AccountsTest.with(
                  account, account.address(), State.FROZEN, account.quota(), java.util.Map.of())));
    }
  }

  @AfterAll
  static void close() throws Exception {
    homes.close();
  }

  private static List<Account> all(int limit, String q, String sort, AccountFilter filter)
      throws DirectoryException {
    List<Account> all = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    do {
      Page<Account> page = directory.accounts(new Page.Request(limit, cursor, q, sort), filter);
      assertTrue(page.items().size() <= limit);
      all.addAll(page.items());
      cursor = page.next();
    } while (cursor.isPresent());
    return all;
  }

  private static List<String> addresses(List<Account> accounts) {
    return accounts.stream().map(Account::address).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "address", "-address", "name", "-name", "createdAt", "-createdAt"})
  void everySortGoesThroughAllOfThem(String sort) throws Exception {
    List<Account> listed = all(499, "", sort, AccountFilter.ALL);
    assertEquals(model.size(), new HashSet<>(listed).size());
    assertEquals(model.size(), listed.size());
    Comparator<Account> order =
        switch (sort.replace("-", "")) {
          case "name" -> Comparator.comparing(a -> Texts.fold(a.name()));
          case "createdAt" -> Comparator.comparing(Account::createdAt);
          default -> Comparator.comparing(Account::address);
        };
    Comparator<Account> wanted = sort.startsWith("-") ? order.reversed() : order;
    for (int i = 1; i < listed.size(); i++) {
      assertTrue(wanted.compare(listed.get(i - 1), listed.get(i)) <= 0, "at " + i);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "needle", "NEEDLE@", "user00001", "one.test", "person 12", "Family9", "e", "ee", "r0",
            "100%_",
        "\"q\"", "\u00e5se", "SM\u00d8RRE", "@two", "nothing like it", "*", "^", "a AND b", "\0",
            "'"
      })
  void searchFindsWhatHoldsTheText(String q) throws Exception {
    String folded = Texts.fold(q);
    List<String> wanted =
        model.stream()
            .filter(
                a ->
                    Texts.fold(a.address()).contains(folded)
                        || Texts.fold(a.name()).contains(folded))
            .map(Account::address)
            .sorted()
            .toList();
    assertEquals(wanted, addresses(all(100, q, "", AccountFilter.ALL)));
    assertEquals(
        Set.copyOf(wanted), Set.copyOf(addresses(all(100, q, "-name", AccountFilter.ALL))));
  }

  @Test
  void searchFollowsChanges() throws Exception {
    Account extra = directory.addAccount(Homes.without("follow@two.test", "Before"));
    directory.addAddress(extra.id(), "hidden.name@two.test");
    assertEquals(List.of(extra.address()), addresses(all(5, "hidden.n", "", AccountFilter.ALL)));
    Account now = directory.account(extra.id()).orElseThrow();
    directory.changeAccount(
        new Account(
            now.id(),
            now.address(),
            "After That",
            now.state(),
            now.quota(),
            now.protocols(),
            now.hiddenCapabilities(),
            now.createdAt(),
            now.updatedAt(),
            now.revision()));
    assertEquals(List.of(), all(5, "before", "", AccountFilter.ALL));
    assertEquals(1, all(5, "after that", "", AccountFilter.ALL).size());
    directory.removeAddress(extra.id(), "hidden.name@two.test");
    assertEquals(List.of(), all(5, "hidden.n", "", AccountFilter.ALL));
    directory.removeAccount(extra.id(), directory.account(extra.id()).orElseThrow().revision());
    assertEquals(List.of(), all(5, "after that", "", AccountFilter.ALL));
  }

  @Test
  void filtersNarrow() throws Exception {
    for (State state : State.values()) {
      AccountFilter filter =
          new AccountFilter(Set.of("one.test"), Optional.empty(), Optional.of(state));
      List<String> wanted =
          model.stream()
              .filter(a -> a.state() == state && a.address().endsWith("@one.test"))
              .map(Account::address)
              .sorted()
              .toList();
      assertEquals(wanted, addresses(all(500, "", "", filter)));
    }
    AccountFilter one =
        new AccountFilter(Set.of(), Optional.of("NEEDLE@two.test"), Optional.empty());
    assertEquals(List.of("needle@two.test"), addresses(all(5, "", "", one)));
    AccountFilter none =
        new AccountFilter(Set.of(), Optional.of("nobody@two.test"), Optional.empty());
    assertEquals(List.of(), all(5, "", "", none));
  }

  @Test
  void pagesNeitherRepeatNorSkipWhileOthersComeAndGo() throws Exception {
    Random random = new Random(5);
    List<String> seen = new ArrayList<>();
    List<Account> passing = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    do {
      Page<Account> page =
          directory.accounts(new Page.Request(200, cursor, "", ""), AccountFilter.ALL);
      page.items().forEach(a -> seen.add(a.address()));
      cursor = page.next();
      if (!passing.isEmpty() && random.nextBoolean()) {
        Account gone = passing.removeLast();
        directory.removeAccount(gone.id(), gone.revision());
      }
      passing.add(
          directory.addAccount(
              Homes.without("user%06dx@one.test".formatted(random.nextInt(3_000)), "")));
    } while (cursor.isPresent());
    for (Account gone : passing) {
      directory.removeAccount(gone.id(), gone.revision());
    }
    assertEquals(seen.size(), Set.copyOf(seen).size());
    assertTrue(seen.containsAll(addresses(model)));
  }

  @Test
  void refusesWhatIsNoPage() {
    for (int limit : new int[] {0, -1, 501, Integer.MAX_VALUE}) {
      Refused.with(
          Kind.INVALID,
          "bad-limit",
          () ->
              directory.accounts(
                  new Page.Request(limit, Optional.empty(), "", ""), AccountFilter.ALL));
    }
    Refused.with(
        Kind.INVALID,
        "bad-sort",
        () ->
            directory.accounts(
                new Page.Request(5, Optional.empty(), "", "password"), AccountFilter.ALL));
    Random random = new Random(9);
    for (int i = 0; i < 500; i++) {
      byte[] bytes = new byte[random.nextInt(40)];
      random.nextBytes(bytes);
      String cursor =
          i % 2 == 0
              ? new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1)
              : java.util.Base64.getUrlEncoder().encodeToString(bytes);
      Refused.with(
          Kind.INVALID,
          "bad-cursor",
          () ->
              directory.accounts(
                  new Page.Request(5, Optional.of(cursor), "", ""), AccountFilter.ALL));
    }
  }
}
