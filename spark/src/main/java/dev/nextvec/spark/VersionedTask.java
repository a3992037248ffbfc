package dev.nextvec.spark;

import dev.nextvec.provenance.Environment;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.function.VoidFunction;
import org.apache.spark.serializer.SerializerInstance;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * A task as it travels: with the driver's version, which a worker compares with its own before it
 * reads the rest. A worker has another one where a jar of Nextvec lies on its own class path, which
 * Spark puts before what was submitted.
 */
final class VersionedTask implements VoidFunction<Integer> {
  private static final long serialVersionUID = 1;
  private static final ClassTag<NumberedTask> TYPE = ClassTag$.MODULE$.apply(NumberedTask.class);

  private final String version;
  private final byte[] task;

  private VersionedTask(String version, byte[] task) {
    this.version = version;
    this.task = task;
  }

  /** A task of this driver. */
  static VersionedTask of(NumberedTask task) {
    ByteBuffer written = serializer().serialize(task, TYPE);
    byte[] bytes = new byte[written.remaining()];
    written.get(bytes);
    return new VersionedTask(here(), bytes);
  }

  private static SerializerInstance serializer() {
    return SparkEnv.get().closureSerializer().newInstance();
  }

  private static String here() {
    Environment here = Environment.withoutEngine();
    return "%s (commit %s)".formatted(here.nextvec(), here.commit());
  }

  @Override
  public void call(Integer number) {
    if (!version.equals(here())) {
      throw new WorkerFailure(
          NumberedTask.worker(),
          new IOException(
              "it runs Nextvec %s, the driver Nextvec %s: leave one version on its class path"
                  .formatted(here(), version)));
    }
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    NumberedTask read = serializer().deserialize(ByteBuffer.wrap(task), loader, TYPE);
    read.run(number);
  }
}
