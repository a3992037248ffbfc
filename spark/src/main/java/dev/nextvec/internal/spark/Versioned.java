package dev.nextvec.internal.spark;

import dev.nextvec.provenance.Environment;
import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import org.apache.spark.SparkEnv;
import org.apache.spark.serializer.SerializerInstance;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * Something as it travels to a worker: with the driver's version, which is compared with the
 * worker's own before the rest is read. A worker has another one where a jar of Nextvec lies on its
 * own class path, which Spark puts before what was submitted.
 */
final class Versioned<T> implements Serializable {
  private static final long serialVersionUID = 1;

  private final String version;
  private final byte[] written;

  /**
   * @param version of who wrote it
   * @param written by Spark's serialiser
   */
  Versioned(String version, byte[] written) {
    this.version = version;
    this.written = written.clone();
  }

  /** Something of this driver. */
  static <T> Versioned<T> of(T value) {
    ByteBuffer buffer = serializer().serialize(value, Versioned.<T>tag());
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return new Versioned<>(here(), bytes);
  }

  /** The version of this process. */
  static String here() {
    Environment here = Environment.withoutEngine();
    return "%s (commit %s)".formatted(here.nextvec(), here.commit());
  }

  /**
   * What was written, on the worker.
   *
   * @throws IOException naming both versions, if they differ
   */
  T read() throws IOException {
    if (!version.equals(here())) {
      throw new IOException(
          "it runs Nextvec %s, the driver Nextvec %s: leave one version on its class path"
              .formatted(here(), version));
    }
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    return serializer().deserialize(ByteBuffer.wrap(written), loader, Versioned.<T>tag());
  }

  private static SerializerInstance serializer() {
    return SparkEnv.get().closureSerializer().newInstance();
  }

  @SuppressWarnings("unchecked") // Java's serialisation asks for no class
  private static <T> ClassTag<T> tag() {
    return (ClassTag<T>) ClassTag$.MODULE$.Object();
  }
}
