package dev.nextvec.internal.spark;

import dev.nextvec.internal.engine.CountingSite;
import dev.nextvec.progress.Monitor;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Counts rows on the executors of a Spark, a task for each stretch of them. The files of vectors
 * must lie where every machine sees them under one path, or be copies of a dataset at an address.
 */
public final class SparkCounting implements CountingSite {
  private final Optional<JavaSparkContext> context;

  /** On the Spark that the program was submitted to. */
  public SparkCounting() {
    context = Optional.empty();
  }

  /** On a Spark that is in use, and stays so. */
  public SparkCounting(JavaSparkContext context) {
    this.context = Optional.of(context);
  }

  @Override
  public Counts open(Monitor monitor) {
    return new ClusterCounts(context, monitor);
  }
}
