package dev.nextvec.internal.torch;

import dev.nextvec.internal.engine.EngineMissing;
import dev.nextvec.internal.safetensors.Safetensors.Source;
import dev.nextvec.internal.wording.Setting;
import dev.nextvec.provenance.Environment;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * The running native engine: libtorch on one device with a number of threads. Loading it is slow
 * (about a second), so nothing that does not compute with it may start it.
 */
public final class Libtorch {
  private final Device device;
  private final int threads;
  private final String blas;
  private final OneDnnKernels.@Nullable Native oneDnn;

  private Libtorch(Device device, int threads, String blas, OneDnnKernels.@Nullable Native oneDnn) {
    this.device = device;
    this.threads = threads;
    this.blas = blas;
    this.oneDnn = oneDnn;
  }

  /**
   * Loads libtorch and its matrix library.
   *
   * @param wanted the device; {@link Device#AUTO} for the best there is
   * @param threads threads of one tensor operation; 0 for one per processor
   * @throws IllegalStateException if this platform has no libtorch, or not the device
   */
  public static Libtorch start(Device wanted, int threads) {
    if (threads < 0) {
      throw new IllegalArgumentException(
          "`threads` must be 0 (automatic) or more but was " + threads);
    }
    int count = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    return FirstLoading.alone(
        () -> {
          prepare();
          torch.set_num_threads(count);
          return started(wanted, count);
        });
  }

  /**
   * Loads libtorch, or joins what runs on it already: the number of threads stays as it is, so that
   * a training beside it computes the same bits.
   *
   * @throws IllegalStateException if this platform has no libtorch, or not the device
   */
  public static Libtorch join(Device wanted) {
    return FirstLoading.alone(
        () -> {
          prepare();
          return started(wanted, torch.get_num_threads());
        });
  }

  private static void prepare() {
    preferMkl();
    leaveMemoryAlone();
    load();
  }

  private static Libtorch started(Device wanted, int count) {
    String blas = blasInUse();
    if (blas.equals("OpenBLAS")) {
      openblas_nolapack.blas_set_num_threads(1); // its own pool would fight libtorch's
    }
    Device device = choose(wanted);
    OneDnnKernels.@Nullable Native oneDnn = device == Device.CPU ? oneDnn() : null;
    return new Libtorch(device, count, blas, oneDnn);
  }

  /** {@code -Dnextvec.kernels=torch} leaves it out, to measure what it is worth. */
  private static OneDnnKernels.@Nullable Native oneDnn() {
    return "torch".equals(System.getProperty("nextvec.kernels"))
        ? null
        : OneDnnKernels.Native.load();
  }

  /**
   * MKL must be asked for before the first native class loads; where it is absent nothing changes.
   */
  private static void preferMkl() {
    boolean present =
        Libtorch.class.getResource("/org/bytedeco/mkl/linux-x86_64/libmkl_rt.so.2") != null
            || Libtorch.class.getResource("/org/bytedeco/mkl/windows-x86_64/mkl_rt.2.dll") != null;
    if (present && System.getProperty("org.bytedeco.openblas.load") == null) {
      System.setProperty("org.bytedeco.openblas.load", "mkl");
    }
  }

  /**
   * The binding asks the operating system for the process' memory each time a native object is
   * made, to collect garbage above a limit; everything here is freed where its scope ends.
   */
  private static void leaveMemoryAlone() {
    for (String limit : new String[] {"maxbytes", "maxphysicalbytes"}) {
      String name = "org.bytedeco.javacpp." + limit;
      if (System.getProperty(name) == null) {
        System.setProperty(name, "0");
      }
    }
  }

  private static void load() {
    try {
      Loader.load(torch.class);
    } catch (LinkageError e) {
      throw new EngineMissing(
          "libtorch could not be loaded on "
              + Loader.getPlatform()
              + " ("
              + e.getMessage()
              + "): training and GPUs need linux-x86_64, macosx-arm64 or windows-x86_64;"
              + " prediction, tests, indexing and everything else work without it",
          e);
    }
  }

