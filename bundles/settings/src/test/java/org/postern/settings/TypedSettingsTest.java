package org.postern.settings;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Settings as a component gets them. */
final class TypedSettingsTest {
  @interface Sample {
    int size() default 5;

    String name() default "x";

    String[] hosts() default {"a", "b"};

    long[] numbers() default {};
  }

  @Test
  void defaultsHoldForWhatIsNotSet() {
    Sample sample = TypedSettings.of(Sample.class, Map.of("name", "y"));
    assertEquals(5, sample.size());
    assertEquals("y", sample.name());
    assertArrayEquals(new String[] {"a", "b"}, sample.hosts());
    assertEquals(Sample.class, sample.annotationType());
    assertEquals(sample, sample);
  }

  @Test
  void listsFitWhateverTheyCameAs() {
    Sample sample =
        TypedSettings.of(
            Sample.class, Map.of("hosts", List.of("c"), "numbers", new Long[] {1L, 2L}, "size", 7));
    assertArrayEquals(new String[] {"c"}, sample.hosts());
    assertArrayEquals(new long[] {1, 2}, sample.numbers());
    assertEquals(7, sample.size());
    assertArrayEquals(
        new String[] {"d"}, TypedSettings.of(Sample.class, Map.of("hosts", "d")).hosts());
  }
}
