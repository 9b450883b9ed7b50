package org.postern.license.tool;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What a vendor has made, in an append-only file of one JSON object a line: {@code {"n":1,
 * "at":instant, "op":verb, ..., "prev":hash}}. {@code prev} is the SHA-256 of the line before, in
 * hex, so that no line can be changed, taken out or put in without breaking the chain behind it; a
 * cut at the end shows against a head that was noted elsewhere. Writers take turns, processes by a
 * file lock and threads of one process by a lock in it; a line is on disk before the command goes
 * on. Safe for concurrent use.
 */
final class Ledger {
  /** What the first line has for {@code prev}. */
  static final String GENESIS = "0".repeat(64);

  /**
   * A file lock belongs to the process, and ends as soon as any of its threads closes the file: it
   * keeps no two threads apart.
   */
  private static final ReentrantLock THREADS = new ReentrantLock();

  private final Path file;
  private final Clock clock;

  Ledger(Path file, Clock clock) {
    this.file = file;
    this.clock = clock;
  }

  /** One line. {@code hash} is its own: what the next one has for {@code prev}. */
  record Entry(long number, String op, JsonObject members, String hash) {
    String text(String name) {
      return members.getString(name, "");
    }

    long number(String name) {
      return members.getJsonNumber(name).longValueExact();
    }
  }

  /**
   * Every line from the first.
   *
   * @throws Failure with the first line that does not hold
   */
  List<Entry> read() throws IOException, Failure {
    return Files.exists(file) ? parse(Files.readAllBytes(file)) : List.of();
  }

  /** Adds a line and returns it; the file is checked whole before. */
  Entry add(String op, JsonObjectBuilder members) throws IOException, Failure {
    THREADS.lock();
    try {
      return append(op, members);
    } finally {
      THREADS.unlock();
    }
  }

  private Entry append(String op, JsonObjectBuilder members) throws IOException, Failure {
    try (FileChannel channel =
            FileChannel.open(
                file,
                Set.of(
                    StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE),
                PosixFilePermissions.asFileAttribute(
                    PosixFilePermissions.fromString("rw-------")));
        FileLock _ = channel.lock()) {
      List<Entry> before = parse(content(channel));
      JsonObjectBuilder line =
          Json.createObjectBuilder()
              .add("n", before.size() + 1)
              .add("at", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString())
              .add("op", op)
              .addAll(members)
              .add("prev", before.isEmpty() ? GENESIS : before.getLast().hash());
      String text = line.build().toString();
      ByteBuffer octets = StandardCharsets.UTF_8.encode(text + '\n');
      long at = channel.size();
      while (octets.hasRemaining()) {
        at += channel.write(octets, at);
      }
      channel.force(true);
      return entry(text, before.size() + 1);
    }
  }

  private static byte[] content(FileChannel channel) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    ByteBuffer chunk = ByteBuffer.allocate(64 << 10);
    for (long at = 0; channel.read(chunk, at) >= 0; at += chunk.position(), chunk.clear()) {
      all.write(chunk.array(), 0, chunk.position());
    }
    return all.toByteArray();
  }

  private List<Entry> parse(byte[] octets) throws Failure {
    List<Entry> entries = new ArrayList<>();
    String text = new String(octets, StandardCharsets.UTF_8);
    if (!text.isEmpty() && !text.endsWith("\n")) {
      throw broken(text.lines().count(), "is cut off: a command was killed while it wrote it");
    }
    String prev = GENESIS;
    for (String line : text.lines().toList()) {
      long number = entries.size() + 1;
      Entry entry = entry(line, number);
      if (entry.number() != number) {
        throw broken(number, "has the number " + entry.number());
      }
      if (!entry.text("prev").equals(prev)) {
        throw broken(number, "does not follow the line before it: one of the two was changed");
      }
      entries.add(entry);
      prev = entry.hash();
    }
    return entries;
  }

  private Entry entry(String line, long number) throws Failure {
    try (JsonReader reader = Json.createReader(new StringReader(line))) {
      JsonObject members = reader.readObject();
      if (!members.toString().equals(line)) {
        throw broken(number, "is not as this tool writes it");
      }
      return new Entry(
          members.getJsonNumber("n").longValueExact(),
          members.getString("op"),
          members,
          hash(line));
    } catch (JsonException | NullPointerException | ArithmeticException | ClassCastException e) {
      throw broken(number, "is no ledger entry");
    }
  }

  private Failure broken(long number, String what) {
    return new Failure(
        "The ledger "
            + file
            + " is damaged: line "
            + number
            + " "
            + what
            + ". Nothing was done; restore the file from a backup.");
  }

  private static String hash(String line) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(line.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}