  private static String blasInUse() {
    Map<String, String> loaded = Loader.getLoadedLibraries();
    String all = loaded.toString().toLowerCase(Locale.ROOT);
    if (all.contains("mkl_rt")) {
      return "MKL";
    }
    return Loader.getPlatform().startsWith("macosx") ? "Accelerate" : "OpenBLAS";
  }

  private static Device choose(Device wanted) {
    return switch (wanted) {
      case CPU -> Device.CPU;
      case AUTO ->
          torch.cuda_is_available() ? Device.CUDA : torch.hasMPS() ? Device.MPS : Device.CPU;
      case CUDA -> require(wanted, torch.cuda_is_available());
      case MPS -> require(wanted, torch.hasMPS());
    };
  }

  private static Device require(Device wanted, boolean present) {
    if (!present) {
      throw new IllegalStateException(
          "device `"
              + wanted.name().toLowerCase(Locale.ROOT)
              + "` is not available here: use "
              + Setting.DEVICE.of("cpu")
              + " or "
              + Setting.DEVICE.of("auto"));
    }
    return wanted;
  }

  public Device device() {
    return device;
  }

  /**
   * Memory of tensors that is freed together, on the calling thread, which computes with the
   * threads of this engine from here on, whatever it computed with before.
   */
  public PointerScope scope() {
    ThreadCount.set(threads);
    return new PointerScope();
  }

  public int threads() {
    return threads;
  }

  /** What multiplies matrices fastest here; for one thread at a time, to be closed. */
  public Kernels kernels() {
    return oneDnn == null ? new TorchKernels() : oneDnn.kernels();
  }

  /** What computes matrices beside libtorch; null where it is missing, or on another device. */
  OneDnnKernels.@Nullable Native library() {
    return oneDnn;
  }

  /** A float32 tensor of the shape on the device, its content undefined. */
  public Tensor empty(long... shape) {
    return torch.empty(shape, options(), null);
  }

  /** A float32 tensor of zeros on the device. */
  public Tensor zeros(long... shape) {
    return torch.zeros(shape, options());
  }

  /**
   * A tensor in the computer's own memory whatever the device, its content undefined: what {@link
   * #bytes} writes and the device then copies.
   */
  public Tensor emptyOnHost(torch.ScalarType type, long... shape) {
    return torch.empty(shape, new TensorOptions().dtype(new ScalarTypeOptional(type)), null);
  }

  /** The memory of a contiguous tensor that is {@link #emptyOnHost}; valid as long as it is. */
  public static ByteBuffer bytes(Tensor tensor) {
    if (!tensor.is_contiguous()) {
      throw new IllegalArgumentException("a tensor with gaps cannot be written in place");
    }
    return bytes(tensor, tensor.numel());
  }

  /** The memory of so many numbers from a tensor's first on, whatever gaps it has. */
  public static ByteBuffer bytes(Tensor tensor, long count) {
    if (tensor.is_cuda() || tensor.is_mps()) {
      throw new IllegalArgumentException("a device's memory cannot be seen");
    }
    long bytes = Math.multiplyExact(count, tensor.element_size());
    return new BytePointer(tensor.data_ptr())
        .capacity(Math.toIntExact(bytes))
        .asByteBuffer()
        .order(ByteOrder.nativeOrder());
  }

  private TensorOptions options() {
    return new TensorOptions()
        .dtype(new ScalarTypeOptional(torch.ScalarType.Float))
        .device(
            new DeviceOptional(
                new org.bytedeco.pytorch.Device(device.name().toLowerCase(Locale.ROOT))));
  }

  /**
   * Copies the first {@code count} floats of {@code from} into the contiguous tensor {@code to}.
   */
  public void upload(float[] from, int count, Tensor to) {
    if (device == Device.CPU) {
      floats(to, count).put(from, 0, count);
      return;
    }
    try (Tensor staging = torch.empty(count)) {
      floats(staging, count).put(from, 0, count);
      to.view(count).copy_(staging);
    }
  }

