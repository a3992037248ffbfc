package dev.nextvec.text;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.internal.file.Addresses;
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
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What every process that shares an encoding must know: the same settings give the same work.
 *
 * @param files in order
 * @param modified when each file was last changed, in milliseconds
 * @param pieceBytes a piece of the corpus ends with the file that reaches so many
 * @param shardRows vectors in one file
 */
record WorkSettings(
    List<CorpusFile> files,
    List<Long> modified,
    Reading reading,
    long pieceBytes,
    int chunkChars,
    String language,
    VectorType type,
    int dimension,
    int shardRows,
    EncoderFingerprint encoder) {
  private static final int VERSION = 5;

  /** Of a file on this machine's own file system. */
  private static final String PATH = "path";

  /**
   * Of a file elsewhere: {@code file:///} may be another than this machine's, as Hadoop sees it.
   */
  private static final String ADDRESS = "address";

  /** A piece of the corpus ends with the file that reaches one of these. */
  static final long PIECE_BYTES = 8 << 20;

  private static final int PIECE_FILES = 1000;

  /** A file that is larger than so many pieces is parted, where its format lets it. */
  private static final int PIECES_PER_PART = 4;

  WorkSettings {
    files = List.copyOf(files);
    modified = List.copyOf(modified);
  }

  /** Those of a job. */
  static WorkSettings of(
      EncodeJob job,
      Corpus corpus,
      long pieceBytes,
      int shardRows,
      EncoderFingerprint encoder,
      int dimension)
      throws IOException {
    List<Long> modified = new ArrayList<>();
    for (CorpusFile file : corpus.files()) {
      modified.add(Files.getLastModifiedTime(file.path()).toMillis());
    }
    return new WorkSettings(
        corpus.files(),
        modified,
        corpus.reading(job.reading().keepCode()),
        pieceBytes,
        job.chunkChars(),
        job.cutting().languageTag(),
        job.storing().type(),
        dimension,
        shardRows,
        encoder);
  }

  Chunker chunker() {
    return new Chunker(chunkChars, Locale.forLanguageTag(language));
  }

  /** The pieces of the corpus in order: some files each, or a part of a large one. */
  List<List<FilePart>> pieces() {
    List<List<FilePart>> pieces = new ArrayList<>();
    List<FilePart> open = new ArrayList<>();
    long bytes = 0;
    for (CorpusFile file : files) {
      int parts = parts(file);
      boolean full = bytes >= pieceBytes || open.size() == PIECE_FILES;
      if (!open.isEmpty() && (full || parts > 1)) {
        pieces.add(List.copyOf(open));
        open.clear();
        bytes = 0;
      }
      if (parts == 1) {
        open.add(FilePart.whole(file));
        bytes += file.bytes();
      } else {
        IntStream.range(0, parts).forEach(i -> pieces.add(List.of(new FilePart(file, i, parts))));
      }
    }
    if (!open.isEmpty()) {
      pieces.add(open);
    }
    return pieces;
  }

  private int parts(CorpusFile file) {
    long most = pieceBytes * PIECES_PER_PART;
    return file.isSplittable() && file.bytes() > most
        ? Math.toIntExact((file.bytes() + most - 1) / most)
        : 1;
  }

  ObjectNode toJson() {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("version", VERSION)
            .put("skip_bad", reading.skipBad())
            .put("keep_code", reading.keepCode())
            .put("piece_bytes", pieceBytes)
            .put("chunk_chars", chunkChars)
            .put("language", language)
            .put("cutting", Chunker.RULES)
            .put("dtype", type.label())
            .put("dimension", dimension)
            .put("shard_rows", shardRows);
    json.set("encoder", encoder.toJson());
    ObjectNode columns = json.putObject("columns");
    reading.columns().text().ifPresent(name -> columns.put("text", name));
    reading.columns().id().ifPresent(name -> columns.put("id", name));
    reading.columns().title().ifPresent(name -> columns.put("title", name));
    ArrayNode list = json.putArray("files");
    for (int i = 0; i < files.size(); i++) {
      CorpusFile file = files.get(i);
      list.addObject()
          .put(Addresses.isHere(file.path()) ? PATH : ADDRESS, named(file.path()))
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
      String why =
          Addresses.isHere(file)
              ? "the dataset must be made in a folder that all machines share"
              : "another command for the same dataset removed it, or finished";
      throw new IOException(file + " is not there: " + why, e);
    }
    if (json.field("version").wholeNumber(0, Integer.MAX_VALUE) != VERSION
        || json.field("cutting").wholeNumber(0, Integer.MAX_VALUE) != Chunker.RULES) {
      throw new IOException(file + " was written by another version of Nextvec");
    }
    List<Long> modified = new ArrayList<>();
    for (JsonValue item : json.field("files").items()) {
      modified.add(item.field("modified").wholeNumber(Long.MIN_VALUE, Long.MAX_VALUE));
    }
    return new WorkSettings(
        json.field("files").items(WorkSettings::file),
        modified,
        new Reading(
            json.field("skip_bad").truth(),
            json.field("keep_code").truth(),
            columns(json.field("columns"))),
        json.field("piece_bytes").wholeNumber(1, Long.MAX_VALUE),
        json.field("chunk_chars").count(1),
        json.field("language").text(),
        VectorType.ofLabel(json.field("dtype").text()),
        json.field("dimension").count(1),
        json.field("shard_rows").count(1),
        EncoderFingerprint.fromJson(json.field("encoder").node(), json.where()));
  }

  private static Columns columns(JsonValue json) throws IOException {
    return new Columns(
        json.optional("text", JsonValue::text),
        json.optional("id", JsonValue::text),
        json.optional("title", JsonValue::text));
  }

  /** On this machine's own file system as a URI, which tells any name; else what it is named by. */
  private static String named(Path path) {
    return Addresses.isHere(path) ? path.toUri().toString() : path.toString();
  }

  private static CorpusFile file(JsonValue json) throws IOException {
    Optional<String> address = json.optional(ADDRESS, JsonValue::text);
    return new CorpusFile(
        address.isPresent()
            ? Addresses.path(address.get())
            : Path.of(URI.create(json.field(PATH).text())),
        json.field("shown").text(),
        json.field("id").text(),
        TextFormat.valueOf(json.field("format").text()),
        json.field("bytes").wholeNumber(0, Long.MAX_VALUE));
  }
}
