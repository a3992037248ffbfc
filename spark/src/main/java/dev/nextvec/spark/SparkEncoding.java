package dev.nextvec.spark;

import dev.nextvec.internal.spark.ClusterEncoding;
import dev.nextvec.progress.Monitor;
import dev.nextvec.text.EncodeJob;
import dev.nextvec.text.EncodeReport;
import dev.nextvec.text.EncoderChoice;
import dev.nextvec.text.EncodingSite;
import java.io.IOException;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Encodes a corpus on the executors of a Spark: files are cut into chunks, and chunks encoded, by
 * as many tasks as there are pieces of the corpus and files of vectors. The encoder's directory and
 * the dataset must lie where every machine sees them under one path, and so must the corpus, if it
 * is not named by addresses of a file system that Hadoop knows.
 */
public final class SparkEncoding implements EncodingSite {
  private final ClusterEncoding encoding;

  /** On the Spark that the program was submitted to. */
  public SparkEncoding() {
    encoding = new ClusterEncoding(Optional.empty());
  }

  /** On a Spark that is in use, and stays so. */
  public SparkEncoding(JavaSparkContext context) {
    encoding = new ClusterEncoding(Optional.of(context));
  }

  @Override
  public EncodeReport encode(EncodeJob job, EncoderChoice encoder, Monitor monitor)
      throws IOException {
    return encoding.encode(job, encoder, monitor);
  }
}
