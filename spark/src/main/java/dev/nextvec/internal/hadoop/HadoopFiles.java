package dev.nextvec.internal.hadoop;

import dev.nextvec.internal.file.AddressedFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.jspecify.annotations.Nullable;

/**
 * File systems as Spark's Hadoop client is configured, in the driver and in each executor: by the
 * files of {@code HADOOP_CONF_DIR} and by {@code spark.hadoop.*}.
 */
public final class HadoopFiles implements AddressedFiles {
  @Override
  public Path path(String address) throws IOException {
    try {
      org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(address);
      URI uri = path.toUri();
      Optional<HadoopSystem> known = HadoopProvider.INSTANCE.known(uri);
      HadoopSystem system =
          known.isPresent()
              ? known.get()
              : HadoopProvider.INSTANCE.system(path.getFileSystem(configuration()), uri);
      return system.path(uri.getPath());
    } catch (IOException | RuntimeException | LinkageError e) {
      throw new IOException(
          "%s cannot be reached: %s".formatted(address, HadoopErrors.words(e)), e);
    }
  }

  private static Configuration configuration() {
    @Nullable SparkEnv running = SparkEnv.get();
    SparkConf conf = running == null ? new SparkConf() : running.conf();
    return SparkHadoopUtil.get().newConfiguration(conf);
  }
}
