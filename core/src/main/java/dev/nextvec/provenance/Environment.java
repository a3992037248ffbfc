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
 */
public record Environment(
    String nextvec,
    String jvm,
    String libtorch,
    String blas,
    String device,
    int threads,
    String machine) {}
