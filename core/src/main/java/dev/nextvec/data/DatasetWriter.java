package dev.nextvec.data;

import dev.nextvec.internal.file.FileErrors;
import dev.nextvec.internal.file.FileSink;
import dev.nextvec.internal.file.Sha256;
import dev.nextvec.internal.file.StagedDirectory;
import dev.nextvec.internal.npy.NpyWriter;
import dev.nextvec.vector.RowChecks;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes a dataset document by document; only their names are kept in memory. The directory appears
 * when {@link #finish} returns; closed before that, for whatever reason, nothing is left.
 */
public final class DatasetWriter implements AutoCloseable {
  private final DatasetOptions options;
  private final FileSink sink;
  private final Path shownTarget;
  private final StagedDirectory directory;
  private final Sha256 hash = new Sha256();
  private final Sha256 textsHash = new Sha256();
  private final Set<String> ids = new HashSet<>();
  private final List<Document> documents = new ArrayList<>();
  private final List<String> shards = new ArrayList<>();
  private @Nullable NpyWriter shard;
  private @Nullable ShardedTexts texts;
  private @Nullable Document open;
  private DatasetOptions described;
  private long rows;

  private DatasetWriter(
      Path target, StagedDirectory directory, DatasetOptions options, FileSink sink) {
    this.shownTarget = target;
    this.directory = directory;
    this.options = options;
    this.described = options;
    this.sink = sink;
  }

  /**
   * Begins a dataset.
   *
   * @throws IOException if {@code target} is there, or cannot be written
   */
  public static DatasetWriter create(Path target, DatasetOptions options) throws IOException {
    return create(target, options, FileSink.DISK);
  }

  static DatasetWriter create(Path target, DatasetOptions options, FileSink sink)
      throws IOException {
    StagedDirectory directory;
    try {
      directory = StagedDirectory.begin(target, options.overwrite(), DatasetManifest.DIRECTORY);
    } catch (FileSystemException e) {
      throw FileErrors.explainWriting("writing dataset " + target, target, e);
    }
    return new DatasetWriter(target, directory, options, sink);
  }

  /**
   * Adds a whole document.
   *
   * @param id unique name
   * @param title what people call it; may be empty
   * @param group documents of one group are never parted by a split; usually the id
   * @param chunkTexts one for each vector, or none at all in the whole dataset
   * @param vectors {@code [chunks, dimension]}
   * @throws IllegalArgumentException if the document is empty, ragged, of another dimension, has a
   *     vector that is zero or not finite, an id that was there before, or texts that do not match
   *     or hold half of a character
   */
  public void append(
      String id, String title, String group, List<String> chunkTexts, float[][] vectors)
      throws IOException {
    float[] flat;
    try {
      flat = RowChecks.flatten(vectors);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("document `" + id + "`: " + e.getMessage(), e);
    }
    if (vectors.length > 0 && vectors[0].length != options.dimension()) {
      throw new IllegalArgumentException(
          "document `%s` has vectors of dimension %d but the dataset has %d"
              .formatted(id, vectors[0].length, options.dimension()));
    }
    append(id, title, group, chunkTexts, flat);
  }

  /** Adds a whole document whose vectors lie one after another. */
  public void append(
      String id, String title, String group, List<String> chunkTexts, float[] vectors)
      throws IOException {
    if (vectors.length % options.dimension() != 0) {
      throw new IllegalArgumentException(
          "document `%s` has %d values, which are not whole vectors of dimension %d"
              .formatted(id, vectors.length, options.dimension()));
    }
    begin(id, title, group);
    add(chunkTexts, vectors, 0, vectors.length / options.dimension());
    end();
  }

  /** Begins a document that is added in pieces. */
  public void begin(String id, String title, String group) {
    begin(id, title, group, Map.of());
  }

  /**
   * The same with what else is known of the document.
   *
   * @param fields one or more values of each name, to filter by
   */
  public void begin(String id, String title, String group, Map<String, List<String>> fields) {
    if (open != null) {
      throw new IllegalStateException("document `" + open.id() + "` has not been ended");
    }
    if (!ids.add(id)) {
      throw new IllegalArgumentException("document id `" + id + "` occurs twice");
    }
    open = new Document(id, title, rows, 0, group, fields);
  }

  /**
   * Adds chunks to the document that was begun.
   *
   * @param vectors holds {@code [chunks, dimension]} from {@code offset} on
   */
  public void add(List<String> chunkTexts, float[] vectors, int offset, int chunks)
      throws IOException {
    Document document = opened();
    if (chunks == 0) {
      return;
    }
    checkTexts(document, chunkTexts, chunks);
    for (int i = 0; i < chunks; i++) {
      int at = offset + i * options.dimension();
      Optional<String> problem =
          RowChecks.problem(vectors, at, options.dimension(), options.type());
      if (problem.isPresent()) {
        throw new IllegalArgumentException(
            "document `%s`: the vector of chunk %d %s"
                .formatted(document.id(), rows - document.first() + i, problem.get()));
      }
    }
    try {
      store(vectors, offset, chunks);
      store(chunkTexts);
    } catch (IOException e) {
      throw FileErrors.explainWriting("writing dataset " + shownTarget, shownTarget, e);
    }
  }

  /** Ends the document that was begun. */
  public void end() {
    Document begun = opened();
    long count = rows - begun.first();
    if (count == 0) {
      throw new IllegalArgumentException("document `" + begun.id() + "` is empty");
    }
    documents.add(begun.at(begun.first(), count));
    open = null;
  }

  private Document opened() {
    if (open == null) {
      throw new IllegalStateException("no document has been begun");
    }
    return open;
  }

  private void checkTexts(Document document, List<String> chunkTexts, int chunks) {
    boolean expected = rows == 0 ? !chunkTexts.isEmpty() : texts != null;
    if (chunkTexts.size() != (expected ? chunks : 0)) {
      throw new IllegalArgumentException(
          "document `%s` has %d texts for %d vectors: every vector of a dataset has one, or none has"
              .formatted(document.id(), chunkTexts.size(), chunks));
    }
    for (int i = 0; i < chunkTexts.size(); i++) {
      if (!StandardCharsets.UTF_8.newEncoder().canEncode(chunkTexts.get(i))) {
        throw new IllegalArgumentException(
            "document `%s`: the text of chunk %d has half of a surrogate pair, which is no character: repair it"
                .formatted(document.id(), rows - document.first() + i));
      }
    }
  }

  private void store(float[] vectors, int offset, int chunks) throws IOException {
    for (int done = 0; done < chunks; ) {
      if (shard == null || shard.rows() == options.shardRows()) {
        nextShard();
      }
      NpyWriter writer = Objects.requireNonNull(shard);
      int length = (int) Math.min(chunks - done, options.shardRows() - writer.rows());
      writer.append(vectors, offset + done * options.dimension(), length);
      done += length;
      rows += length;
    }
  }

  private void nextShard() throws IOException {
    if (shard != null) {
      shard.finish();
    }
    String name = options.shardName(shards.size());
    shards.add(name);
    shard =
        new NpyWriter(
            directory.path().resolve(name), options.type(), options.dimension(), sink, hash);
  }

  private void store(List<String> chunkTexts) throws IOException {
    if (chunkTexts.isEmpty()) {
      return;
    }
    if (texts == null) {
      texts =
          new ShardedTexts(
              sink.create(directory.path().resolve(Texts.GZIPPED)), options.shardRows());
    }
    for (String text : chunkTexts) {
      byte[] bytes = Texts.line(text);
      texts.write(bytes);
      textsHash.add(bytes);
    }
  }

  /** Documents ended so far. */
  public long documents() {
    return ids.size();
  }

  /** Vectors added so far. */
  public long count() {
    return rows;
  }

  /**
   * Records with the encoder what the texts were cut to.
   *
   * @param chars about how many characters
   * @param language its tag, such as {@code en}
   * @param rules number of the rules
   * @throws IllegalStateException if no encoder is recorded
   */
  public void cutAt(int chars, String language, int rules) {
    if (options.encoder().isEmpty()) {
      throw new IllegalStateException(
          "what texts were cut to is recorded with their encoder, and there is none");
    }
    described = options.cutAt(chars, language, rules);
  }

  /** The same without an account. */
  public DatasetInfo finish() throws IOException {
    return finish(Account.NONE);
  }

  /**
   * Puts everything on the disk and gives the directory its name.
   *
   * @param account what went into each step that made the dataset
   * @throws IllegalArgumentException if nothing was added
   */
  public DatasetInfo finish(Account account) throws IOException {
    if (open != null || rows == 0) {
      throw new IllegalArgumentException(
          open == null
              ? "the dataset would be empty: no document was added"
              : "document `" + open.id() + "` has not been ended");
    }
    DatasetManifest manifest;
    try {
      closeFiles(true);
      manifest = describe(account);
      directory.commit();
    } catch (IOException e) {
      throw FileErrors.explainWriting("writing dataset " + shownTarget, shownTarget, e);
    }
    return new DatasetInfo(
        shownTarget,
        ids.size(),
        rows,
        options.dimension(),
        options.type(),
        manifest.vectorsSha256());
  }

  /** Writes what is known of the vectors: their documents, and the manifest. */
  private DatasetManifest describe(Account account) throws IOException {
    return new DatasetDescription(directory.path(), described, sink)
        .write(
            documents,
            shards,
            rows,
            hash.hex(),
            texts == null ? Optional.empty() : Optional.of(textsHash.hex()),
            account);
  }

  private void closeFiles(boolean keep) throws IOException {
    try (ShardedTexts closed = texts) {
      if (shard != null && keep) {
        shard.finish();
      } else if (shard != null) {
        shard.close();
      }
    }
    if (keep && texts != null) {
      DatasetDescription.force(directory.path().resolve(Texts.GZIPPED));
    }
  }

  /** Removes everything unless {@link #finish} has returned. */
  @Override
  public void close() throws IOException {
    try {
      closeFiles(false);
    } catch (IOException e) {
      // A full disk may refuse the last bytes too; they are removed now.
    } finally {
      directory.close();
    }
  }
}
