package org.postern.mailbox.internal.james;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.james.mailbox.MailboxManagerTest;
import org.apache.james.mailbox.store.AbstractCombinationManagerTest;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ModifierSupport;
import org.junit.platform.commons.support.ReflectionSupport;
import org.postern.mailbox.internal.james.Contracts.Contract;

/** That no contract of James', and no test of one, drops out silently. */
class ContractsTest {
  static final List<Contract> ALL = Contracts.ALL;

  @Test
  void allOfJamesAreAccountedFor() {
    assertThat(Contracts.ALL).hasSize(26);
    assertThat(Contracts.ALL.stream().mapToInt(Contract::tests).sum()).isEqualTo(788);
    assertThat(Contracts.ALL.stream().mapToInt(Contract::eligible).sum()).isEqualTo(759);
  }

  @Test
  void theListNamesEveryContractThatThePublishedJarsHold() throws Exception {
    Set<String> published = new TreeSet<>();
    for (Class<?> one : List.of(MailboxManagerTest.class, AbstractCombinationManagerTest.class)) {
      Path jar = Path.of(one.getProtectionDomain().getCodeSource().getLocation().toURI());
      published.addAll(contractsIn(jar));
    }
    assertThat(Contracts.ALL)
        .extracting(contract -> "org.apache.james.mailbox." + contract.name())
        .containsExactlyInAnyOrderElementsOf(published);
  }

  private static Set<String> contractsIn(Path jar) throws IOException {
    try (FileSystem zip = FileSystems.newFileSystem(jar);
        Stream<Path> files = Files.walk(zip.getPath("/"))) {
      return files
          .map(Path::toString)
          .filter(name -> name.endsWith(".class") && !name.contains("$"))
          .map(name -> name.substring(1, name.length() - 6).replace('/', '.'))
          .filter(name -> name.endsWith("Test") || name.endsWith("Contract"))
          .filter(ContractsTest::isContract)
          .collect(Collectors.toSet());
    }
  }

  private static boolean isContract(String name) {
    try {
      Class<?> type = Class.forName(name, false, ContractsTest.class.getClassLoader());
      return ModifierSupport.isAbstract(type) && !tests(type).isEmpty();
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @FieldSource("ALL")
  void jamesHasAsManyTestsAsTheListSays(Contract contract) throws ClassNotFoundException {
    assertThat(tests(contract.type())).hasSize(contract.tests());
  }

  @ParameterizedTest
  @FieldSource("ALL")
  void oursRunsEveryTestThatIsNotExcludedWithAReason(Contract contract)
      throws ClassNotFoundException {
    if (contract.ours() == null) {
      assertThat(contract.reason()).isNotBlank();
      return;
    }
    assertThat(contract.type()).isAssignableFrom(contract.ours());
    assertThat(contract.excluded().values()).allMatch(reason -> !reason.isBlank());
    Set<String> expected = tests(contract.type());
    assertThat(expected).containsAll(contract.excluded().keySet());
    expected.removeAll(contract.excluded().keySet());
    assertThat(tests(contract.ours())).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(AnnotationSupport.isAnnotated(contract.ours(), Disabled.class)).isFalse();
  }

  /** Names of the tests of a class, those of its nested classes included. */
  private static Set<String> tests(Class<?> type) {
    Set<String> names = new TreeSet<>();
    AnnotationSupport.findAnnotatedMethods(type, Testable.class, HierarchyTraversalMode.TOP_DOWN)
        .forEach(method -> names.add(method.getName()));
    ReflectionSupport.findNestedClasses(
            type, nested -> AnnotationSupport.isAnnotated(nested, Nested.class))
        .forEach(
            nested ->
                tests(nested).forEach(name -> names.add(nested.getSimpleName() + "." + name)));
    return names;
  }
}
