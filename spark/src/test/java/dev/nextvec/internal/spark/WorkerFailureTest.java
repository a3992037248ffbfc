package dev.nextvec.internal.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;

/** What went wrong on a worker, as the driver tells it. */
class WorkerFailureTest {
  private static final String WORKER = "worker 10.0.0.7 (executor 3)";

  /** As Spark hands it on: the words of the failed task within its own. */
  private static String told(Throwable cause) {
    String trace =
        "Lost task 3.3 (TID 9): " + new WorkerFailure(WORKER, cause) + "\n\tat somewhere";
    return WorkerFailure.line(new SparkException("Job aborted due to stage failure: " + trace));
  }

  @Test
  void aFullDiskIsThatOfTheWorker() {
    String full = "No space left on device";
    assertThat(told(new IOException(full)))
        .isEqualTo(
            WORKER
                + ": a disk is full there: free some and run the same command again, which keeps"
                + " what is finished (no space)");
    assertThat(told(new FileSystemException("/data/out/shard-00001.npy", null, full)))
        .startsWith(WORKER + ": a disk is full there: ")
        .endsWith("(/data/out/shard-00001.npy: no space)");
  }

  @Test
  void aFileThatTheWorkerLacksIsNamed() {
    assertThat(told(new UncheckedIOException(new NoSuchFileException("/data/vectors.npy"))))
        .isEqualTo(WORKER + ": no such file or directory there: `/data/vectors.npy`");
  }

  @Test
  void whatNobodyForesawNamesItsKind() {
    assertThat(told(new ArithmeticException("/ by zero")))
        .isEqualTo(WORKER + ": ArithmeticException: / by zero");
    assertThat(told(new IllegalStateException("libtorch is left out")))
        .isEqualTo(WORKER + ": libtorch is left out");
  }

  @Test
  void aFailureOfSparkItselfIsOneLine() {
    assertThat(WorkerFailure.line(new SparkException("Job 3 cancelled\nas part of a group")))
        .isEqualTo("Spark could not finish: org.apache.spark.SparkException: Job 3 cancelled");
  }

  @Test
  void aFileThatIsCutOffWhileItIsReadIsNoInternalError() {
    assertThat(told(new InternalError("a fault occurred in an unsafe memory access operation")))
        .isEqualTo(
            WORKER
                + ": a file became shorter there while it was read, or its disk failed: restore it,"
                + " and change no file that is in use");
  }

  /** Before a task of ours has begun: what was sent cannot be read there. */
  @Test
  void whatFailsBeforeATaskBeginsNamesTheWorkerToo() {
    assertThat(
            WorkerFailure.line(
                new SparkException(
                    "Job aborted due to stage failure: Task 0 in stage 0.0 failed 4 times, most"
                        + " recent failure: Lost task 0.3 in stage 0.0 (TID 3) (10.0.0.7 executor"
                        + " 3): java.lang.ClassNotFoundException: dev.nextvec.Other\n"
                        + "\tat somewhere")))
        .isEqualTo(WORKER + ": java.lang.ClassNotFoundException: dev.nextvec.Other");
  }

  @Test
  void aWorkerThatIsLostIsNamedWithTheReason() {
    String lost = "ExecutorLostFailure (executor 3 exited caused by one of the running tasks)";
    assertThat(
            WorkerFailure.line(
                new SparkException(
                    "Lost task 1.0 in stage 5.0 (TID 9) (10.0.0.7 executor 3): "
                        + lost
                        + " Reason: Executor heartbeat timed out after 131213 ms")))
        .isEqualTo(WORKER + " has not answered for 131 s and is given up");
    assertThat(
            WorkerFailure.line(
                new SparkException(
                    "Could not recover from a failed barrier ResultStage. Most recent failure"
                        + " reason: barrier task ResultTask(5, 1) finished unsuccessfully.\n"
                        + lost
                        + " Reason: Command exited with code 137")))
        .isEqualTo("executor 3 is lost (Command exited with code 137)");
  }
}
