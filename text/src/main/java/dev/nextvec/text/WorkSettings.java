package dev.nextvec.text;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.internal.json.JsonValue;
import dev.nextvec.vector.VectorType;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What every process that shares an encoding must know: the same settings give the same work.
 *
 * @param files in order
 * @param modified when each file was last changed, in milliseconds
 * @param shardRows vectors in one file
 */
record WorkSettings(
    List<CorpusFile> files,
    List<Long> modified,
    boolean skipBad,
    boolean keepCode,
    int chunkChars,
    String language,
    VectorType type,
    int dimension,
    int shardRows,
    EncoderFingerprint encoder) {
  private static final int VERSION = 1;

  /** A piece of the corpus ends with the file that reaches one of these. */
  private static final long PIECE_BYTES = 8 << 20;

  private static final int PIECE_FILES = 1000;

  WorkSettings {
    files = List.copyOf(files);
    modified = List.copyOf(modified);
  }

  /** Those of a job. */
  static WorkSettings of(
      EncodeJob job, Corpus corpus, int shardRows, EncoderFingerprint encoder, int dimension)
      throws IOException {
    List<Long> modified = new ArrayList<>();
    for (CorpusFile file : corpus.files()) {
      modified.add(Files.getLastModifiedTime(file.path()).toMillis());
    }
    return new WorkSettings(
        corpus.files(),
        modified,
        corpus.skipBad(),
        job.keepCode(),
        job.chunkChars(),
        job.language().toLanguageTag(),
        job.type(),
        dimension,
        shardRows,
        encoder);
  }

  Chunker chunker() {
    return new Chunker(chunkChars, Locale.forLanguageTag(language));
  }

  /** Where each piece of the corpus begins, and at last the number of files. */
  List<Integer> pieces() {
    List<Integer> begins = new ArrayList<>(List.of(0));
    long bytes = 0;
    for (int i = 0; i < files.size(); i++) {
      bytes += files.get(i).bytes();
      boolean full = bytes >= PIECE_BYTES || i + 1 - begins.getLast() == PIECE_FILES;
      if (full || i + 1 == files.size()) {
        begins.add(i + 1);
        bytes = 0;
      }
    }
    return begins;
  }

  /** The files of a piece. */
  List<CorpusFile> files(int piece) {
    List<Integer> begins = pieces();
    return files.subList(begins.get(piece), begins.get(piece + 1));
  }

  ObjectNode toJson() {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("version", VERSION)
            .put("skip_bad", skipBad)
            .put("keep_code", keepCode)
            .put("chunk_chars", chunkChars)
            .put("language", language)
            .put("dtype", type.label())
            .put("dimension", dimension)
            .put("shard_rows", shardRows);
    json.set("encoder", encoder.toJson());
    ArrayNode list = json.putArray("files");
    for (int i = 0; i < files.size(); i++) {
      CorpusFile file = files.get(i);
      list.addObject()
          .put("path", file.path().toUri().toString())
          .put("shown", file.shown())
          .put("id", file.id())
          .put("format", file.format().name())
          .put("bytes", file.bytes())
          .put("modified", modified.get(i));
    }
    return json;
  }

  /**
   * Reads them.
   *
   * @throws IOException if they are not there, or another version of Nextvec wrote them
   */
  static WorkSettings read(Path file) throws IOException {
    JsonValue json;
    try {
      json = JsonValue.read(file);
    } catch (NoSuchFileException e) {
      throw new IOException(
          file + " is not there: the dataset must be made in a folder that all machines share", e);
    }
    if (json.field("version").wholeNumber(0, Integer.MAX_VALUE) != VERSION) {
      throw new IOException(file + " was written by another version of Nextvec");
    }
    List<Long> modified = new ArrayList<>();
    for (JsonValue item : json.field("files").items()) {
      modified.add(item.field("modified").wholeNumber(Long.MIN_VALUE, Long.MAX_VALUE));
    }
    return new WorkSettings(
        json.field("files").items(WorkSettings::file),
        modified,
        json.field("skip_bad").truth(),
        json.field("keep_code").truth(),
        json.field("chunk_chars").count(1),
        json.field("language").text(),
        VectorType.ofLabel(json.field("dtype").text()),
        json.field("dimension").count(1),
        json.field("shard_rows").count(1),
        EncoderFingerprint.fromJson(json.field("encoder").node(), json.where()));
  }

  private static CorpusFile file(JsonValue json) throws IOException {
    return new CorpusFile(
        Path.of(URI.create(json.field("path").text())),
        json.field("shown").text(),
        json.field("id").text(),
        TextFormat.valueOf(json.field("format").text()),
        json.field("bytes").wholeNumber(0, Long.MAX_VALUE));
  }
}
