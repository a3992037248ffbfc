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
 * @param reading how files become text
 * @param cutting how text becomes chunks
 * @param storing how vectors become a dataset
 * @param cache directory of the embedding cache; without one nothing is remembered between runs
 */
public record EncodeJob(
    List<String> inputs,
    Path target,
    FileReading reading,
    Cutting cutting,
    Storing storing,
    Optional<Path> cache) {
  public EncodeJob {
    inputs = List.copyOf(inputs);
  }

  /**
   * How files become text.
   *
   * @param skipBad whether a file that cannot be read is left out instead of ending everything
   * @param keepCode whether blocks of code are text like any other
   * @param columns which columns of Parquet files are read as what
   */
  public record FileReading(boolean skipBad, boolean keepCode, Columns columns) {}

  /**
   * How text becomes chunks.
   *
   * @param chunkChars about how long a chunk is
   * @param language whose abbreviations the sentence breaker knows
   */
  public record Cutting(int chunkChars, Locale language) {
    /** The tag of the language. */
    String languageTag() {
      return language.toLanguageTag();
    }
  }

  /**
   * How vectors become a dataset.
   *
   * @param type how they are stored
   * @param shardRows how many one file holds, a multiple of 1,024; all of them where absent
   * @param groupCopies whether documents that share a chunk are put into one group: see {@link
   *     DatasetOptions}
   * @param overwrite whether a dataset already at the target is replaced
   */
  public record Storing(
      VectorType type, OptionalLong shardRows, boolean groupCopies, boolean overwrite) {
    public Storing {
      if (shardRows.isPresent()
          && (shardRows.getAsLong() < 1 || shardRows.getAsLong() % EncodePipeline.WINDOW != 0)) {
        throw new IllegalArgumentException(
            "%s must be a multiple of %,d but was %d"
                .formatted(Setting.SHARD_ROWS, EncodePipeline.WINDOW, shardRows.getAsLong()));
      }
    }
  }

  /** With the usual settings: English, 400 characters, float32, the user's cache, with code. */
  public static EncodeJob of(List<String> inputs, Path target) {
    return new EncodeJob(
        inputs,
        target,
        new FileReading(false, true, Columns.standard()),
        new Cutting(Chunker.DEFAULT_CHARS, Locale.ENGLISH),
        new Storing(VectorType.FLOAT32, OptionalLong.empty(), false, false),
        Optional.of(EmbeddingCache.defaultDirectory()));
  }

  /** The same, in chunks of about so many characters. */
  public EncodeJob withChunkChars(int chars) {
    return with(new Cutting(chars, cutting.language));
  }

  /** The same, of a text in another language. */
  public EncodeJob withLanguage(Locale other) {
    return with(new Cutting(cutting.chunkChars, other));
  }

  /** The same, with vectors stored otherwise. */
  public EncodeJob withType(VectorType stored) {
    return with(new Storing(stored, storing.shardRows, storing.groupCopies, storing.overwrite));
  }

  /** The same, with so many vectors in one file. */
  public EncodeJob withShardRows(OptionalLong rows) {
    return with(new Storing(storing.type, rows, storing.groupCopies, storing.overwrite));
  }

  /** The same, with documents that share a chunk in one group, or not. */
  public EncodeJob withGroupCopies(boolean group) {
    return with(new Storing(storing.type, storing.shardRows, group, storing.overwrite));
  }

  /** The same, replacing a dataset that is already there, or not. */
  public EncodeJob withOverwrite(boolean replace) {
    return with(new Storing(storing.type, storing.shardRows, storing.groupCopies, replace));
  }

  /** The same, leaving out files that cannot be read, or ending at the first. */
  public EncodeJob withSkipBad(boolean leaveOut) {
    return with(new FileReading(leaveOut, reading.keepCode, reading.columns));
  }

  /** The same with blocks of code, or without. */
  public EncodeJob withKeepCode(boolean keep) {
    return with(new FileReading(reading.skipBad, keep, reading.columns));
  }

  /** The same, with other columns of Parquet files. */
  public EncodeJob withColumns(Columns others) {
    return with(new FileReading(reading.skipBad, reading.keepCode, others));
  }

  /** The same with another cache, or with none. */
  public EncodeJob withCache(Optional<Path> directory) {
    return new EncodeJob(inputs, target, reading, cutting, storing, directory);
  }

  private EncodeJob with(FileReading other) {
    return new EncodeJob(inputs, target, other, cutting, storing, cache);
  }

  private EncodeJob with(Cutting other) {
    return new EncodeJob(inputs, target, reading, other, storing, cache);
  }

  private EncodeJob with(Storing other) {
    return new EncodeJob(inputs, target, reading, cutting, other, cache);
  }

  /** About how long a chunk is. */
  public int chunkChars() {
    return cutting.chunkChars;
  }

  /** How the dataset is written. */
  DatasetOptions options(EncoderFingerprint encoder, int dimension) {
    return DatasetOptions.of(dimension, storing.type)
        .withEncoder(Optional.of(encoder))
        .withGroupCopies(storing.groupCopies)
        .withOverwrite(storing.overwrite)
        .withShardRows(storing.shardRows.orElse(Long.MAX_VALUE));
  }

  /**
   * What a dataset keeps of the options that decide what is in it.
   *
   * @param ready whether a document came in chunks of its own
   */
  List<String> recorded(boolean ready) {
    List<String> recorded = new ArrayList<>();
    if (!ready) {
      recorded.add(Setting.CHUNK_CHARS.with(cutting.chunkChars));
      recorded.add(Setting.LANGUAGE.with(cutting.languageTag()));
      recorded.add("cutting " + Chunker.RULES);
    }
    if (!reading.keepCode) {
      recorded.add(Setting.NO_CODE.key());
    }
    if (reading.skipBad) {
      recorded.add(Setting.SKIP_BAD.key());
    }
    if (storing.groupCopies) {
      recorded.add(Setting.GROUP_COPIES.key());
    }
    Columns columns = reading.columns;
    columns.text().ifPresent(name -> recorded.add(Setting.TEXT_COLUMN.with(name)));
    columns.id().ifPresent(name -> recorded.add(Setting.ID_COLUMN.with(name)));
    columns.title().ifPresent(name -> recorded.add(Setting.TITLE_COLUMN.with(name)));
    return recorded;
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
    DatasetAssembly.requireFree(target, storing.overwrite);
    return found().checked(progress);
  }

  /**
   * The files alone, none of them read: as in {@link Corpus#find}.
   *
   * @throws IllegalArgumentException likewise, or if columns are named and no file has any
   */
  public Corpus found() throws IOException {
    Corpus corpus = Corpus.find(inputs, reading.skipBad).withColumns(reading.columns);
    boolean tables = corpus.files().stream().anyMatch(f -> f.format() == TextFormat.PARQUET);
    if (!tables && !reading.columns.equals(Columns.standard())) {
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
    Chunker chunker = new Chunker(cutting.chunkChars, cutting.language);
    DatasetOptions options = options(encoder.fingerprint(), encoder.dimension());
    try (DatasetWriter writer = DatasetWriter.create(target, options);
        EmbeddingCache known =
            cache.isPresent()
                ? EmbeddingCache.open(cache.get(), encoder.fingerprint(), encoder.dimension())
                : EmbeddingCache.temporary(encoder.dimension())) {
      WriterTarget made = new WriterTarget(writer);
      EncodeReport report =
          new EncodePipeline(corpus, reading.keepCode, chunker, encoder, known, listener).run(made);
      if (!made.ready) {
        writer.cutAt(cutting.chunkChars, cutting.languageTag(), Chunker.RULES);
      }
      Account account = report.account().of(recorded(made.ready));
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
