package dev.nextvec.internal.pickle;

import dev.nextvec.internal.file.FileErrors;
import dev.nextvec.internal.zip.ZipDirectory;
import dev.nextvec.internal.zip.ZipMember;
import dev.nextvec.internal.zip.ZipWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * A file that {@code torch.save} wrote: a ZIP archive with a pickle, {@code data.pkl}, and a member
 * of bare numbers for each storage. Nothing is unpacked to disk, and nothing in it is run.
 */
public final class TorchArchive implements Closeable {
  private static final String PICKLE = "/data.pkl";
  private static final int LARGEST_PICKLE = 1 << 24;
  private static final int LARGEST_NOTE = 64;
  private static final String ANEW = ": save it anew, with torch.save(model.state_dict(), path)";

  private final Path file;
  private final FileChannel channel;
  private final Map<String, ZipMember> members;
  private final String folder;
  private final Stored root;
  private final Map<String, ByteBuffer> storages = new HashMap<>();

  private TorchArchive(Path file, FileChannel channel) throws IOException {
    this.file = file;
    this.channel = channel;
    this.members = ZipDirectory.read(channel, file.toString(), ZipWriter.PYTORCH);
    this.folder = folder();
    requireSafe();
    requireLittleEndian();
    try {
      this.root = PickleMachine.read(content(folder + PICKLE, LARGEST_PICKLE).array());
    } catch (PickleRefused e) {
      throw new IOException(file + " " + e.getMessage() + ANEW, e);
    }
  }

  /**
   * Reads everything but the numbers.
   *
   * @throws IOException if it cannot be read, is damaged, or holds more than tensors and plain
   *     containers
   */
  public static TorchArchive open(Path file) throws IOException {
    FileChannel channel;
    try {
      channel = FileChannel.open(file, StandardOpenOption.READ);
    } catch (FileSystemException e) {
      throw new IOException(FileErrors.reason(e), e);
    }
    try {
      return new TorchArchive(file, channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** What was saved. */
  public Stored root() {
    return root;
  }

  /**
   * No member is compressed, as PyTorch writes them, lies in another, or has a name with a way up.
   */
  private void requireSafe() throws IOException {
    List<ZipMember> ordered = new ArrayList<>(members.values());
    ordered.sort(Comparator.comparingLong(ZipMember::start));
    long end = 0;
    for (ZipMember member : ordered) {
      String name = member.name();
      if (name.startsWith("/") || name.contains("\\") || List.of(name.split("/")).contains("..")) {
        throw damaged("it has a member named `" + name + "`");
      }
      if (member.compressed()) {
        throw new IOException(
            file + " member " + name + " is compressed, which PyTorch does not do" + ANEW);
      }
      if (member.start() < end) {
        throw damaged("its member " + name + " lies in another");
      }
      end = member.start() + member.storedBytes();
    }
  }

  private String folder() throws IOException {
    List<String> found =
        members.keySet().stream()
            .filter(name -> name.endsWith(PICKLE))
            .map(name -> name.substring(0, name.length() - PICKLE.length()))
            .toList();
    if (found.size() != 1) {
      throw new IOException(
          file + " is no file of torch.save: it has " + found.size() + " members data.pkl" + ANEW);
    }
    String only = found.getFirst();
    boolean script =
        members.containsKey(only + "/constants.pkl")
            || members.keySet().stream().anyMatch(name -> name.startsWith(only + "/code/"));
    if (script) {
      throw new IOException(
          file
              + " is a TorchScript program, not weights: load it where you trust it and save its"
              + " weights, with torch.save(model.state_dict(), path)");
    }
    return only;
  }

  /**
   * Files of before the record have the order of their machine, and all such were little-endian.
   */
  private void requireLittleEndian() throws IOException {
    String name = folder + "/byteorder";
    if (!members.containsKey(name)) {
      return;
    }
    String order = StandardCharsets.US_ASCII.decode(content(name, LARGEST_NOTE)).toString().strip();
    if (!order.equals("little")) {
      throw new IOException(
          "%s has numbers in `%s`-endian order, and only little-endian ones are read%s on a little-endian machine"
              .formatted(file, order, ANEW));
    }
  }

  /**
   * The numbers of a tensor in row-major order; those of 64 bits are rounded.
   *
   * @throws IOException if they are damaged or not there
   */
  public float[] read(Stored.StoredTensor tensor) throws IOException {
    ByteBuffer numbers = storage(tensor.storage());
    float[] values = new float[tensor.count()];
    int dimensions = tensor.shape().size();
    long[] index = new long[dimensions];
    long at = tensor.offset();
    for (int i = 0; i < values.length; i++) {
      values[i] = tensor.storage().type().read(numbers, Math.toIntExact(at));
      for (int d = dimensions - 1; d >= 0; d--) {
        at += tensor.strides().get(d);
        if (++index[d] < tensor.shape().get(d)) {
          break;
        }
        at -= tensor.strides().get(d) * tensor.shape().get(d);
        index[d] = 0;
      }
    }
    return values;
  }

  /** Kept until the file is closed, for tensors that share it. */
  private ByteBuffer storage(Stored.Storage storage) throws IOException {
    String name = folder + "/data/" + storage.key();
    Optional<ByteBuffer> known = Optional.ofNullable(storages.get(name));
    if (known.isPresent()) {
      return requireLength(known.get(), storage, name);
    }
    ByteBuffer bytes = content(name, Integer.MAX_VALUE - 8);
    storages.put(name, bytes);
    return requireLength(bytes, storage, name);
  }

  private ByteBuffer requireLength(ByteBuffer bytes, Stored.Storage storage, String name)
      throws IOException {
    if (storage.count() != bytes.capacity() / storage.type().bytes()
        || bytes.capacity() % storage.type().bytes() != 0) {
      throw damaged(
          "its member %s has %d bytes, but would be %d numbers of type %s"
              .formatted(name, bytes.capacity(), storage.count(), storage.type()));
    }
    return bytes;
  }

  private ByteBuffer content(String name, int most) throws IOException {
    Optional<ZipMember> found = Optional.ofNullable(members.get(name));
    if (found.isEmpty()) {
      throw damaged("it has no member " + name);
    }
    ZipMember member = found.get();
    if (member.bytes() > most) {
      throw new IOException(
          "%s member %s has %,d bytes, and %,d are the most"
              .formatted(file, name, member.bytes(), most));
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) member.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, member.start() + bytes.position()) < 0) {
        throw damaged("it ends within its member " + name);
      }
    }
    CRC32 crc = new CRC32();
    crc.update(bytes.flip());
    if (crc.getValue() != member.crc()) {
      throw damaged("the checksum of its member " + name + " does not match");
    }
    return bytes.flip();
  }

  private IOException damaged(String how) {
    return new IOException(file + " is damaged: " + how);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
