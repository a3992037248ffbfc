package dev.nextvec.text;

import dev.nextvec.data.Account;
import dev.nextvec.data.DatasetAssembly;
import dev.nextvec.data.DatasetOptions;
import dev.nextvec.data.Document;
import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.internal.file.Addresses;
import dev.nextvec.internal.json.JsonValue;
import dev.nextvec.internal.npy.NpyRows;
import dev.nextvec.internal.wording.Setting;
import dev.nextvec.progress.Progress;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * An encoding whose work many processes share, on machines that share a folder, or a file system
 * that an address names: one holds this and says what is to be done, the others do it through
 * {@link SharedWork}. The dataset is the one that {@link EncodeJob#encode} makes with an empty
 * cache, byte for byte, whoever does what and in which order.
 *
 * <p>Begun again after an interruption, with the same job and nothing changed, only what is not
 * there yet is to be done. In turn: {@link #pieces}, {@link #plan}, {@link #shards}, {@link
 * #unfilled}, {@link #finish}.
 */
public final class SharedEncoding implements AutoCloseable {
  /** Vectors in one file where the job does not say. */
  public static final int SHARD_ROWS = 16 * EncodePipeline.WINDOW;

  private final long start = System.nanoTime();
  private final EncodeJob job;
  private final Corpus corpus;
  private final WorkFolder folder;
  private final WorkSettings settings;
  private final Closeable lock;
  private final int discarded;
  private CutCorpus.@Nullable Found found;
  private BitSet repeating = new BitSet();
  private Set<Integer> before = Set.of();

  private SharedEncoding(
      EncodeJob job,
      Corpus corpus,
      WorkFolder folder,
      WorkSettings settings,
      Closeable lock,
      int discarded) {
    this.job = job;
    this.corpus = corpus;
    this.folder = folder;
    this.settings = settings;
    this.lock = lock;
    this.discarded = discarded;
  }

  /**
   * Begins, or goes on where a process that died left off.
   *
   * @param corpus found, not checked
   * @param encoder what everybody's encoder must be
   * @throws IOException if the target is there already, cannot be written, or is in the making
   */
  public static SharedEncoding begin(
      EncodeJob job, Corpus corpus, EncoderFingerprint encoder, int dimension) throws IOException {
    return begin(job, corpus, WorkSettings.PIECE_BYTES, encoder, dimension);
  }

  static SharedEncoding begin(
      EncodeJob job, Corpus corpus, long pieceBytes, EncoderFingerprint encoder, int dimension)
      throws IOException {
    requireFree(job);
    int rows = Math.toIntExact(job.storing().shardRows().orElse(SHARD_ROWS));
    WorkSettings settings = WorkSettings.of(job, corpus, pieceBytes, rows, encoder, dimension);
    byte[] wanted = settings.toJson().toString().getBytes(StandardCharsets.UTF_8);
    WorkFolder folder = WorkFolder.of(job.target(), wanted);
    Files.createDirectories(folder.path());
    Closeable lock = lock(folder, job.target());
    int discarded = Addresses.isHere(job.target()) ? 0 : folder.removeOthers(job.target());
    folder.sweep();
    boolean begun = Files.exists(folder.settings());
    if (!begun || !Arrays.equals(Files.readAllBytes(folder.settings()), wanted)) {
      discarded += begun ? 1 : 0;
      folder.clear();
      WorkFolder.write(folder.settings(), out -> out.write(wanted));
    }
    return new SharedEncoding(job, corpus, folder, settings, lock, discarded);
  }

  /**
   * Makes sure, before there is an encoder, that the job's dataset could be made where it is to be.
   * At an address nothing is replaced, and vectors cannot be mapped, in which copies are looked
   * for.
   *
   * @throws IOException if the target is there already
   * @throws IllegalArgumentException if the job wants what is not possible at an address
   */
  public static void requireFree(EncodeJob job) throws IOException {
    if (Addresses.isHere(job.target())) {
      DatasetAssembly.requireFree(job.target(), job.storing().overwrite());
    } else if (job.storing().overwrite() || job.storing().groupCopies()) {
      throw new IllegalArgumentException(
          "%s is not possible at an address (%s): leave it out, or name a folder"
              .formatted(
                  job.storing().overwrite() ? Setting.OVERWRITE : Setting.GROUP_COPIES,
                  job.target()));
    } else if (Files.exists(job.target())) {
      throw new IOException(job.target() + " exists: choose another name, or remove it");
    }
  }

  /** Elsewhere there are no locks: who comes last goes on, and others find their files gone. */
  private static Closeable lock(WorkFolder folder, Path target) throws IOException {
    if (!Addresses.isHere(target)) {
      return () -> {};
    }
    FileChannel channel =
        FileChannel.open(folder.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock held = channel.tryLock();
      if (held != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      // by this very process
    }
    channel.close();
    throw new IOException(target + " is being encoded already: " + folder.lock() + " is held");
  }

  /** Where the work is shared. */
  public Path folder() {
    return folder.path();
  }

  /** Number of other works for the same dataset of which all that was done was removed. */
  public int discarded() {
    return discarded;
  }

  /** The pieces of the corpus that are still to be cut. */
  public List<Integer> pieces() {
    return missing(settings.pieces().size(), piece -> Files.exists(folder.piece(piece)));
  }

  /**
   * Puts the pieces together.
   *
   * @return number of chunks
   * @throws IOException if a file of the corpus cannot be read, or ids repeat
   * @throws IllegalArgumentException likewise, or if there is no text
   */
  public long plan() throws IOException {
    CutCorpus.Found put = CutCorpus.read(folder, settings, corpus.found());
    put.plan().write(folder.plan());
    repeating = Repeats.write(folder, put.plan(), settings.shardRows());
    found = put;
    Set<Integer> done = new HashSet<>();
    for (int shard = 0; shard < put.plan().shards(settings.shardRows()); shard++) {
      if (isEncoded(shard)) {
        done.add(shard);
      }
      removeDamaged(shard);
    }
    before = done;
    return put.plan().rows();
  }

  /** Who makes a file anew leaves one of the same length as it is, taking it for another's. */
  private void removeDamaged(int shard) throws IOException {
    for (Path vectors : List.of(folder.vectors(shard), folder.filled(shard))) {
      if (Files.exists(vectors) && !isWhole(vectors, shard)) {
        Files.delete(vectors);
      }
    }
  }

  private CutCorpus.Found planned() {
    if (found == null) {
      throw new IllegalStateException("the pieces have not been put together");
    }
    return found;
  }

  /** The files of vectors that are still to be encoded. */
  public List<Integer> shards() {
    return missing(planned().plan().shards(settings.shardRows()), this::isEncoded);
  }

  /** The files of vectors that still lack vectors encoded in others. */
  public List<Integer> unfilled() {
    return repeating.stream()
        .filter(shard -> !isWhole(folder.filled(shard), shard) && !isPlaced(shard))
        .boxed()
        .toList();
  }

  private static List<Integer> missing(int count, IntPredicate there) {
    return IntStream.range(0, count).filter(there.negate()).boxed().toList();
  }

  /** Number of chunks in one file of vectors. */
  public long rows(int shard) {
    long first = (long) shard * settings.shardRows();
    return Math.min(planned().plan().rows() - first, settings.shardRows());
  }

  private boolean isEncoded(int shard) {
    return Files.exists(folder.encoded(shard))
        && Files.exists(folder.texts(shard))
        && (isWhole(folder.vectors(shard), shard) || isPlaced(shard));
  }

  /** By one that was killed while it put the dataset together. */
  private boolean isPlaced(int shard) {
    return isWhole(folder.placed(shard), shard);
  }

  /** A file that lost its end, or all of it, is made again. */
  private boolean isWhole(Path vectors, int shard) {
    if (!Files.exists(vectors)) {
      return false;
    }
    try (NpyRows found = NpyRows.open(vectors)) {
      return found.rows() == rows(shard);
    } catch (IOException damaged) {
      return false;
    }
  }

  /**
   * Makes the dataset of what was done, and removes the folder.
   *
   * @param progress told the bytes hashed
   */
  public EncodeReport finish(Progress progress) throws IOException {
    CutCorpus.Found planned = planned();
    int shards = planned.plan().shards(settings.shardRows());
    long encoded = 0;
    for (int shard = 0; shard < shards; shard++) {
      requireWhole(shard);
      JsonValue told = JsonValue.read(folder.encoded(shard));
      count(told, rows(shard), planned);
      encoded += before.contains(shard) ? 0 : told.field("encoded").wholeNumber(0, Long.MAX_VALUE);
    }
    Account account = planned.tallies().account().of(job.recorded(planned.tallies().ready()));
    EncodeJob sharded = job.withShardRows(OptionalLong.of(settings.shardRows()));
    DatasetOptions options = sharded.options(settings.encoder(), settings.dimension());
    DatasetAssembly assembly =
        new DatasetAssembly(
            planned.tallies().ready()
                ? options
                : options.cutAt(job.chunkChars(), job.cutting().languageTag(), Chunker.RULES),
            files(shards, this::finished),
            files(shards, folder::texts),
            planned.documents());
    if (Addresses.isHere(job.target())) {
      assembly.write(job.target(), account, progress);
    } else {
      assembly.write(folder.dataset(), job.target(), account, progress);
    }
    folder.remove();
    return new EncodeReport(
        account, planned.plan().rows(), encoded, Duration.ofNanos(System.nanoTime() - start));
  }

  /** The vectors of a shard with those of repeated texts. */
  private Path finished(int shard) {
    Path made = repeating.get(shard) ? folder.filled(shard) : folder.vectors(shard);
    return folder.now(made, shard);
  }

  /** What was finished may be lost before all is: a disk fails, or somebody tidies up. */
  private void requireWhole(int shard) throws IOException {
    boolean whole = isWhole(finished(shard), shard);
    if (!whole || !Files.exists(folder.texts(shard)) || !Files.exists(folder.encoded(shard))) {
      throw new IOException(
          "%s is gone or damaged since it was made: run the same command again, which makes it anew"
              .formatted(whole ? folder.texts(shard) : finished(shard)));
    }
  }

  private static List<Path> files(int shards, IntFunction<Path> file) {
    return IntStream.range(0, shards).mapToObj(file).toList();
  }

  /** Counts the chunks of a shard whose ends the encoder does not read. */
  private static void count(JsonValue told, long rows, CutCorpus.Found planned) throws IOException {
    if (!told.field("cuts_known").truth()) {
      planned.tallies().cutUnknown();
      return;
    }
    List<JsonValue> cut = told.field("cut").items();
    String reason = told.field("reason").text();
    for (JsonValue row : cut) {
      planned
          .tallies()
          .cut(document(row.wholeNumber(0, Long.MAX_VALUE), planned.documents()).id(), reason);
    }
    planned.tallies().whole(rows - cut.size());
  }

  private static Document document(long row, List<Document> documents) {
    int low = 0;
    int high = documents.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (documents.get(middle).first() <= row) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return documents.get(low);
  }

  /** Lets another process go on. */
  @Override
  public void close() throws IOException {
    lock.close();
  }
}