  /**
   * Copies contexts into a tensor that holds one position of all windows after another.
   *
   * @param contexts {@code [windows, positions, dim]}
   * @param to contiguous, {@code [positions, windows, dim]}
   */
  public void uploadByPosition(float[] contexts, Tensor to) {
    int positions = Math.toIntExact(to.size(0));
    int windows = Math.toIntExact(to.size(1));
    int dim = Math.toIntExact(to.size(2));
    if (device == Device.CPU) {
      FloatBuffer target = buffer(to);
      for (int w = 0; w < windows; w++) {
        for (int p = 0; p < positions; p++) {
          target.put((p * windows + w) * dim, contexts, (w * positions + p) * dim, dim);
        }
      }
      return;
    }
    try (Tensor staging = torch.empty(windows, positions, dim)) {
      floats(staging, positions * windows * dim).put(contexts, 0, positions * windows * dim);
      to.copy_(staging.permute(1, 0, 2));
    }
  }

  /** Copies the first {@code count} floats of the contiguous tensor {@code from}. */
  public void download(Tensor from, float[] to, int count) {
    Tensor here = device == Device.CPU ? from : from.cpu();
    floats(here, count).get(to, 0, count);
  }

  /**
   * Copies some columns of a contiguous matrix row by row.
   *
   * @param from {@code [rows, ...]}
   * @param to receives in its first arrays the columns {@code column .. column + width - 1}
   */
  public void downloadRows(Tensor from, int column, int width, float[][] to) {
    Tensor here = device == Device.CPU ? from : from.cpu();
    int rows = Math.toIntExact(here.size(0));
    int all = Math.toIntExact(here.size(1));
    FloatBuffer numbers = buffer(here);
    for (int r = 0; r < rows; r++) {
      numbers.get(r * all + column, to[r], 0, width);
    }
  }

  /** Copies rows into some columns of a contiguous matrix, as {@link #downloadRows} reads them. */
  public void uploadRows(float[][] from, int column, int width, Tensor to) {
    Tensor here = device == Device.CPU ? to : to.cpu();
    int rows = Math.toIntExact(here.size(0));
    int all = Math.toIntExact(here.size(1));
    FloatBuffer numbers = buffer(here);
    for (int r = 0; r < rows; r++) {
      numbers.put(r * all + column, from[r], 0, width);
    }
    if (device != Device.CPU) {
      to.copy_(here);
    }
  }

  private static FloatBuffer buffer(Tensor tensor) {
    int count = Math.toIntExact(tensor.numel());
    return floats(tensor, count).capacity(count).asBuffer();
  }

  /** The numbers of a contiguous tensor, to be written as one row. */
  public Source source(Tensor tensor) {
    return source(tensor, tensor.numel());
  }

  /** The numbers of a contiguous tensor, to be written in a shape. */
  public Source source(Tensor tensor, long... shape) {
    return new Source() {
      @Override
      public long[] shape() {
        return shape.clone();
      }

      @Override
      public void read(int from, int count, float[] into) {
        if (device == Device.CPU) {
          floats(tensor, from + count).getPointer(from).get(into, 0, count);
          return;
        }
        try (Tensor row = tensor.view(-1);
            Tensor piece = row.narrow(0, from, count)) {
          download(piece, into, count);
        }
      }
    };
  }

  private static FloatPointer floats(Tensor tensor, int count) {
    if (!tensor.is_contiguous()) {
      throw new IllegalArgumentException(
          "a tensor with gaps between its rows cannot be copied whole");
    }
    if (tensor.numel() < count) {
      throw new IllegalArgumentException(
          "a tensor of " + tensor.numel() + " floats does not hold " + count);
    }
    return tensor.data_ptr_float();
  }

  /** The software and machine, for provenance. */
  public Environment environment() {
    String matrices =
        oneDnn == null ? blas : "oneDNN " + OneDnnKernels.Native.version() + " with " + blas;
    return Environment.current(
        "libtorch " + torchVersion(), matrices, device.name().toLowerCase(Locale.ROOT), threads);
  }

  /** The version libtorch's binding was published under, from its own jar. */
  private static String torchVersion() {
    Properties properties = new Properties();
    try (InputStream in =
        torch.class.getResourceAsStream("/META-INF/maven/org.bytedeco/pytorch/pom.properties")) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("libtorch's version could not be read from its jar", e);
    }
    return properties.getProperty("version", "of unknown version");
  }
}
