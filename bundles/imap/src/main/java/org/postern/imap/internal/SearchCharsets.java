package org.postern.imap.internal;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The charsets in which SEARCH can be asked (RFC 9051 6.4.4): those of mail, as far as this Java
 * has them, in which ASCII is ASCII. Those of the UTF-16 kind hold NUL, which no string may, and in
 * EBCDIC nothing is what it seems.
 */
final class SearchCharsets {
  private static final List<String> NAMES =
      List.of(
          "US-ASCII",
          "UTF-8",
          "ISO-8859-1",
          "ISO-8859-2",
          "ISO-8859-3",
          "ISO-8859-4",
          "ISO-8859-5",
          "ISO-8859-6",
          "ISO-8859-7",
          "ISO-8859-8",
          "ISO-8859-9",
          "ISO-8859-13",
          "ISO-8859-15",
          "ISO-8859-16",
          "windows-1250",
          "windows-1251",
          "windows-1252",
          "windows-1253",
          "windows-1254",
          "windows-1255",
          "windows-1256",
          "windows-1257",
          "windows-1258",
          "windows-31j",
          "KOI8-R",
          "KOI8-U",
          "IBM866",
          "TIS-620",
          "Shift_JIS",
          "EUC-JP",
          "ISO-2022-JP",
          "EUC-KR",
          "ISO-2022-KR",
          "x-windows-949",
          "GB2312",
          "GBK",
          "GB18030",
          "Big5",
          "Big5-HKSCS");

  private static final Map<Charset, String> KNOWN = known();

  private SearchCharsets() {}

  private static Map<Charset, String> known() {
    Map<Charset, String> known = new LinkedHashMap<>();
    for (String name : NAMES) {
      if (Charset.isSupported(name)) {
        known.putIfAbsent(Charset.forName(name), name);
      }
    }
    return known;
  }

  /** Their names, for BADCHARSET. */
  static String names() {
    return String.join(" ", KNOWN.values());
  }

  /** By any of its names; US-ASCII is UTF-8, for who doesn't know the difference. */
  static Optional<Charset> of(String name) {
    try {
      Charset charset = Charset.forName(name);
      if (!KNOWN.containsKey(charset)) {
        return Optional.empty();
      }
      return Optional.of(
          charset.equals(StandardCharsets.US_ASCII) ? StandardCharsets.UTF_8 : charset);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return Optional.empty();
    }
  }
}
