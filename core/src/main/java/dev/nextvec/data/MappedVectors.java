package dev.nextvec.data;

import dev.nextvec.internal.file.Sha256;
import dev.nextvec.internal.npy.NpyArray;
import dev.nextvec.internal.npy.NpyHeader;
import dev.nextvec.internal.npy.NpyType;
import dev.nextvec.progress.Progress;
import dev.nextvec.vector.VectorStore;
import dev.nextvec.vector.VectorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Vectors in one or several memory-mapped NPY files {@code [rows, dimension]}, float16 or float32,
 * seen as one store. Opening touches headers only, whatever the size; the operating system brings
 * in what is read and may drop it again.
 */
public final class MappedVectors implements VectorStore {
  private final List<Path> files;
  private final List<NpyArray> shards;

  /** First row of each shard, and the number of rows of all at the end. */
  private final long[] starts;

  private final int dimension;
  private final Optional<DatasetCopy> copy;
  private volatile boolean closed;

  private MappedVectors(List<Path> files, List<NpyArray> shards, Optional<DatasetCopy> copy) {
    this.files = List.copyOf(files);
    this.shards = List.copyOf(shards);
    this.starts = new long[shards.size() + 1];
    for (int i = 0; i < shards.size(); i++) {
      starts[i + 1] = starts[i] + shards.get(i).rows();
    }
    this.dimension = shards.get(0).rowLength();
    this.copy = copy;
  }

  /** Opens one file. */
  public static MappedVectors open(Path file) throws IOException {
    return open(List.of(file));
  }

  /**
   * Opens several files as one store, in the order given.
   *
   * @throws IOException if one is not a C-order {@code [rows, dimension]} array of float16 or
   *     float32, or their dimensions or types differ
   */
  public static MappedVectors open(List<Path> files) throws IOException {
    return open(files, Optional.empty());
  }

  /**
   * The same.
   *
   * @param copy what the files are part of, to be closed with them
   */
  static MappedVectors open(List<Path> files, Optional<DatasetCopy> copy) throws IOException {
    if (files.isEmpty()) {
      throw new IllegalArgumentException("a vector store needs at least one file");
    }
    List<NpyArray> shards = new ArrayList<>();
    for (Path file : files) {
      NpyArray shard = NpyArray.open(file);
      check(shard);
      NpyArray first = shards.isEmpty() ? shard : shards.get(0);
      if (shard.rowLength() != first.rowLength()
          || !shard.header().type().equals(first.header().type())) {
        throw new IOException(describe(shard) + " does not match " + describe(first));
      }
      shards.add(shard);
    }
    return new MappedVectors(files, shards, copy);
  }

  private static String describe(NpyArray array) {
    return array.where()
        + " "
        + array.header().shapeText()
        + " "
        + array.header().type().description();
  }

  private static void check(NpyArray array) throws IOException {
    NpyHeader header = array.header();
    boolean fits =
        header.shape().size() == 2
            && array.rowLength() > 0
            && !header.fortranOrder()
            && header.type().isFloat()
            && header.type().bytes() <= 4;
    if (!fits) {
      throw new IOException(
          describe(array)
              + (header.fortranOrder() ? " in Fortran order" : "")
              + " cannot be used in place: expected [chunks, dimension] of float16 or float32 in C"
              + " order, `nextvec data import` converts it");
    }
  }

  /** The files, in order. */
  public List<Path> files() {
    return files;
  }

  /** What they are part of, where that is the copy of a dataset elsewhere. */
  Optional<DatasetCopy> copy() {
    return copy;
  }

  /** How the vectors are stored. */
  @Override
  public VectorType type() {
    return elementType().bytes() == 2 ? VectorType.FLOAT16 : VectorType.FLOAT32;
  }

  /** Hash of the elements of all files in order, headers left out. */
  String sha256(Progress progress) throws IOException {
    return sha256(files, shards.stream().map(NpyArray::header).toList(), progress);
  }

  /** The same of files that are not mapped. */
  static String sha256(List<Path> files, List<NpyHeader> headers, Progress progress)
      throws IOException {
    Sha256 hash = new Sha256();
    long total = headers.stream().mapToLong(NpyHeader::dataBytes).sum();
    long before = 0;
    for (int i = 0; i < files.size(); i++) {
      long start = before;
      NpyHeader header = headers.get(i);
      hash.addFile(
          files.get(i), header.bytes(), (done, ofFile) -> progress.update(start + done, total));
      before += header.dataBytes();
    }
    return hash.hex();
  }

  NpyType elementType() {
    return shards.get(0).header().type();
  }

  @Override
  public long rows() {
    return starts[starts.length - 1];
  }

  @Override
  public int dimension() {
    return dimension;
  }

  @Override
  public void read(long first, int count, float[] into, int offset) {
    inShards(
        first,
        count,
        (shard, at, length, done) -> shard.floats(at, length, into, offset + done * dimension));
  }

  @Override
  public void copy(long first, int count, ByteBuffer into, int offset) {
    int row = dimension * type().bytes();
    inShards(
        first,
        count,
        (shard, at, length, done) -> shard.copy(at, length, into, offset + done * row));
  }

  /** Some rows of one shard. */
  private interface Piece {
    void take(NpyArray shard, long at, int length, int done);
  }

  private void inShards(long first, int count, Piece piece) {
    if (closed) {
      throw new IllegalStateException("the vector store is closed");
    }
    Objects.checkFromIndexSize(first, count, rows());
    int shard = shardOf(first);
    int done = 0;
    while (done < count) {
      long at = first + done - starts[shard];
      int length = (int) Math.min(count - done, shards.get(shard).rows() - at);
      piece.take(shards.get(shard), at, length, done);
      done += length;
      shard++;
    }
  }

  private int shardOf(long row) {
    if (shards.size() == 1) {
      return 0;
    }
    int found = Arrays.binarySearch(starts, 0, shards.size(), row);
    int shard = found >= 0 ? found : -found - 2;
    while (shards.get(shard).rows() == 0 && shard < shards.size() - 1) {
      shard++;
    }
    return shard;
  }

  /** Refuses further reads. The mapping itself goes when the last reference does. */
  @Override
  public void close() {
    closed = true;
    copy.ifPresent(DatasetCopy::close);
  }
}
