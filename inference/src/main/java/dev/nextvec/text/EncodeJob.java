package dev.nextvec.text;

import dev.nextvec.data.DatasetOptions;
import dev.nextvec.data.DatasetWriter;
import dev.nextvec.data.VectorType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

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
 * @param keepCode whether blocks of code are text like any other
 */
public record EncodeJob(
    List<String> inputs,
    Path target,
    int chunkChars,
    Locale language,
    VectorType type,
    Optional<Path> cache,
    boolean overwrite,
    boolean keepCode) {
  public EncodeJob {
    inputs = List.copyOf(inputs);
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
        true);
  }

  /**
   * Encodes everything. What can be checked is checked before the first chunk is encoded.
   *
   * @param encoder stays open
   * @throws IllegalArgumentException if an option or the content of the input is wrong
   * @throws IOException if something cannot be read, encoded or written, or the target is there
   */
  public EncodeReport run(Encoder encoder, EncodeProgress.Listener listener) throws IOException {
    Chunker chunker = new Chunker(chunkChars, language);
    Corpus corpus = Corpus.find(inputs);
    DatasetOptions options =
        DatasetOptions.of(encoder.dimension(), type)
            .withEncoder(Optional.of(encoder.fingerprint()))
            .withOverwrite(overwrite);
    try (DatasetWriter writer = DatasetWriter.create(target, options);
        EmbeddingCache known =
            cache.isPresent()
                ? EmbeddingCache.open(cache.get(), encoder.fingerprint(), encoder.dimension())
                : EmbeddingCache.temporary(encoder.dimension())) {
      EncodeReport report =
          new EncodePipeline(corpus, keepCode, chunker, encoder, known, listener)
              .run(new WriterTarget(writer));
      writer.finish();
      return report;
    }
  }

  private record WriterTarget(DatasetWriter writer) implements ChunkTarget {
    @Override
    public void begin(String id, String title) {
      writer.begin(id, title, id);
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
