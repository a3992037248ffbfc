package dev.nextvec.data;

import dev.nextvec.internal.file.Addresses;
import dev.nextvec.internal.file.FileStamp;
import dev.nextvec.internal.file.Sha256;
import dev.nextvec.internal.file.UserCache;
import dev.nextvec.progress.Monitor;
import dev.nextvec.progress.Progress;
import dev.nextvec.vector.VectorScan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Ordered text as vectors: a directory with {@code vectors.npy} (or several shards), {@code
 * documents.jsonl}, and optionally {@code dataset.json} and the texts. Vectors stay on disk;
 * opening takes the same time whatever the size. Safe to read from several threads.
 */
public final class Dataset implements AutoCloseable {
  private final Path path;
  private final MappedVectors vectors;
  private final DocumentTable table;
  private final Optional<DatasetManifest> manifest;
  private final MeasuredVectors measured;
  private final String sha256;
  private final Optional<Texts> texts;

  private Dataset(
      Path path,
      MappedVectors vectors,
      DocumentTable table,
      Optional<DatasetManifest> manifest,
      MeasuredVectors measured,
      Optional<Texts> texts) {
    this.path = path;
    this.vectors = vectors;
    this.table = table;
    this.manifest = manifest;
    this.measured = measured;
    this.texts = texts;
    Sha256 hash =
        new Sha256()
            .add("nextvec-dataset-1")
            .add(vectors.elementType().description())
            .add(vectors.dimension())
            .add(vectors.rows())
            .add(measured.sha256());
    DocumentTable.hash(table.documents(), hash);
    this.sha256 = hash.hex();
  }

  /**
   * Opens a dataset directory and measures what it is: its vectors are hashed, unless that was done
   * before and nothing about their files has changed since. Where it lies on another file system,
   * it is copied to this machine, unless that was done before, and read there: {@link #path} is
   * still what was asked for.
   *
   * @param path of this machine, or of another file system that Java has paths of
   * @throws IOException if it is not one, its files contradict each other, or they are not those
   *     that {@code dataset.json} was written for
   */
  public static Dataset open(Path path) throws IOException {
    return open(path, Monitor.none());
  }

  /**
   * As {@link #open(Path)}.
   *
   * @param monitor told what is copied and hashed
   */
  public static Dataset open(Path path, Monitor monitor) throws IOException {
    if (!Addresses.isHere(path)) {
      return open(path, DatasetCache.ofUser(), monitor);
    }
    try (Monitor.Work work = monitor.begin("hash", "bytes")) {
      return open(path, VectorHashes.in(UserCache.directory()), work);
    }
  }

  /**
   * Opens a dataset whose vectors another process has hashed just now, so that they are not read
   * here: for work that many machines share. A copy that is made here is checked all the same.
   *
   * @param monitor told what is copied
   * @param vectorsSha256 what it found
   * @throws IOException if it is not a dataset, or not the one that {@code dataset.json} was
   *     written for
   */
  public static Dataset openHashed(Path path, String vectorsSha256, Monitor monitor)
      throws IOException {
    return Addresses.isHere(path)
        ? opened(path, (vectors, stamps) -> new MeasuredVectors(vectorsSha256, stamps))
        : open(path, monitor);
  }

  static Dataset open(Path path, VectorHashes hashes, Progress progress) throws IOException {
    return opened(path, (vectors, stamps) -> hashes.measure(vectors, stamps, progress));
  }

  /** One whose vectors are read, whatever is remembered of them. */
  static Dataset read(Path path, Progress progress) throws IOException {
    return opened(path, (vectors, stamps) -> new MeasuredVectors(vectors.sha256(progress), stamps));
  }

  /** One that lies elsewhere. */
  static Dataset open(Path there, DatasetCache cache, Monitor monitor) throws IOException {
    DatasetCopy copy = cache.take(there, monitor);
    boolean isOpen = false;
    try {
      String recorded =
          DatasetManifest.read(copy.folder().resolve(DatasetManifest.FILE)).vectorsSha256();
      Dataset dataset =
          opened(
              there,
              copy.folder(),
              Optional.of(copy),
              (vectors, stamps) -> new MeasuredVectors(recorded, stamps)); // by who made the copy
      isOpen = true;
      return dataset;
    } finally {
      if (!isOpen) {
        copy.close();
      }
    }
  }

  /** What tells the hash of vectors. */
  @FunctionalInterface
  private interface Measuring {
    MeasuredVectors of(MappedVectors vectors, List<FileStamp> stamps) throws IOException;
  }

  private static Dataset opened(Path path, Measuring hashes) throws IOException {
    return opened(path, path, Optional.empty(), hashes);
  }

