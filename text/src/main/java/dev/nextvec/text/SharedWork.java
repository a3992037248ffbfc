package dev.nextvec.text;

import dev.nextvec.data.EncoderFingerprint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * What any process does of an encoding that many share: each call makes its files whole or not at
 * all, and makes the same files however often and wherever it is repeated. Safe to use from several
 * threads.
 */
public final class SharedWork {
  private final WorkFolder folder;
  private final WorkSettings settings;

  private SharedWork(WorkFolder folder, WorkSettings settings) {
    this.folder = folder;
    this.settings = settings;
  }

  /**
   * Opens the folder of {@link SharedEncoding#folder}.
   *
   * @throws IOException if it is not seen here
   */
  public static SharedWork open(Path folder) throws IOException {
    WorkFolder work = new WorkFolder(folder);
    return new SharedWork(work, WorkSettings.read(work.settings()));
  }

  /** What everybody's encoder must be. */
  public EncoderFingerprint encoder() {
    return settings.encoder();
  }

  /**
   * Makes sure that an encoder is the one that all use.
   *
   * @throws IOException saying how it differs
   */
  public void requireSame(EncoderFingerprint encoder) throws IOException {
    Optional<String> difference = settings.encoder().differenceFrom(encoder);
    if (difference.isPresent()) {
      throw new IOException(
          "its encoder `%s` is not the `%s` that the work was begun with: %s"
              .formatted(encoder.name(), settings.encoder().name(), difference.get()));
    }
  }

  /** Reads some of the files and cuts them into chunks. */
  public void cut(int piece) throws IOException {
    new PieceCutter(folder, settings, piece).run();
  }

  /**
   * Encodes the chunks of one file of vectors.
   *
   * @param progress told how many more chunks are done
   */
  public void encode(int shard, Encoder encoder, LongConsumer progress) throws IOException {
    new ShardEncoder(folder, settings, shard, encoder, progress).run();
  }

  /** Copies into a file of vectors those of texts that were encoded in others. */
  public void fill(int shard) throws IOException {
    new ShardFilling(folder, settings, shard).run();
  }
}
