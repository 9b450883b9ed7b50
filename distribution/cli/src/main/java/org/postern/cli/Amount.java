package org.postern.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * An amount of octets as people write it: {@code 5G}, {@code 500M}, {@code 1048576}; or {@code
 * inherit}.
 *
 * @param octets null for inherit
 */
record Amount(Long octets) {
  private static final Pattern FORM = Pattern.compile("(\\d{1,15})([KMGT]?)(I?B)?");

  /** Powers of 1024. */
  static final class Converter implements ITypeConverter<Amount> {
    @Override
    public Amount convert(String text) {
      if (text.equalsIgnoreCase("inherit")) {
        return new Amount(null);
      }
      Matcher matcher = FORM.matcher(text.toUpperCase(Locale.ROOT));
      if (!matcher.matches()) {
        throw new TypeConversionException(
            "\""
                + text
                + "\" is no amount; write for example 500M, 5G, a number of octets or inherit");
      }
      int power = "KMGT".indexOf(matcher.group(2).isEmpty() ? "-" : matcher.group(2)) + 1;
      try {
        return new Amount(Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << (10 * power)));
      } catch (ArithmeticException e) {
        throw new TypeConversionException("\"" + text + "\" is too much");
      }
    }
  }
}
