package dev.nextvec.internal.spark;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.ExecutorLostFailure;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** Says which worker is lost while it works: killed, or given up because it does not answer. */
final class LostWorkers extends SparkListener {
  private static final Pattern SILENT = Pattern.compile("heartbeat timed out after (\\d+) ms");

  private final Consumer<String> told;
  private final Set<String> known = ConcurrentHashMap.newKeySet();

  /**
   * @param told receives one sentence for each worker
   */
  LostWorkers(Consumer<String> told) {
    this.told = told;
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    if (end.reason() instanceof ExecutorLostFailure lost && known.add(lost.execId())) {
      String worker = NumberedTask.worker(end.taskInfo().host(), lost.execId());
      String reason = lost.reason().isDefined() ? lost.reason().get() : "";
      told.accept(words(worker, reason) + "; what it was doing is begun again");
    }
  }

  /**
   * A worker and what became of it.
   *
   * @param reason in Spark's words
   */
  static String words(String worker, String reason) {
    Matcher silent = SILENT.matcher(reason);
    if (silent.find()) {
      long seconds = Long.parseLong(silent.group(1)) / 1000;
      return "%s has not answered for %d s and is given up".formatted(worker, seconds);
    }
    String line = reason.strip().lines().findFirst().orElse("");
    return worker + " is lost" + (line.isEmpty() ? "" : " (" + line + ")");
  }
}