  /**
   * Opens a dataset.
   *
   * @param named where it is said to be
   * @param path where its files are
   */
  private static Dataset opened(Path named, Path path, Optional<DatasetCopy> copy, Measuring hashes)
      throws IOException {
    if (!Files.isDirectory(path)) {
      throw new IOException(
          path
              + (Files.exists(path) ? " is not a directory" : " does not exist")
              + ": a dataset is a directory with vectors.npy and documents.jsonl, as `nextvec data"
              + " encode` and `nextvec data import` write it");
    }
    Path manifestFile = path.resolve(DatasetManifest.FILE);
    Optional<DatasetManifest> manifest =
        Files.exists(manifestFile)
            ? Optional.of(DatasetManifest.read(manifestFile))
            : Optional.empty();
    List<Path> files = shards(path, manifest);
    List<FileStamp> stamps = VectorHashes.stamps(files);
    MappedVectors vectors = MappedVectors.open(files, copy);
    DocumentTable table = DocumentTable.read(path.resolve(DocumentTable.FILE), vectors.rows());
    if (manifest.isPresent()) {
      manifest.get().requireMatch(vectors, table, manifestFile);
    }
    Optional<Texts> texts =
        Texts.find(path, vectors.rows(), manifest.flatMap(DatasetManifest::textsSha256));
    MeasuredVectors measured = hashes.of(vectors, stamps);
    if (manifest.isPresent()) {
      manifest.get().requireVectors(measured.sha256(), manifestFile);
    }
    return new Dataset(named, vectors, table, manifest, measured, texts);
  }

  private static List<Path> shards(Path path, Optional<DatasetManifest> manifest)
      throws IOException {
    List<Path> files =
        manifest.map(DatasetManifest::shards).orElse(List.of("vectors.npy")).stream()
            .map(path::resolve)
            .toList();
    for (Path file : files) {
      if (!Files.isRegularFile(file)) {
        throw new IOException(path + " is not a dataset: it has no " + file.getFileName());
      }
    }
    return files;
  }

  /** The directory. */
  public Path path() {
    return path;
  }

  /** All vectors, {@code [count, dimension]}. */
  public MappedVectors vectors() {
    return vectors;
  }

  /** The documents in the order of their rows; rows of no document may lie between them. */
  public List<Document> documents() {
    return table.documents();
  }

  /** Which fields of the documents are not kept, a sentence each. */
  List<String> documentNotes() {
    return table.notes();
  }

  /** Length of one vector. */
  public int dimension() {
    return vectors.dimension();
  }

  /** Number of vectors, which is the number of chunks. */
  public long count() {
    return vectors.rows();
  }

  /** Hash of everything a result can depend on: the vectors, and which document each belongs to. */
  public String sha256() {
    return sha256;
  }

  /** Hash of the elements of the vector files, in order, headers left out. */
  public String vectorsSha256() {
    return measured.sha256();
  }

  /**
   * Makes sure that the vectors are still those that were hashed when this was opened, without
   * reading them: to be asked before anything computed from them is kept.
   *
   * @throws IOException if a file was changed or replaced since
   */
  public void requireUnchanged() throws IOException {
    measured.requireUnchanged();
  }

  /**
   * Whether {@link #documents()} are the true documents of the text. If not, they are only the
   * longest unbroken stretches that could be found, and a split by them may leak.
   */
  public boolean documentBoundariesKnown() {
    return manifest.map(DatasetManifest::boundariesKnown).orElse(true);
  }

  /** What made the vectors, if that was recorded. */
  public Optional<EncoderFingerprint> encoder() {
    return manifest.flatMap(DatasetManifest::encoder);
  }

  /** What went into each step that made it, and what was left out; empty if not recorded. */
  public Account account() {
    return manifest.map(DatasetManifest::account).orElse(Account.NONE);
  }

  /** The text of every chunk, if kept. */
  public Optional<Texts> texts() {
    return texts;
  }

  /** All windows of {@code contextLength} chunks and the one that follows. */
  public Windows windows(int contextLength) {
    return new Windows(vectors, documents(), contextLength);
  }

  /**
   * Reads every vector once and refuses those that nothing can be computed with.
   *
   * @throws IllegalArgumentException if one is zero or has a component that is not finite, naming
   *     the first such row and its document
   */
  public void check(Progress progress) {
    VectorScan.firstBad(vectors, progress)
        .ifPresent(
            bad -> {
              throw new IllegalArgumentException(
                  "%s row %d%s %s: remove or repair it"
                      .formatted(path, bad.row(), documentOf(bad.row()), bad.problem()));
            });
  }

  private String documentOf(long row) {
    OptionalInt found = Document.holding(documents(), row);
    if (found.isEmpty()) {
      return "";
    }
    Document document = documents().get(found.getAsInt());
    return " (document `%s`, chunk %d)".formatted(document.id(), row - document.first());
  }

  /**
   * Hashes the vectors again, whatever is remembered of them.
   *
   * @throws IOException if they are not what they were when this was opened, or cannot be read
   */
  public void verify(Progress progress) throws IOException {
    String found = vectors.sha256(progress);
    if (!found.equals(measured.sha256())) {
      throw new IOException(
          "%s: the vectors have hash %.12s but had %.12s: they were changed or damaged; restore them, or import them anew"
              .formatted(path, found, measured.sha256()));
    }
  }

  @Override
  public void close() {
    vectors.close();
  }
}
