package dev.nextvec.provenance;

/**
 * The software and the machine that produced a number.
 *
 * @param nextvec version of Nextvec
 * @param jvm version and vendor of the Java runtime
 * @param libtorch version of libtorch, or {@code none} where nothing was computed by it
 * @param blas the matrix library in use: {@code MKL}, {@code OpenBLAS}, {@code Accelerate} or
 *     {@code none}
 * @param device {@code cpu}, {@code cuda} or {@code mps}
 * @param threads threads of one tensor operation
 * @param machine operating system, architecture, processors
 * @param commit of the program's source, {@code -dirty} after it where that was changed; {@code
 *     unknown} where it was not built from a repository
 * @param processor its model, or {@code unknown}
 */
public record Environment(
    String nextvec,
    String jvm,
    String libtorch,
    String blas,
    String device,
    int threads,
    String machine,
    String commit,
    String processor) {
  /** What nobody knows is called. */
  public static final String UNKNOWN = "unknown";

  private static final String NONE = "none";

  /** This Java runtime and machine, with what the caller computes with. */
  public static Environment current(String libtorch, String blas, String device, int threads) {
    Runtime runtime = Runtime.getRuntime();
    String machine =
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.arch")
            + ", "
            + runtime.availableProcessors()
            + " processors";
    String jvm = System.getProperty("java.vm.name") + " " + System.getProperty("java.version");
    return new Environment(
        version(), jvm, libtorch, blas, device, threads, machine, Commit.OF_BUILD, Processor.MODEL);
  }

  /** What computes, with its version: libtorch where that does, or else what multiplies. */
  public String engine() {
    return isLibtorch() ? libtorch : blas;
  }

  /** Whether libtorch computes. */
  public boolean isLibtorch() {
    return !libtorch.equals(NONE);
  }

  /** An environment in which no native engine runs. */
  public static Environment withoutEngine() {
    return current(NONE, NONE, "cpu", 1);
  }

  /** Nextvec's version, from its jar's manifest. */
  public static String version() {
    String version = Environment.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
