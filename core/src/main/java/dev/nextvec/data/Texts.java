package dev.nextvec.data;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.nextvec.internal.file.Sha256;
import dev.nextvec.internal.json.JsonLines;
import dev.nextvec.internal.json.JsonValue;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * The text of every chunk, by row, from {@code chunks.jsonl} or {@code chunks.jsonl.gz}. Read when
 * first asked for and then kept compressed in memory, about a third of its size. Safe to use from
 * several threads.
 */
public final class Texts {
  static final String FILE = "chunks.jsonl";
  static final String GZIPPED = FILE + ".gz";

  /** The names that the file may have; the first that is there counts. */
  static final List<String> NAMES = List.of(FILE, GZIPPED);

  private final Path file;
  private final long rows;
  private final Optional<String> recorded;
  private @Nullable PackedStrings strings;

  private Texts(Path file, long rows, Optional<String> recorded) {
    this.file = file;
    this.rows = rows;
    this.recorded = recorded;
  }

  /**
   * The texts in a dataset directory, if there are any.
   *
   * @param recorded hash of their lines, uncompressed, where one was recorded
   * @throws IOException if one was, and there are none
   */
  static Optional<Texts> find(Path directory, long rows, Optional<String> recorded)
      throws IOException {
    for (String name : NAMES) {
      Path file = directory.resolve(name);
      if (Files.exists(file)) {
        return Optional.of(new Texts(file, rows, recorded));
      }
    }
    if (recorded.isPresent()) {
      throw new IOException(
          "%s has no texts, but %s records them: restore %s, or make the dataset anew with `data import` or `data encode`"
              .formatted(directory, DatasetManifest.FILE, GZIPPED));
    }
    return Optional.empty();
  }

  /** The line of one text, with its end. */
  public static byte[] line(String text) {
    return (JsonNodeFactory.instance.objectNode().put("text", text) + "\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Number of texts. */
  public long count() {
    return rows;
  }

  /**
   * The text of a chunk.
   *
   * @throws IOException if the file cannot be read, is damaged, or has not one line for each vector
   * @throws IndexOutOfBoundsException if there is no such row
   */
  public String text(long row) throws IOException {
    Objects.checkIndex(row, rows);
    return loaded().get((int) row);
  }

  private synchronized PackedStrings loaded() throws IOException {
    if (strings == null) {
      strings = load();
    }
    return strings;
  }

  private PackedStrings load() throws IOException {
    PackedStrings packed = new PackedStrings();
    String hash =
        read(
            line -> {
              if (!line.isBlank()) {
                String where = file + " line " + (packed.size() + 1);
                packed.add(JsonValue.parse(line, where).field("text").label());
              }
            });
    if (packed.size() != rows) {
      throw new IOException(
          "%s has %d texts but there are %d vectors".formatted(file, packed.size(), rows));
    }
    requireRecorded(hash);
    packed.seal();
    return packed;
  }

  /** Takes a line. */
  @FunctionalInterface
  private interface Taking {
    void line(String line) throws IOException;
  }

  /** Reads all lines; returns their hash. */
  private String read(Taking taking) throws IOException {
    Sha256 hash = new Sha256();
    boolean compressed = file.toString().endsWith(".gz");
    try (InputStream raw = Files.newInputStream(file);
        InputStream in = compressed ? new GZIPInputStream(raw, 1 << 16) : raw;
        BufferedReader lines = JsonLines.open(in, hash)) {
      for (String line; (line = lines.readLine()) != null; ) {
        taking.line(line);
      }
    } catch (CharacterCodingException e) {
      throw new IOException(file + " is not valid UTF-8", e);
    } catch (ZipException | EOFException e) {
      throw new IOException(file + " is not a complete gzip file: " + e.getMessage(), e);
    }
    return hash.hex();
  }

  /**
   * Reads the texts without keeping them.
   *
   * @throws IOException if their lines have not the hash that was recorded, where one was
   */
  void requireRecorded() throws IOException {
    requireRecorded(read(line -> {}));
  }

  private void requireRecorded(String hash) throws IOException {
    if (recorded.isPresent()) {
      Path manifest = file.resolveSibling(DatasetManifest.FILE);
      DatasetManifest.requireHash(file.getFileName().toString(), recorded.get(), hash, manifest);
    }
  }
}
