package dev.nextvec.internal.npy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.util.ArrayList;
import java.util.List;

/** Elements of one type in a stretch of a file of any size. Mapping it reads nothing. */
final class MappedElements {
  /** 2^27 elements to a region: at most 1 GiB, and no division to find one. */
  private static final int SHIFT = 27;

  private static final int REGION = 1 << SHIFT;

  private final List<MappedRegion> regions;

  private MappedElements(List<MappedRegion> regions) {
    this.regions = regions;
  }

  static MappedElements map(FileChannel channel, long start, long count, NpyType type)
      throws IOException {
    List<MappedRegion> regions = new ArrayList<>();
    for (long first = 0; first < count; first += REGION) {
      long bytes = Math.min(REGION, count - first) * type.bytes();
      ByteBuffer region = channel.map(MapMode.READ_ONLY, start + first * type.bytes(), bytes);
      regions.add(MappedRegion.of(type, region.order(type.order())));
    }
    return new MappedElements(List.copyOf(regions));
  }

  void floats(long first, int count, float[] into, int offset) {
    inRegions(
        first, count, (region, at, length, done) -> region.floats(at, length, into, offset + done));
  }

  void copy(long first, int count, ByteBuffer into, int offset) {
    inRegions(
        first,
        count,
        (region, at, length, done) ->
            region.copy(at, length, into, offset + done * region.bytes()));
  }

  /** Some elements of one region. */
  private interface ElementPiece {
    void take(MappedRegion region, int at, int length, int done);
  }

  private void inRegions(long first, int count, ElementPiece piece) {
    for (int done = 0; done < count; ) {
      int at = (int) ((first + done) & (REGION - 1));
      int length = Math.min(count - done, REGION - at);
      piece.take(regions.get((int) ((first + done) >>> SHIFT)), at, length, done);
      done += length;
    }
  }

  double number(long index) {
    return regions.get((int) (index >>> SHIFT)).number((int) (index & (REGION - 1)));
  }

  long integer(long index) {
    if (regions.get((int) (index >>> SHIFT)) instanceof MappedRegion.Whole whole) {
      return whole.integer((int) (index & (REGION - 1)));
    }
    throw new IllegalStateException("the array does not hold integers");
  }
}
