package dev.nextvec.internal.checkpoint;

import dev.nextvec.internal.file.FileErrors;
import dev.nextvec.internal.pickle.Stored;
import dev.nextvec.internal.pickle.TorchArchive;
import dev.nextvec.internal.safetensors.Safetensors;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A file of tensors, PyTorch's or a safetensors one: which, its first bytes tell, whatever its
 * name.
 *
 * @param groups the dictionaries of tensors in it, outer ones first
 * @param numbers the whole numbers beside them, by key; a key with several values has them all
 * @param metadata texts of a safetensors file
 * @param content what is open while the tensors are read
 */
record TensorFile(
    List<NamedTensors> groups,
    Map<String, List<Long>> numbers,
    Map<String, String> metadata,
    Closeable content)
    implements AutoCloseable {
  private static final int LEGACY_PICKLE = 0x80;
  private static final int HEADER_AT = 8;

  /**
   * Opens a file; tensors are read later, where the format allows.
   *
   * @throws IOException if it cannot be read, is damaged, or is of no format that is read
   */
  static TensorFile open(Path file) throws IOException {
    byte[] start = start(file);
    // first: the length before the header may begin with any byte, that of a pickle too
    if (start.length > HEADER_AT && start[HEADER_AT] == '{') {
      return safetensors(Safetensors.read(file));
    }
    if (start.length >= 4 && start[0] == 'P' && start[1] == 'K' && start[2] == 3 && start[3] == 4) {
      return torch(TorchArchive.open(file));
    }
    if (start.length > 0 && Byte.toUnsignedInt(start[0]) == LEGACY_PICKLE) {
      throw new IOException(
          file
              + " is of PyTorch's old format, which is a program: load it where you trust it and"
              + " save its weights anew, with torch.save(model.state_dict(), path), PyTorch 1.6 or"
              + " newer");
    }
    throw new IOException(
        file
            + " is neither a safetensors file nor one of torch.save: save the weights anew, with"
            + " torch.save(model.state_dict(), path)");
  }

  private static byte[] start(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException(file + " is a directory: name the file of weights in it");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(HEADER_AT + 1);
    } catch (FileSystemException e) {
      throw new IOException(FileErrors.reason(e), e);
    }
  }

  /** A tensor that is in memory. */
  private record Held(Safetensors.FloatTensor tensor) implements NamedTensors.Lazy {
    @Override
    public long[] shape() {
      return tensor.shape();
    }

    @Override
    public float[] values() {
      return tensor.values();
    }

    @Override
    public boolean isFloating() {
      return true;
    }

    @Override
    public Object identity() {
      return tensor;
    }
  }

  private static TensorFile safetensors(Safetensors file) {
    Map<String, NamedTensors.Lazy> tensors = new LinkedHashMap<>();
    file.tensors().forEach((name, tensor) -> tensors.put(name, new Held(tensor)));
    return new TensorFile(
        List.of(new NamedTensors(NamedTensors.TOP, tensors)), Map.of(), file.metadata(), () -> {});
  }

  /** A tensor of a PyTorch file. */
  private record Archived(TorchArchive archive, Stored.StoredTensor tensor)
      implements NamedTensors.Lazy {
    @Override
    public long[] shape() {
      return tensor.sizes();
    }

    @Override
    public float[] values() throws IOException {
      return archive.read(tensor);
    }

    @Override
    public boolean isFloating() {
      return tensor.storage().type().isFloating();
    }

    @Override
    public Object identity() {
      return tensor;
    }
  }

  private static TensorFile torch(TorchArchive archive) {
    TensorFile file = new TensorFile(new ArrayList<>(), new LinkedHashMap<>(), Map.of(), archive);
    file.walk(archive, archive.root(), NamedTensors.TOP);
    return file;
  }

  private void walk(TorchArchive archive, Stored value, String place) {
    switch (value) {
      case Stored.Dictionary dictionary -> dictionary(archive, dictionary, place);
      case Stored.Items items -> items.values().forEach(item -> walk(archive, item, place + "/[]"));
      case Stored.Text any -> {}
      case Stored.Whole any -> {}
      case Stored.Real any -> {}
      case Stored.Truth any -> {}
      case Stored.Nothing any -> {}
      case Stored.StoredTensor any -> {}
    }
  }

  private void dictionary(TorchArchive archive, Stored.Dictionary dictionary, String place) {
    Map<String, NamedTensors.Lazy> tensors = new LinkedHashMap<>();
    dictionary
        .entries()
        .forEach(
            (key, value) -> {
              if (key instanceof Stored.Key(Stored.Text(String name))) {
                if (value instanceof Stored.StoredTensor tensor) {
                  tensors.put(name, new Archived(archive, tensor));
                } else if (value instanceof Stored.Whole(long number)) {
                  numbers.computeIfAbsent(name, any -> new ArrayList<>()).add(number);
                }
              }
            });
    if (!tensors.isEmpty()) {
      groups.add(new NamedTensors(place, tensors));
    }
    dictionary
        .entries()
        .forEach(
            (key, value) -> {
              String step = key instanceof Stored.Key(Stored.Text(String name)) ? name : "[]";
              walk(archive, value, place.equals(NamedTensors.TOP) ? step : place + "/" + step);
            });
  }

  /** The number beside the weights under one of these names, if there is one and only one. */
  OptionalInt number(String... names) {
    List<Long> found =
        Arrays.stream(names)
            .flatMap(name -> numbers.getOrDefault(name, List.of()).stream())
            .distinct()
            .toList();
    return found.size() == 1 && found.getFirst() > 0 && found.getFirst() <= Integer.MAX_VALUE
        ? OptionalInt.of(found.getFirst().intValue())
        : OptionalInt.empty();
  }

  @Override
  public void close() throws IOException {
    content.close();
  }
}
