package dev.nextvec.text;

import dev.nextvec.data.Account;
import dev.nextvec.data.DatasetAssembly;
import dev.nextvec.data.DatasetOptions;
import dev.nextvec.data.DatasetWriter;
import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.internal.wording.Setting;
import dev.nextvec.progress.Progress;
import dev.nextvec.vector.VectorType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Text in, dataset directory out. Run again after an interruption, whatever its cause, it resumes:
 * the dataset appears whole at the end or not at all, and vectors computed before come from the
 * cache.
 *
 * @param inputs files, folders, globs
 * @param target the dataset directory to make
 * @param chunkChars about how long a chunk is
 * @param language whose abbreviations the sentence breaker knows
 * @param type how vectors are stored
 * @param cache directory of the embedding cache; without one nothing is remembered between runs
 * @param overwrite whether a dataset already at {@code target} is replaced
 * @param skipBad whether a file that cannot be read is left out instead of ending everything
 * @param keepCode whether blocks of code are text like any other
 * @param groupCopies whether documents that share a chunk are put into one group: see {@link
 *     DatasetOptions}
 * @param shardRows how many vectors one file holds, a multiple of 1,024; all of them where absent
 * @param columns which columns of Parquet files are read as what
 */
public record EncodeJob(
    List<String> inputs,
    Path target,
    int chunkChars,
    Locale language,
    VectorType type,
    Optional<Path> cache,
    boolean overwrite,
    boolean skipBad,
    boolean keepCode,
    boolean groupCopies,
    OptionalLong shardRows,
    Columns columns) {
  public EncodeJob {
    inputs = List.copyOf(inputs);
    if (shardRows.isPresent()
        && (shardRows.getAsLong() < 1 || shardRows.getAsLong() % EncodePipeline.WINDOW != 0)) {
      throw new IllegalArgumentException(
          "%s must be a multiple of %,d but was %d"
              .formatted(Setting.SHARD_ROWS, EncodePipeline.WINDOW, shardRows.getAsLong()));
    }
  }

  /** With the usual settings: English, 400 characters, float32, the user's cache, with code. */
  public static EncodeJob of(List<String> inputs, Path target) {
    return new EncodeJob(
        inputs,
        target,
        Chunker.DEFAULT_CHARS,
        Locale.ENGLISH,
        VectorType.FLOAT32,
        Optional.of(EmbeddingCache.defaultDirectory()),
        false,
        false,
        true,
        false,
        OptionalLong.empty(),
        Columns.standard());
  }

  /** The same, in chunks of about so many characters. */
  public EncodeJob withChunkChars(int chars) {
    return new EncodeJob(
        inputs,
        target,
        chars,
        language,
        type,
        cache,
        overwrite,
        skipBad,
        keepCode,
        groupCopies,
        shardRows,
        columns);
  }

  /** The same, of a text in another language. */
  public EncodeJob withLanguage(Locale other) {
    return new EncodeJob(
        inputs,
        target,
        chunkChars,
        other,
        type,
        cache,
        overwrite,
        skipBad,
        keepCode,
        groupCopies,
        shardRows,
        columns);
  }

  /** The same, with vectors stored otherwise. */
  public EncodeJob withType(VectorType stored) {
    return new EncodeJob(
        inputs,
        target,
        chunkChars,
        language,
        stored,
        cache,
        overwrite,
        skipBad,
        keepCode,
        groupCopies,
        shardRows,
        columns);
  }

  /** The same with another cache, or with none. */
  public EncodeJob withCache(Optional<Path> directory) {
    return new EncodeJob(
        inputs,
        target,
        chunkChars,
        language,
        type,
        directory,
        overwrite,
        skipBad,
        keepCode,
        groupCopies,
        shardRows,
        columns);
  }

  /** The same, replacing a dataset that is already there, or not. */
  public EncodeJob withOverwrite(boolean replace) {
    return new EncodeJob(
        inputs,
        target,
        chunkChars,
        language,
        type,
        cache,
        replace,
        skipBad,
        keepCode,
        groupCopies,
        shardRows,
        columns);
  }

  /** The same, leaving out files that cannot be read, or ending at the first. */
  public EncodeJob withSkipBad(boolean leaveOut) {
    return new EncodeJob(
        inputs,
        target,
        chunkChars,
        language,
        type,
        cache,
        overwrite,
        leaveOut,
        keepCode,
        groupCopies,
        shardRows,
        columns);
  }

  /** The same with blocks of code, or without. */
  public EncodeJob withKeepCode(boolean keep) {
    return new EncodeJob(
        inputs,
        target,
        chunkChars,
        language,
        type,
        cache,
        overwrite,
        skipBad,
        keep,
        groupCopies,
        shardRows,
        columns);
  }

  /** The same, with documents that share a chunk in one group, or not. */
  public EncodeJob withGroupCopies(boolean group) {
    return new EncodeJob(
        inputs,
        target,
        chunkChars,
        language,
        type,
        cache,
        overwrite,
        skipBad,
        keepCode,
        group,
        shardRows,
        columns);
  }

  /** The same, with so many vectors in one file. */
  public EncodeJob withShardRows(OptionalLong rows) {
    return new EncodeJob(
        inputs,
        target,
        chunkChars,
        language,
        type,
        cache,
        overwrite,
        skipBad,
        keepCode,
        groupCopies,
        rows,
        columns);
  }

  /** The same, with other columns of Parquet files. */
  public EncodeJob withColumns(Columns others) {
    return new EncodeJob(
        inputs,
        target,
        chunkChars,
        language,
        type,
        cache,
        overwrite,
        skipBad,
        keepCode,
        groupCopies,
        shardRows,
        others);
  }

  /** How the dataset is written. */
  DatasetOptions options(EncoderFingerprint encoder, int dimension) {
    return DatasetOptions.of(dimension, type)
        .withEncoder(Optional.of(encoder))
        .withGroupCopies(groupCopies)
        .withOverwrite(overwrite)
        .withShardRows(shardRows.orElse(Long.MAX_VALUE));
  }

  /** What a dataset keeps of the options that decide what is in it. */
  List<String> recorded() {
    List<String> recorded = new ArrayList<>();
    recorded.add(Setting.CHUNK_CHARS.with(chunkChars));
    recorded.add(Setting.LANGUAGE.with(languageTag()));
    recorded.add("cutting " + Chunker.RULES);
    if (!keepCode) {
      recorded.add(Setting.NO_CODE.key());
    }
    if (skipBad) {
      recorded.add(Setting.SKIP_BAD.key());
    }
    if (groupCopies) {
      recorded.add(Setting.GROUP_COPIES.key());
    }
    columns.text().ifPresent(name -> recorded.add(Setting.TEXT_COLUMN.with(name)));
    columns.id().ifPresent(name -> recorded.add(Setting.ID_COLUMN.with(name)));
    columns.title().ifPresent(name -> recorded.add(Setting.TITLE_COLUMN.with(name)));
    return recorded;
  }

  /** The language that texts are cut in. */
  String languageTag() {
    return language.toLanguageTag();
  }

  /**
   * Finds the files and reads each once, so that what is wrong with them, or with the place of the
   * dataset, is known before an encoder is loaded and anything is encoded.
   *
   * @param progress told the bytes read
   * @throws IllegalArgumentException if an option is wrong, nothing is found, or ids repeat
   * @throws IOException if something cannot be read, or the target is there
   */
  public Corpus corpus(Progress progress) throws IOException {
    DatasetAssembly.requireFree(target, overwrite);
    return found().checked(progress);
  }

  /**
   * The files alone, none of them read: as in {@link Corpus#find}.
   *
   * @throws IllegalArgumentException likewise, or if columns are named and no file has any
   */
  public Corpus found() throws IOException {
    Corpus corpus = Corpus.find(inputs, skipBad).withColumns(columns);
    boolean tables = corpus.files().stream().anyMatch(f -> f.format() == TextFormat.PARQUET);
    if (!tables && !columns.equals(Columns.standard())) {
      throw new IllegalArgumentException(
          "%s, %s and %s name columns of Parquet, and no file in %s is that: leave them out"
              .formatted(
                  Setting.TEXT_COLUMN,
                  Setting.ID_COLUMN,
                  Setting.TITLE_COLUMN,
                  String.join(", ", inputs)));
    }
    return corpus;
  }

  /** Finds, checks and encodes everything: {@link #corpus}, then {@link #encode}. */
  public EncodeReport run(Encoder encoder, EncodeProgress.Listener listener) throws IOException {
    return encode(corpus(Progress.none()), encoder, listener);
  }

  /**
   * Encodes a corpus.
   *
   * @param encoder stays open
   * @throws IllegalArgumentException if an option or the content of the input is wrong
   * @throws IOException if something cannot be read, encoded or written, or the target is there
   */
  public EncodeReport encode(Corpus corpus, Encoder encoder, EncodeProgress.Listener listener)
      throws IOException {
    Chunker chunker = new Chunker(chunkChars, language);
    DatasetOptions options = options(encoder.fingerprint(), encoder.dimension());
    try (DatasetWriter writer = DatasetWriter.create(target, options);
        EmbeddingCache known =
            cache.isPresent()
                ? EmbeddingCache.open(cache.get(), encoder.fingerprint(), encoder.dimension())
                : EmbeddingCache.temporary(encoder.dimension())) {
      WriterTarget made = new WriterTarget(writer);
      EncodeReport report =
          new EncodePipeline(corpus, keepCode, chunker, encoder, known, listener).run(made);
      if (!made.ready) {
        writer.cutAt(chunkChars, languageTag(), Chunker.RULES);
      }
      Account account = report.account().of(recorded());
      writer.finish(account);
      return new EncodeReport(account, report.chunks(), report.encoded(), report.elapsed());
    }
  }

  private static final class WriterTarget implements ChunkTarget {
    private final DatasetWriter writer;

    /** Whether a document came in chunks of its own. */
    private boolean ready;

    WriterTarget(DatasetWriter writer) {
      this.writer = writer;
    }

    @Override
    public void begin(SourceDocument document) {
      ready |= document.chunked();
      writer.begin(document.id(), document.title(), document.id(), document.fields());
    }

    @Override
    public void chunk(String text, float[] vector) throws IOException {
      writer.add(List.of(text), vector, 0, 1);
    }

    @Override
    public void end() throws IOException {
      writer.end();
    }
  }
}
